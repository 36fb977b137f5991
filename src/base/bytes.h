/* SPDX-License-Identifier: Apache-2.0 */
/*
 * struct bytes: a borrowed slice of someone else's memory, and the cursor functions that consume
 * it. Every function checks before it touches; none allocates, none writes through the slice.
 * The owner of the memory must outlive the slice.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"

struct bytes {
	const uint8_t *ptr;
	size_t len;
};

/* A slice of a string literal or of an array whose size the compiler knows. */
#define BYTES_LIT(s)	((struct bytes){(const uint8_t *)("" s), sizeof(s) - 1})
#define BYTES_OF(array) ((struct bytes){(const uint8_t *)(array), sizeof(array)})

/* printf arguments for a slice that holds text: printf("%.*s", BYTES_FMT(b)). */
#define BYTES_FMT(b) (int)(b).len, (const char *)(b).ptr

static inline struct bytes bytes_from(const void *ptr, size_t len)
{
	return (struct bytes){ptr, len};
}

/* The text of `s` without its NUL. A NULL `s` gives an empty slice. */
static inline struct bytes bytes_str(const char *s)
{
	return s ? (struct bytes){(const uint8_t *)s, strlen(s)} : (struct bytes){};
}

/* Absent (a NULL pointer) is not the same as empty: decoders set absent optional members so. */
static inline bool bytes_present(struct bytes b)
{
	return b.ptr != NULL;
}

/* Equality; the time taken tells where the first difference is: not for secrets. */
bool bytes_eq(struct bytes a, struct bytes b);

/* Equality in time that depends on the lengths only. For secrets, MACs and challenges. */
bool bytes_eq_ct(struct bytes a, struct bytes b);

/* Equality of ASCII text without regard to case (host names, transaction identifiers). */
bool bytes_eq_nocase(struct bytes a, struct bytes b);

/* True if `b` begins with `prefix`. */
bool bytes_has_prefix(struct bytes b, struct bytes prefix);

/*
 * Cut `len` bytes off the front of `*cursor` into `*out`.
 * ERR_TRUNCATED if there are fewer; then neither is changed.
 */
enum err bytes_take(struct bytes *cursor, size_t len, struct bytes *out);

/* Cut one byte off the front of `*cursor`. ERR_TRUNCATED if it is empty. */
enum err bytes_take_u8(struct bytes *cursor, uint8_t *out);

/*
 * Cut everything before the first `separator` off the front of `*cursor` into `*out`, and drop the
 * separator. Without a separator, all of it is taken. Never fails.
 */
void bytes_take_until(struct bytes *cursor, uint8_t separator, struct bytes *out);

/*
 * Read an unsigned big-endian number of 1 to 8 bytes. ERR_RANGE if `b` has another length.
 */
enum err bytes_be(struct bytes b, uint64_t *out);

#endif
