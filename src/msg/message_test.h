/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every message must withstand, for the tests of this folder: the same damages for all, so
 * that each test names only its message, what is optional in it, and what it must mean.
 */
#ifndef MSG_MESSAGE_TEST_H
#define MSG_MESSAGE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/text.h"
#include "codec/json.h"
#include "codec/tlv.h"

enum { TEST_MAX = 64 * 1024 }; /* bytes of a message, and of an arena */

/* The bytes of hexadecimal text, which may hold spaces. They live in the arena. */
static inline struct bytes unhex(struct arena *a, const char *text)
{
	CLEANUP(buf_free) struct buf digits = buf_make(TEST_MAX);
	struct bytes out = {};
	for (; *text; text++) {
		if (*text != ' ')
			assert_int_equal(buf_put_u8(&digits, (uint8_t)*text), OK);
	}
	assert_int_equal(hex_decode(a, buf_bytes(&digits), &out), OK);
	return out;
}

static inline void assert_bytes(struct bytes got, struct bytes expected)
{
	assert_int_equal(got.len, expected.len);
	if (expected.len > 0)
		assert_memory_equal(got.ptr, expected.ptr, expected.len);
}

static inline void assert_text(struct bytes got, const char *expected)
{
	assert_true(bytes_present(got));
	assert_bytes(got, bytes_str(expected));
}

/* A decoder with its target hidden. */
typedef enum err (*decode_der)(struct bytes whole);
#define DECODE_DER(name, decoder, target)                                                          \
	static enum err name(struct bytes whole)                                                   \
	{                                                                                          \
		target out = {};                                                                   \
		return decoder(whole, &out);                                                       \
	}

/* `whole` cut short anywhere, and with a byte behind it. */
static inline void refuses_cuts_der(decode_der decode, struct bytes whole)
{
	CLEANUP(buf_free) struct buf longer = buf_make(TEST_MAX);
	for (size_t len = 0; len < whole.len; len++) {
		/* A copy of its own, so that the sanitizer sees the end. */
		uint8_t *copy = malloc(len + 1);
		assert_non_null(copy);
		memcpy(copy, whole.ptr, len);
		assert_true(err_is_refusal(decode(bytes_from(copy, len))));
		free(copy);
	}
	assert_int_equal(buf_put(&longer, whole), OK);
	assert_int_equal(buf_put_u8(&longer, 0), OK);
	assert_int_equal(decode(buf_bytes(&longer)), ERR_TRAILING);
}

/* How edit_child changes the child of that index. */
enum edit { EDIT_DROP, EDIT_DOUBLE, EDIT_PREPEND_UNKNOWN };

/* `whole` with one child changed; the child's tag goes to `*tag`. False past the last child. */
static inline bool edit_child(struct bytes whole, size_t index, enum edit edit, struct buf *out,
			      uint32_t *tag)
{
	struct tlv outer = {};
	size_t mark = 0;
	bool found = false;
	assert_int_equal(tlv_take(&whole, &outer), OK);
	assert_int_equal(tlv_open(out, outer.tag, &mark), OK);
	for (size_t i = 0; outer.value.len > 0; i++) {
		struct tlv child = {};
		assert_int_equal(tlv_take(&outer.value, &child), OK);
		found = found || i == index;
		if (i == index)
			*tag = child.tag;
		if (i == index && edit == EDIT_PREPEND_UNKNOWN)
			assert_int_equal(tlv_put_str(out, 0x9F7E, "?"), OK);
		if (i != index || edit != EDIT_DROP)
			assert_int_equal(buf_put(out, child.whole), OK);
		if (i == index && edit == EDIT_DOUBLE)
			assert_int_equal(buf_put(out, child.whole), OK);
	}
	assert_int_equal(tlv_close(out, mark), OK);
	return found;
}

/*
 * `whole` is a SEQUENCE of members: each that is not among the `optional` tags (ending with 0)
 * must be there, none may come twice, and unknown ones may stand anywhere.
 */
static inline void withstands_member_changes(decode_der decode, struct bytes whole,
					     const uint32_t *optional)
{
	for (size_t i = 0;; i++) {
		for (enum edit edit = EDIT_DROP; edit <= EDIT_PREPEND_UNKNOWN; edit++) {
			CLEANUP(buf_free) struct buf b = buf_make(TEST_MAX);
			uint32_t tag = 0;
			if (!edit_child(whole, i, edit, &b, &tag))
				return;
			const uint32_t *o = optional;
			while (*o != 0 && *o != tag)
				o++;
			bool fine = edit == EDIT_PREPEND_UNKNOWN || (edit == EDIT_DROP && *o != 0);
			enum err e = decode(buf_bytes(&b));
			assert_true(fine ? e == OK : err_is_refusal(e));
		}
	}
}

