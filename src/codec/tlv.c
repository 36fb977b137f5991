/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and writing TLVs. */
#include "codec/tlv.h"

#include "base/limits.h"

enum {
	TAG_MORE = 0x1F,	/* in the first byte: the tag goes on */
	TAG_CONSTRUCTED = 0x20, /* in the first byte */
	HIGH_BIT = 0x80,	/* the next tag byte follows; the length is a long one */
	TAG_BYTES_MAX = 3,
	LENGTH_BYTES_MAX = 4,
};

static enum err take_tag(struct bytes *cursor, uint32_t *tag)
{
	uint8_t byte = 0;
	TRY(bytes_take_u8(cursor, &byte));
	*tag = byte;
	if ((byte & TAG_MORE) != TAG_MORE)
		return OK;
	for (int n = 1; n < TAG_BYTES_MAX; n++) {
		TRY(bytes_take_u8(cursor, &byte));
		*tag = *tag << 8 | byte;
		if (!(byte & HIGH_BIT))
			return OK;
	}
	return ERR_SYNTAX;
}

static enum err take_length(struct bytes *cursor, size_t *len)
{
	uint8_t first = 0;
	TRY(bytes_take_u8(cursor, &first));
	if (!(first & HIGH_BIT)) {
		*len = first;
		return OK;
	}
	size_t n = first & ~HIGH_BIT;
	if (n == 0 || n > LENGTH_BYTES_MAX)
		return ERR_SYNTAX;
	struct bytes digits = {};
	uint64_t value = 0;
	TRY(bytes_take(cursor, n, &digits));
	TRY(bytes_be(digits, &value));
	*len = (size_t)value;
	return OK;
}

enum err tlv_take_head(struct bytes *cursor, uint32_t *tag, size_t *len)
{
	struct bytes rest = *cursor;
	uint32_t t = 0;
	size_t n = 0;
	TRY(take_tag(&rest, &t));
	TRY(take_length(&rest, &n));
	*cursor = rest;
	*tag = t;
	*len = n;
	return OK;
}

enum err tlv_take(struct bytes *cursor, struct tlv *out)
{
	struct bytes rest = *cursor;
	struct tlv t = {};
	size_t len = 0;
	TRY(tlv_take_head(&rest, &t.tag, &len));
	TRY(bytes_take(&rest, len, &t.value));
	t.whole = bytes_from(cursor->ptr, cursor->len - rest.len);
	*cursor = rest;
	*out = t;
	return OK;
}

enum err tlv_take_tag(struct bytes *cursor, uint32_t tag, struct tlv *out)
{
	TRY(tlv_take_optional(cursor, tag, out));
	return out->whole.ptr ? OK : ERR_MISSING;
}

enum err tlv_take_optional(struct bytes *cursor, uint32_t tag, struct tlv *out)
{
	*out = (struct tlv){};
	if (cursor->len == 0)
		return OK;
	struct bytes rest = *cursor;
	struct tlv next = {};
	TRY(tlv_take(&rest, &next));
	if (next.tag != tag)
		return OK;
	*cursor = rest;
	*out = next;
	return OK;
}

enum err tlv_only(struct bytes input, uint32_t tag, struct tlv *out)
{
	TRY(tlv_take_tag(&input, tag, out));
	return input.len == 0 ? OK : ERR_TRAILING;
}

enum err tlv_choice(struct bytes input, uint32_t tag, struct tlv *out)
{
	struct tlv outer = {};
	TRY(tlv_only(input, tag, &outer));
	TRY(tlv_take(&outer.value, out));
	return outer.value.len == 0 ? OK : ERR_TRAILING;
}

enum err tlv_find(struct bytes input, uint32_t tag, struct tlv *out)
{
	while (input.len > 0) {
		struct tlv next = {};
		TRY(tlv_take(&input, &next));
		if (next.tag == tag) {
			*out = next;
			return OK;
		}
	}
	return ERR_MISSING;
}

static bool is_constructed(uint32_t tag)
{
	while (tag > 0xFF)
		tag >>= 8;
	return tag & TAG_CONSTRUCTED;
}

static enum err check_level(struct bytes input, int depth)
{
	if (depth > LIMIT_TLV_DEPTH && input.len > 0)
		return ERR_TOO_LONG;
	while (input.len > 0) {
		struct tlv next = {};
		TRY(tlv_take(&input, &next));
		if (is_constructed(next.tag))
			TRY(check_level(next.value, depth + 1));
	}
	return OK;
}

enum err tlv_check(struct bytes input)
{
	return check_level(input, 1);
}

static void *member_of(void *target, const struct tlv_member *m)
{
	return (uint8_t *)target + m->offset;
}

