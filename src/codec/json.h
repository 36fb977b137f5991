/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON: reading with jansson (duplicate keys, depth and size refused), and a writer that appends
 * straight to a struct buf, so that a bound profile package is base64-coded only once.
 */
#ifndef CODEC_JSON_H
#define CODEC_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

/*
 * Parse `text` as one JSON object. The caller owns `*out` and gives it to json_release. ERR_SYNTAX
 * for anything malformed, a duplicate key, a NUL in a string, nesting over LIMIT_JSON_DEPTH or a
 * top level that is not an object. ERR_NOMEM without memory.
 */
enum err json_parse(struct bytes text, json_t **out);

/* Drop a reference; NULL is allowed. Fits CLEANUP(). */
void json_release(json_t **value);

/*
 * Members of an object, by name. Each says ERR_MISSING if the member is absent or null and
 * ERR_SYNTAX if it has another type or form. The slices live as long as the object (text) or the
 * arena (decoded forms).
 */
enum err json_text(const json_t *object, const char *name, struct bytes *out);
enum err json_flag(const json_t *object, const char *name, bool *out);
enum err json_integer_member(const json_t *object, const char *name, int64_t *out);
enum err json_object_member(const json_t *object, const char *name, const json_t **out);
enum err json_base64(struct arena *a, const json_t *object, const char *name, struct bytes *out);
enum err json_hex(struct arena *a, const json_t *object, const char *name, struct bytes *out);

/* `e`, but OK for ERR_MISSING: TRY(json_optional(json_text(o, "eid", &eid))). */
enum err json_optional(enum err e);

/*
 * Writing: json_open/json_close bracket an object (or array), the json_put_* functions append one
 * member each and take care of commas. `name` is NULL inside an array. Text is escaped and must be
 * UTF-8; a byte that is not is written as U+FFFD. Errors as buf_put.
 */
enum err json_open(struct buf *out, const char *name, char bracket);
enum err json_close(struct buf *out, char bracket);
enum err json_put_text(struct buf *out, const char *name, struct bytes text);
enum err json_put_str(struct buf *out, const char *name, const char *text);
enum err json_put_flag(struct buf *out, const char *name, bool value);
enum err json_put_integer(struct buf *out, const char *name, int64_t value);
enum err json_put_base64(struct buf *out, const char *name, struct bytes data);
enum err json_put_hex(struct buf *out, const char *name, struct bytes data);

#endif
