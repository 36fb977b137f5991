/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON: reading with jansson (duplicate keys, depth and size refused), and a writer that appends
 * straight to a struct buf, so that a bound profile package is base64-coded only once.
 * Messages are tables that serve both directions.
 */
#ifndef CODEC_JSON_H
#define CODEC_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

/*
 * Parse `text` as one JSON object. The caller owns `*out` and gives it to json_release. ERR_SYNTAX
 * for anything malformed, a duplicate key, a NUL in a string, nesting over LIMIT_JSON_DEPTH, more
 * than LIMIT_JSON_VALUES (in a text no longer than a request) or a top level that is not an object.
 * ERR_NOMEM without memory.
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

/* As json_integer_member; a string of decimal digits will do as well. */
enum err json_number(const json_t *object, const char *name, int64_t *out);

/* `e`, but OK for ERR_MISSING: TRY(json_optional(json_text(o, "eid", &eid))). */
enum err json_optional(enum err e);

/* What a member is in JSON; the target has a struct bytes for it, or what stands here. */
enum json_kind {
	JSON_AS_TEXT,	   /* string */
	JSON_AS_HEX,	   /* string of hexadecimal digits; written in upper case */
	JSON_AS_BASE64,	   /* string of base64 */
	JSON_AS_TLV,	   /* base64 of exactly one TLV; the slice is the whole TLV */
	JSON_AS_TLV_VALUE, /* base64 of exactly one TLV; the slice is its value */
	JSON_AS_FLAG,	   /* bool: true or false; an absent optional one is false */
};

enum { JSON_TLV_VALUE_MAX = 128 }; /* bytes of a JSON_AS_TLV_VALUE */

/* Members of an object as a table, for both directions. Unknown members are ignored. */
struct json_member {
	const char *name;
	enum json_kind kind;
	bool optional;
	uint32_t tag;			       /* of a TLV; 0: any, for JSON_AS_TLV alone */
	size_t offset;			       /* in the target */
	size_t len_min, len_max;	       /* bytes of the slice; len_max 0: no bound */
	enum err (*check)(struct bytes slice); /* its form, when decoding; or NULL */
};
#define JSON_MEMBER(type, member, name_, kind_, ...)                                               \
	{                                                                                          \
		.name = (name_), .kind = (kind_), .offset = offsetof(type, member), ##__VA_ARGS__  \
	}

struct json_table {
	const struct json_member *members;
	size_t n;
};
#define JSON_TABLE(rows)                                                                           \
	{                                                                                          \
		(rows), sizeof(rows) / sizeof(*(rows))                                             \
	}

/*
 * Decode the members of `object` into `target`. Slices are copies in the arena, texts with a NUL
 * behind them; absent (or null) optional members become absent slices. ERR_MISSING for an absent
 * mandatory one; ERR_SYNTAX for another type, alphabet or tag; ERR_TRUNCATED or ERR_TRAILING for
 * base64 of less or more than a TLV; ERR_RANGE for a length outside its bounds; the error of
 * `check`: then `*culprit` (may be NULL) is the name of the member, a static text. Errors of the
 * arena leave it alone.
 */
enum err json_decode_members(struct arena *a, const json_t *object, const struct json_table *table,
			     void *target, const char **culprit);

/* json_parse, then json_decode_members. `*culprit` is NULL if `text` is no object at all. */
enum err json_decode(struct arena *a, struct bytes text, const struct json_table *table,
		     void *target, const char **culprit);

/*
 * Append the members that are present to an open object. ERR_MISSING for an absent mandatory one;
 * ERR_TOO_LONG for a JSON_AS_TLV_VALUE over its maximum; errors as buf_put.
 */
enum err json_encode_members(const struct json_table *table, const void *source, struct buf *out);

/* The same as a whole object. */
enum err json_encode(const struct json_table *table, const void *source, struct buf *out);

/*
 * Writing, into a buffer that is empty or ends inside an object or array: json_open and json_close
 * bracket one ('{' '}' or '[' ']'), the json_put_* functions append one member each; commas take
 * care of themselves. `name` is NULL inside an array. Text is escaped and must be UTF-8; a byte
 * that is not is written as U+FFFD. Errors as buf_put.
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