static const void *member_in(const void *source, const struct tlv_member *m)
{
	return (const uint8_t *)source + m->offset;
}

static bool length_fits(const struct tlv_member *m, size_t len)
{
	return len >= m->len_min && (m->len_max == 0 || len <= m->len_max);
}

static void set_absent(const struct tlv_member *m, void *target)
{
	void *member = member_of(target, m);
	switch (m->kind) {
	case TLV_BYTES: *(struct bytes *)member = (struct bytes){}; break;
	case TLV_NUMBER: *(uint64_t *)member = m->absent; break;
	case TLV_FLAG: *(bool *)member = false; break;
	case TLV_BITS: *(uint64_t *)member = 0; break;
	case TLV_GROUP:
		for (size_t i = 0; i < m->group_n; i++)
			set_absent(&m->group[i], member);
	}
}

static enum err read_member(const struct tlv_member *m, const struct tlv *t, void *target)
{
	void *member = member_of(target, m);
	switch (m->kind) {
	case TLV_BYTES: break;
	case TLV_NUMBER: return tlv_uint(t->value, member);
	case TLV_FLAG: return tlv_bool(t->value, member);
	case TLV_BITS: return tlv_bits(t->value, member);
	case TLV_GROUP: return tlv_decode(t->value, m->group, m->group_n, member);
	}
	if (!length_fits(m, t->value.len))
		return ERR_RANGE;
	*(struct bytes *)member = m->whole ? t->whole : t->value;
	return OK;
}

/* The first row of `tag` from `i` on, or n. */
static size_t row_of(const struct tlv_member *members, size_t i, size_t n, uint32_t tag)
{
	while (i < n && members[i].tag != tag)
		i++;
	return i;
}

/* Pass over absent optional rows from `from` up to `to`. */
static enum err pass_over(const struct tlv_member *members, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		if (!members[i].optional)
			return ERR_MISSING;
	}
	return OK;
}

enum err tlv_decode(struct bytes value, const struct tlv_member *members, size_t n, void *target)
{
	size_t next_row = 0;
	for (size_t i = 0; i < n; i++)
		set_absent(&members[i], target);
	while (value.len > 0) {
		struct tlv t = {};
		TRY(tlv_take(&value, &t));
		size_t row = row_of(members, next_row, n, t.tag);
		if (row == n && row_of(members, 0, n, t.tag) < n)
			return ERR_SYNTAX;
		if (row == n)
			continue;
		TRY(pass_over(members, next_row, row));
		TRY(read_member(&members[row], &t, target));
		next_row = row + 1;
	}
	return pass_over(members, next_row, n);
}

enum err tlv_decode_in(struct bytes whole, uint32_t tag, const struct tlv_member *members, size_t n,
		       void *target)
{
	struct tlv outer = {};
	TRY(tlv_only(whole, tag, &outer));
	return tlv_decode(outer.value, members, n, target);
}

/* The value of a mandatory or present slice. */
static enum err write_slice(struct buf *out, const struct tlv_member *m, struct bytes slice)
{
	if (!bytes_present(slice))
		return m->optional ? OK : ERR_MISSING;
	if (m->whole)
		return buf_put(out, slice);
	return length_fits(m, slice.len) ? tlv_put(out, m->tag, slice) : ERR_RANGE;
}

/* Is the slice there that an optional group begins with? */
static bool has_group(const struct tlv_member *m, const void *group)
{
	return bytes_present(*(const struct bytes *)member_in(group, &m->group[0]));
}

static enum err write_member(struct buf *out, const struct tlv_member *m, const void *source)
{
	const void *member = member_in(source, m);
	uint64_t number = 0;
	switch (m->kind) {
	case TLV_BYTES: return write_slice(out, m, *(const struct bytes *)member);
	case TLV_NUMBER:
		number = *(const uint64_t *)member;
		return m->optional && number == m->absent ? OK : tlv_put_uint(out, m->tag, number);
	case TLV_FLAG:
		if (m->optional && !*(const bool *)member)
			return OK;
		return tlv_put_bool(out, m->tag, *(const bool *)member);
	case TLV_BITS:
		number = *(const uint64_t *)member;
		return m->optional && number == 0 ? OK : tlv_put_bits(out, m->tag, number);
	case TLV_GROUP:
		if (m->optional && !has_group(m, member))
			return OK;
		return tlv_encode_in(out, m->tag, m->group, m->group_n, member);
	}
	return ERR_UNSUPPORTED;
}

enum err tlv_encode(struct buf *out, const struct tlv_member *members, size_t n, const void *source)
{
	for (size_t i = 0; i < n; i++)
		TRY(write_member(out, &members[i], source));
	return OK;
}