/* Both of the above; `optional` as tags. */
#define WITHSTANDS_DER(decode, whole, ...)                                                         \
	do {                                                                                       \
		const uint32_t optional_tags_[] = {__VA_ARGS__ __VA_OPT__(, ) 0};                  \
		assert_int_equal(decode(whole), OK);                                               \
		refuses_cuts_der(decode, whole);                                                   \
		withstands_member_changes(decode, whole, optional_tags_);                          \
	} while (0)

/* A JSON decoder with its target hidden. */
typedef enum err (*decode_json)(struct bytes body);
#define DECODE_JSON(name, decoder, target)                                                         \
	static enum err name(struct bytes body)                                                    \
	{                                                                                          \
		CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);                         \
		target out = {};                                                                   \
		return decoder(&a, body, &out);                                                    \
	}

/* Decode `root` as it is now. */
static inline enum err decode_root(decode_json decode, const json_t *root)
{
	char *text = json_dumps(root, JSON_COMPACT);
	assert_non_null(text);
	enum err e = decode(bytes_str(text));
	json_free_t release = NULL;
	json_get_alloc_funcs(NULL, &release);
	release(text);
	return e;
}

/* `body` cut short anywhere, and with something behind it. */
static inline void refuses_cuts_json(decode_json decode, struct bytes body)
{
	CLEANUP(buf_free) struct buf longer = buf_make(TEST_MAX);
	for (size_t len = 0; len < body.len; len++)
		assert_true(err_is_refusal(decode(bytes_from(body.ptr, len))));
	assert_int_equal(buf_put(&longer, body), OK);
	assert_int_equal(buf_put_str(&longer, "x"), OK);
	assert_int_equal(decode(buf_bytes(&longer)), ERR_SYNTAX);
}

/* The member `name` twice. */
static inline void refuses_twice(decode_json decode, const char *name, struct bytes body)
{
	CLEANUP(buf_free) struct buf twice = buf_make(TEST_MAX);
	assert_int_equal(buf_put_fmt(&twice, "{\"%s\":null,", name), OK);
	assert_int_equal(buf_put(&twice, bytes_from(body.ptr + 1, body.len - 1)), OK);
	assert_int_equal(decode(buf_bytes(&twice)), ERR_SYNTAX);
}

static inline bool is_listed(const char *name, const char *const *list)
{
	for (; *list; list++) {
		if (strcmp(*list, name) == 0)
			return true;
	}
	return false;
}

/* The member absent, null, and of another type. */
static inline void withstands_member_damage(decode_json decode, json_t *root, const char *name,
					    bool optional)
{
	json_t *value = json_incref(json_object_get(root, name));
	assert_int_equal(json_object_del(root, name), 0);
	assert_int_equal(decode_root(decode, root), optional ? OK : ERR_MISSING);
	assert_int_equal(json_object_set_new(root, name, json_null()), 0);
	assert_int_equal(decode_root(decode, root), optional ? OK : ERR_MISSING);
	assert_int_equal(json_object_set_new(root, name, json_array()), 0);
	assert_int_equal(decode_root(decode, root), ERR_SYNTAX);
	assert_int_equal(json_object_set_new(root, name, json_real(1.5)), 0);
	assert_int_equal(decode_root(decode, root), ERR_SYNTAX);
	assert_int_equal(json_object_set_new(root, name, value), 0);
}

/*
 * `body` is a compact JSON object: each member that is not among the `optional` (ending with NULL)
 * must be there and of its type, none may come twice, unknown ones are ignored, a header too.
 */
static inline void withstands_json(decode_json decode, struct bytes body,
				   const char *const *optional)
{
	CLEANUP(json_release) json_t *root = NULL;
	CLEANUP(json_release) json_t *names = NULL;
	const char *name = NULL;
	json_t *value = NULL;
	assert_int_equal(decode(body), OK);
	refuses_cuts_json(decode, body);
	assert_int_equal(json_parse(body, &root), OK);
	names = json_copy(root);
	json_object_foreach(names, name, value)
	{
		withstands_member_damage(decode, root, name, is_listed(name, optional));
		refuses_twice(decode, name, body);
	}
	assert_int_equal(json_object_set_new(root, "x-extension", json_pack("{s:[]}", "a")), 0);
	assert_int_equal(decode_root(decode, root), OK);
}

#define WITHSTANDS_JSON(decode, body, ...)                                                         \
	do {                                                                                       \
		const char *const optional_names_[] = {__VA_ARGS__ __VA_OPT__(, ) NULL};           \
		withstands_json(decode, body, optional_names_);                                    \
	} while (0)

/* `name` set to the string `text` in `body`, then decoded. */
static inline enum err decode_with(decode_json decode, struct bytes body, const char *name,
				   const char *text)
{
	CLEANUP(json_release) json_t *root = NULL;
	assert_int_equal(json_parse(body, &root), OK);
	assert_int_equal(json_object_set_new(root, name, json_string(text)), 0);
	return decode_root(decode, root);
}

#endif
