/* SPDX-License-Identifier: Apache-2.0 */
/* The pieces of a BPP, and ProfileInstallationResult as tables. */
#include "msg/es10b_load_bound_profile_package.h"

#include "codec/tlv.h"
#include "msg/es10_function.h"

/* The parts of a BPP, and how each is handed over. */
static const struct part {
	uint32_t tag;
	bool in_segments; /* the head, then each segment; otherwise in one piece */
} parts[] = {
	{0xBF23, false}, {0xA0, false}, {0xA1, true}, {0xA2, false}, {0xA3, true},
};

static const struct part *part_of(uint32_t tag)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (parts[i].tag == tag)
			return &parts[i];
	}
	return NULL;
}

enum err es10b_bpp_pieces_start(struct bytes bpp, struct es10b_bpp_pieces *out)
{
	struct tlv package = {};
	TRY(tlv_only(bpp, ES10B_LOAD_BOUND_PROFILE_PACKAGE, &package));
	*out = (struct es10b_bpp_pieces){.rest = bpp, .head_len = bpp.len - package.value.len};
	return OK;
}

/* The next part, with the head of BF36 if that is still due. */
static enum err next_part(struct es10b_bpp_pieces *pieces, struct bytes *out)
{
	struct bytes ahead = pieces->rest;
	struct bytes head = {};
	struct tlv t = {};
	TRY(bytes_take(&ahead, pieces->head_len, &head));
	TRY(tlv_take(&ahead, &t));
	const struct part *part = part_of(t.tag);
	if (!part)
		return ERR_MISSING;
	size_t later = part->in_segments ? t.value.len : 0;
	pieces->segments = part->in_segments ? t.value : (struct bytes){};
	size_t len = head.len + t.whole.len - later;
	pieces->head_len = 0;
	return bytes_take(&pieces->rest, len, out);
}

enum err es10b_bpp_pieces_next(struct es10b_bpp_pieces *pieces, struct bytes *out)
{
	struct tlv segment = {};
	if (pieces->segments.len == 0)
		return next_part(pieces, out);
	TRY(tlv_take(&pieces->segments, &segment));
	return bytes_take(&pieces->rest, segment.whole.len, out);
}

enum {
	TAG_RESULT = 0xBF37,
	TAG_RESULT_DATA = 0xBF27,
	TAG_METADATA = 0xBF2F,
	TAG_FINAL_RESULT = 0xA2,
	TAG_SUCCESS = 0xA0,
	TAG_ERROR = 0xA1,
	AID_MIN = 5,
};

static const struct tlv_member result_members[] = {
	TLV_MEMBER(struct es10b_profile_installation_result, data, TAG_RESULT_DATA, .whole = true),
	TLV_MEMBER(struct es10b_profile_installation_result, euicc_sign_pir, RSP_TAG_SIGNATURE,
		   .len_min = 1, .len_max = RSP_SIGNATURE_MAX),
};

enum err es10b_profile_installation_result_decode(struct bytes whole,
						  struct es10b_profile_installation_result *out)
{
	return tlv_decode_in(whole, TAG_RESULT, TLV_ROWS(result_members), out);
}

enum err
es10b_profile_installation_result_encode(const struct es10b_profile_installation_result *result,
					 struct buf *out)
{
	return tlv_encode_in(out, TAG_RESULT, TLV_ROWS(result_members), result);
}

typedef struct es10b_profile_installation_result_data data_t;

/* The result with its choice still closed. */
struct data_members {
	data_t data;
	struct bytes final_result; /* whole TLV */
};

static const struct tlv_member data_members[] = {
	TLV_MEMBER(struct data_members, data.transaction_id, 0x80, .len_min = 1,
		   .len_max = RSP_TRANSACTION_ID_MAX),
	TLV_MEMBER(struct data_members, data.notification_metadata, TAG_METADATA,
		   TLV_GROUP_OF(es10b_notification_metadata_members)),
	TLV_MEMBER(struct data_members, data.smdp_oid, 0x06, .optional = true, .len_min = 1),
	TLV_MEMBER(struct data_members, final_result, TAG_FINAL_RESULT, .whole = true),
};

static const struct tlv_member success_members[] = {
	TLV_MEMBER(data_t, success_result.aid, 0x4F, .len_min = AID_MIN, .len_max = RSP_AID_MAX),
	TLV_MEMBER(data_t, success_result.sima_response, 0x04),
};

static const struct tlv_member error_members[] = {
	TLV_MEMBER(data_t, error_result.bpp_command_id, 0x80, .kind = TLV_NUMBER),
	TLV_MEMBER(data_t, error_result.error_reason, 0x81, .kind = TLV_NUMBER),
	TLV_MEMBER(data_t, error_result.sima_response, 0x82, .optional = true),
};

static enum err decode_final_result(struct bytes whole, data_t *out)
{
	struct tlv arm = {};
	TRY(tlv_choice(whole, TAG_FINAL_RESULT, &arm));
	out->success = arm.tag == TAG_SUCCESS;
	if (out->success)
		return tlv_decode(arm.value, TLV_ROWS(success_members), out);
	if (arm.tag != TAG_ERROR)
		return ERR_MISSING;
	return tlv_decode(arm.value, TLV_ROWS(error_members), out);
}

enum err
es10b_profile_installation_result_data_decode(struct bytes whole,
					      struct es10b_profile_installation_result_data *out)
{
	struct data_members members = {};
	TRY(tlv_decode_in(whole, TAG_RESULT_DATA, TLV_ROWS(data_members), &members));
	*out = members.data;
	return decode_final_result(members.final_result, out);
}

static enum err put_final_result(const data_t *data, struct buf *out)
{
	size_t mark = 0;
	TRY(tlv_open(out, TAG_FINAL_RESULT, &mark));
	if (data->success)
		TRY(tlv_encode_in(out, TAG_SUCCESS, TLV_ROWS(success_members), data));
	else
		TRY(tlv_encode_in(out, TAG_ERROR, TLV_ROWS(error_members), data));
	return tlv_close(out, mark);
}

enum err es10b_profile_installation_result_data_encode(
	const struct es10b_profile_installation_result_data *data, struct buf *out)
{
	CLEANUP(buf_free) struct buf final_result = buf_make(out->max);
	TRY(put_final_result(data, &final_result));
	const struct data_members members = {.data = *data,
					     .final_result = buf_bytes(&final_result)};
	return tlv_encode_in(out, TAG_RESULT_DATA, TLV_ROWS(data_members), &members);
}