enum err tlv_encode_in(struct buf *out, uint32_t tag, const struct tlv_member *members, size_t n,
		       const void *source)
{
	size_t mark = 0;
	TRY(tlv_open(out, tag, &mark));
	TRY(tlv_encode(out, members, n, source));
	return tlv_close(out, mark);
}

enum err tlv_uint(struct bytes value, uint64_t *out)
{
	/* A leading zero byte keeps the number from being negative. */
	if (value.len > 1 && value.ptr[0] == 0)
		value = bytes_from(value.ptr + 1, value.len - 1);
	else if (value.len > 0 && value.ptr[0] & HIGH_BIT)
		return ERR_RANGE;
	return bytes_be(value, out);
}

enum err tlv_bool(struct bytes value, bool *out)
{
	if (value.len != 1)
		return ERR_SYNTAX;
	*out = value.ptr[0] != 0;
	return OK;
}

enum err tlv_bits(struct bytes value, uint64_t *out)
{
	uint8_t unused = 0;
	uint64_t bits = 0;
	*out = 0;
	if (value.len == 0)
		return OK;
	TRY(bytes_take_u8(&value, &unused));
	if (unused > 7 || (value.len == 0 && unused > 0))
		return ERR_SYNTAX;
	for (size_t i = 0; i < value.len && i < sizeof(bits); i++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			if (value.ptr[i] & HIGH_BIT >> bit)
				bits |= UINT64_C(1) << (8 * i + bit);
		}
	}
	*out = bits;
	return OK;
}

/* The big-endian bytes of `value` without leading zeros, at least one; returns how many. */
static size_t minimal_be(uint64_t value, uint8_t out[8])
{
	size_t n = 1;
	while (n < 8 && value >> (8 * n) != 0)
		n++;
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)(value >> (8 * (n - 1 - i)));
	return n;
}

static size_t length_bytes(size_t len, uint8_t out[9])
{
	if (len < HIGH_BIT) {
		out[0] = (uint8_t)len;
		return 1;
	}
	size_t n = minimal_be(len, out + 1);
	out[0] = (uint8_t)(HIGH_BIT | n);
	return n + 1;
}

static enum err put_tag(struct buf *out, uint32_t tag)
{
	uint8_t bytes[8] = {};
	return buf_put(out, bytes_from(bytes, minimal_be(tag, bytes)));
}

enum err tlv_put_head(struct buf *out, uint32_t tag, size_t len)
{
	uint8_t bytes[9] = {};
	TRY(put_tag(out, tag));
	return buf_put(out, bytes_from(bytes, length_bytes(len, bytes)));
}

enum err tlv_put(struct buf *out, uint32_t tag, struct bytes value)
{
	TRY(tlv_put_head(out, tag, value.len));
	return buf_put(out, value);
}

enum err tlv_put_uint(struct buf *out, uint32_t tag, uint64_t value)
{
	uint8_t bytes[9] = {};
	size_t n = minimal_be(value, bytes + 1);
	bool pad = bytes[1] & HIGH_BIT;
	return tlv_put(out, tag, bytes_from(pad ? bytes : bytes + 1, pad ? n + 1 : n));
}

enum err tlv_put_bool(struct buf *out, uint32_t tag, bool value)
{
	uint8_t byte = value ? 0xFF : 0x00;
	return tlv_put(out, tag, bytes_from(&byte, 1));
}

enum err tlv_put_bits(struct buf *out, uint32_t tag, uint64_t bits)
{
	uint8_t bytes[1 + sizeof(bits)] = {};
	size_t n = 0; /* bits up to the last one that is set: a named list has no trailing zeros */
	while (n < 64 && bits >> n != 0)
		n++;
	for (size_t i = 0; i < n; i++) {
		if (bits >> i & 1)
			bytes[1 + i / 8] |= (uint8_t)(HIGH_BIT >> i % 8);
	}
	bytes[0] = (uint8_t)((8 - n % 8) % 8);
	return tlv_put(out, tag, bytes_from(bytes, 1 + (n + 7) / 8));
}

enum err tlv_put_str(struct buf *out, uint32_t tag, const char *text)
{
	return tlv_put(out, tag, bytes_str(text));
}

enum err tlv_open(struct buf *out, uint32_t tag, size_t *mark)
{
	TRY(put_tag(out, tag));
	*mark = out->len;
	return OK;
}

enum err tlv_close(struct buf *out, size_t mark)
{
	uint8_t bytes[9] = {};
	size_t n = length_bytes(out->len - mark, bytes);
	return buf_insert(out, mark, bytes_from(bytes, n));
}
