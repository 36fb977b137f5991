/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BER/DER TLVs as slices of the received buffer, and their writing.
 * Reading never copies, so that signatures can be checked over the bytes received; unknown tags
 * can be skipped and kept. Tags are held as they stand on the wire: 0x30, 0x5F37, 0xBF22, 0x9F1F.
 */
#ifndef CODEC_TLV_H
#define CODEC_TLV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

/* One TLV. `whole` covers tag, length and value; all slices point into the input. */
struct tlv {
	uint32_t tag; /* 1 to 3 bytes, big-endian */
	struct bytes value;
	struct bytes whole;
};

/*
 * Cut one TLV off the front of `*cursor`. Accepted: tags of up to 3 bytes, definite lengths of up
 * to 4 length bytes, also when longer than DER allows, since peers send them.
 * ERR_TRUNCATED if the input ends inside it, ERR_SYNTAX for an indefinite length or a longer tag;
 * `*cursor` is then unchanged.
 */
enum err tlv_take(struct bytes *cursor, struct tlv *out);

/* Cut one TLV with exactly this tag off the front. ERR_MISSING if the next has another tag. */
enum err tlv_take_tag(struct bytes *cursor, uint32_t tag, struct tlv *out);

/*
 * As tlv_take_tag, but when the next TLV has another tag, or there is none, `*out` is zeroed
 * (out->value.ptr is NULL), nothing is taken and OK is returned.
 */
enum err tlv_take_optional(struct bytes *cursor, uint32_t tag, struct tlv *out);

/*
 * Cut tag and length alone off the front of `*cursor`; the value need not be there yet, or not all
 * of it. ERR_TRUNCATED and ERR_SYNTAX as tlv_take.
 */
enum err tlv_take_head(struct bytes *cursor, uint32_t *tag, size_t *len);

/* `input` must be exactly one TLV with this tag. ERR_MISSING for another tag, ERR_TRAILING for
 * bytes behind it. */
enum err tlv_only(struct bytes input, uint32_t tag, struct tlv *out);

/* `input` must be exactly one TLV with this tag, and in it exactly one TLV: a CHOICE inside a tag.
 * `*out` is the inner one. ERR_TRAILING if there are more; errors as tlv_only and tlv_take. */
enum err tlv_choice(struct bytes input, uint32_t tag, struct tlv *out);

/* The first TLV with this tag among the siblings in `input`. ERR_MISSING if there is none. */
enum err tlv_find(struct bytes input, uint32_t tag, struct tlv *out);

/* Check that `input` is a row of well-formed TLVs, constructed ones all the way down, at most
 * LIMIT_TLV_DEPTH deep. */
enum err tlv_check(struct bytes input);

/* What a member is, and what the target has for it at the row's offset. */
enum tlv_kind {
	TLV_BYTES,  /* struct bytes: the value, or the whole TLV where the row says so */
	TLV_NUMBER, /* uint64_t: INTEGER, not negative */
	TLV_FLAG,   /* bool: BOOLEAN; an absent optional one is false */
	TLV_BITS,   /* uint64_t: BIT STRING of named bits, bit n as 1 << n; bits past 63 are lost */
	TLV_GROUP,  /* a struct: the constructed value, by its own table `group` */
};

/* The number of an absent optional member that has no default, as a row's `absent`. */
#define TLV_ABSENT UINT64_MAX

/*
 * A SEQUENCE as a table, for both directions: its members in order, each optional or not. Decoding
 * skips unknown ones; encoding leaves out absent optional ones. An optional group begins with a
 * mandatory slice, and is absent where that is.
 */
struct tlv_member {
	uint32_t tag;
	enum tlv_kind kind;
	bool optional;
	bool whole;		 /* TLV_BYTES: the slice is the whole TLV, not its value */
	size_t offset;		 /* in the target */
	size_t len_min, len_max; /* TLV_BYTES: of the value; len_max 0: no bound */
	uint64_t absent;	 /* TLV_NUMBER: what stands for an absent one (ASN.1 DEFAULT) */
	const struct tlv_member *group; /* TLV_GROUP: its table; offsets are inside the struct */
	size_t group_n;
};
#define TLV_MEMBER(type, member, tag_, ...)                                                        \
	{                                                                                          \
		.tag = (tag_), .offset = offsetof(type, member), ##__VA_ARGS__                     \
	}

/* A row's members `group` and `group_n`. */
#define TLV_GROUP_OF(table)                                                                        \
	.kind = TLV_GROUP, .group = (table), .group_n = sizeof(table) / sizeof(*(table))

/* A table and its number of rows, as arguments of the functions below. */
#define TLV_ROWS(table) (table), (sizeof(table) / sizeof(*(table)))

/*
 * Decode the value of a SEQUENCE by its table. Members come in the order of the table; a TLV that
 * no remaining row names is skipped (SGP.22 extensions). Absent optional members become absent
 * slices. ERR_MISSING for an absent mandatory one, ERR_RANGE for a value outside its bounds,
 * ERR_SYNTAX for a known member that comes twice or out of order, or has no form of its kind.
 */
enum err tlv_decode(struct bytes value, const struct tlv_member *members, size_t n, void *target);

/* As tlv_decode, of exactly one TLV with this tag. Errors of tlv_only too. */
enum err tlv_decode_in(struct bytes whole, uint32_t tag, const struct tlv_member *members, size_t n,
		       void *target);

/*
 * Append the members of `source`, in DER. ERR_MISSING for an absent mandatory slice, ERR_RANGE for
 * a length outside its bounds, errors as buf_put; `out` may then hold a part of them.
 */
enum err tlv_encode(struct buf *out, const struct tlv_member *members, size_t n,
		    const void *source);

/* As tlv_encode, inside one TLV with this tag. */
enum err tlv_encode_in(struct buf *out, uint32_t tag, const struct tlv_member *members, size_t n,
		       const void *source);

/* INTEGER (non-negative, at most 8 bytes) and BOOLEAN (any non-zero byte is true). */
enum err tlv_uint(struct bytes value, uint64_t *out);
enum err tlv_bool(struct bytes value, bool *out);

/* BIT STRING of named bits, bit n as 1 << n. An empty value, which some encoders send, has none.
 * ERR_SYNTAX if the first byte is not 0 to 7. */
enum err tlv_bits(struct bytes value, uint64_t *out);

/*
 * Writing. A constructed TLV is opened, filled, and closed; its length is set on closing:
 *	size_t mark = 0;
 *	TRY(tlv_open(out, 0xBF38, &mark)); … TRY(tlv_close(out, mark));
 * Errors as buf_put. The output is DER.
 */
enum err tlv_put(struct buf *out, uint32_t tag, struct bytes value);
enum err tlv_put_uint(struct buf *out, uint32_t tag, uint64_t value);
enum err tlv_put_bool(struct buf *out, uint32_t tag, bool value);
enum err tlv_put_bits(struct buf *out, uint32_t tag, uint64_t bits);
enum err tlv_put_str(struct buf *out, uint32_t tag, const char *text);
enum err tlv_open(struct buf *out, uint32_t tag, size_t *mark);
enum err tlv_close(struct buf *out, size_t mark);

/* Append tag and length alone, for a value of `len` bytes that follows. */
enum err tlv_put_head(struct buf *out, uint32_t tag, size_t len);

#endif
