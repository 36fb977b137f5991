/* SPDX-License-Identifier: Apache-2.0 */
/* TLVs and JSON as such: any bytes are walked, and any text that we write can be read.
 * Covers: codec/tlv.c codec/json.c */
#include "codec/json.h"
#include "codec/tlv.h"
#include "round_trip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

struct inner {
	struct bytes name;
	uint64_t number;
};

struct outer {
	uint64_t number;
	bool flag;
	uint64_t bits;
	struct inner inner;
	struct bytes raw;
};

static const struct tlv_member inner_members[] = {
	TLV_MEMBER(struct inner, name, 0x80),
	TLV_MEMBER(struct inner, number, 0x81, .kind = TLV_NUMBER, .optional = true,
		   .absent = TLV_ABSENT),
};

static const struct tlv_member outer_members[] = {
	TLV_MEMBER(struct outer, number, 0x80, .kind = TLV_NUMBER, .optional = true, .absent = 2),
	TLV_MEMBER(struct outer, flag, 0x81, .kind = TLV_FLAG, .optional = true),
	TLV_MEMBER(struct outer, bits, 0x82, .kind = TLV_BITS, .optional = true),
	TLV_MEMBER(struct outer, inner, 0xA3, TLV_GROUP_OF(inner_members), .optional = true),
	TLV_MEMBER(struct outer, raw, 0x04, .optional = true, .whole = true, .len_max = 100),
};

static enum err outer_decode(struct bytes in, struct outer *out)
{
	return tlv_decode_in(in, 0x30, TLV_ROWS(outer_members), out);
}

static enum err outer_encode(const struct outer *outer, struct buf *out)
{
	return tlv_encode_in(out, 0x30, TLV_ROWS(outer_members), outer);
}

ROUND_TRIP_DER(outer, struct outer)

static void any_text_is_valid_json(struct bytes in)
{
	enum { GROWTH = 6 }; /* "\u0001" for a byte */
	CLEANUP(buf_free) struct buf out = buf_make(GROWTH * in.len + 100);
	CLEANUP(json_release) json_t *root = NULL;
	must(json_open(&out, NULL, '{') == OK);
	must(json_put_text(&out, "text", in) == OK);
	must(json_close(&out, '}') == OK);
	/* NULs are written, but not read. */
	if (!memchr(in.ptr, '\0', in.len))
		must(json_parse(buf_bytes(&out), &root) == OK);
}

struct members {
	struct bytes text, hex, base64, tlv, value;
	bool flag;
};

static const struct json_member members_rows[] = {
	JSON_MEMBER(struct members, text, "text", JSON_AS_TEXT, .optional = true),
	JSON_MEMBER(struct members, hex, "hex", JSON_AS_HEX, .optional = true),
	JSON_MEMBER(struct members, base64, "base64", JSON_AS_BASE64, .optional = true),
	JSON_MEMBER(struct members, tlv, "tlv", JSON_AS_TLV, .optional = true),
	JSON_MEMBER(struct members, value, "value", JSON_AS_TLV_VALUE, .optional = true,
		    .tag = 0x5F37, .len_max = JSON_TLV_VALUE_MAX),
	JSON_MEMBER(struct members, flag, "flag", JSON_AS_FLAG),
};
static const struct json_table members_table = JSON_TABLE(members_rows);

static enum err members_decode(struct arena *a, struct bytes in, struct members *out)
{
	return json_decode(a, in, &members_table, out, NULL);
}

static enum err members_encode(const struct members *members, struct buf *out)
{
	return json_encode(&members_table, members, out);
}

ROUND_TRIP_JSON(members, struct members)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct bytes in = bytes_from(data, len);
	struct tlv t = {};
	(void)!tlv_check(in);
	(void)!tlv_find(in, 0x30, &t);
	(void)!tlv_choice(in, 0x30, &t);
	round_trip_outer(in);
	round_trip_members(in);
	if (len > 0)
		any_text_is_valid_json(in);
	return 0;
}
