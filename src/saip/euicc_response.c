/* SPDX-License-Identifier: Apache-2.0 */
/* Writing and reading EUICCResponse. */
#include "saip/euicc_response.h"

#include "codec/tlv.h"

enum {
	SEQUENCE = 0x30,
	PE_STATUS_LIST = 0xA0,
	ABORTED = 0x81,
	STATUS = 0x80,
	IDENTIFICATION = 0x81,
	OFFSET = 0x83,
	STATUS_MAX = 65535,
	IDENTIFICATION_MAX = 32767, /* UInt15 */
	OFFSET_MAX = INT32_MAX,	    /* UInt31 */
};

static enum err put_pe_status(const struct saip_euicc_response *response, struct buf *out)
{
	size_t list = 0, entry = 0;
	TRY(tlv_open(out, PE_STATUS_LIST, &list));
	TRY(tlv_open(out, SEQUENCE, &entry));
	TRY(tlv_put_uint(out, STATUS, response->status));
	if (response->has_identification)
		TRY(tlv_put_uint(out, IDENTIFICATION, response->identification));
	if (response->has_offset)
		TRY(tlv_put_uint(out, OFFSET, response->offset));
	TRY(tlv_close(out, entry));
	return tlv_close(out, list);
}

enum err saip_euicc_response_encode(const struct saip_euicc_response *response, struct buf *out)
{
	size_t mark = 0;
	TRY(tlv_open(out, SEQUENCE, &mark));
	TRY(put_pe_status(response, out));
	if (response->aborted)
		TRY(tlv_put(out, ABORTED, (struct bytes){}));
	return tlv_close(out, mark);
}

struct raw_response {
	struct bytes list;
	struct bytes aborted;
};
static const struct tlv_member response_members[] = {
	TLV_MEMBER(struct raw_response, list, PE_STATUS_LIST),
	TLV_MEMBER(struct raw_response, aborted, ABORTED, .optional = true),
};

struct raw_status {
	struct bytes status;
	struct bytes identification;
	struct bytes offset;
};
static const struct tlv_member status_members[] = {
	TLV_MEMBER(struct raw_status, status, STATUS, .len_min = 1, .len_max = 4),
	TLV_MEMBER(struct raw_status, identification, IDENTIFICATION, .optional = true),
	TLV_MEMBER(struct raw_status, offset, OFFSET, .optional = true),
};

/* A number of a PEStatus; 0 when it is absent. */
static enum err read_number(struct bytes value, uint32_t max, uint32_t *out)
{
	uint64_t number = 0;
	if (bytes_present(value))
		TRY(tlv_uint(value, &number));
	if (number > max)
		return ERR_RANGE;
	*out = (uint32_t)number;
	return OK;
}

static enum err read_pe_status(struct bytes value, struct saip_euicc_response *out)
{
	struct raw_status raw = {};
	uint32_t identification = 0;
	TRY(tlv_decode(value, status_members, 3, &raw));
	TRY(read_number(raw.status, STATUS_MAX, &out->status));
	TRY(read_number(raw.identification, IDENTIFICATION_MAX, &identification));
	TRY(read_number(raw.offset, OFFSET_MAX, &out->offset));
	out->has_identification = bytes_present(raw.identification);
	out->identification = (uint16_t)identification;
	out->has_offset = bytes_present(raw.offset);
	return OK;
}

enum err saip_euicc_response_decode(struct bytes input, struct saip_euicc_response *out)
{
	struct tlv response = {};
	struct raw_response raw = {};
	*out = (struct saip_euicc_response){};
	TRY(tlv_only(input, SEQUENCE, &response));
	TRY(tlv_decode(response.value, response_members, 2, &raw));
	out->aborted = bytes_present(raw.aborted);
	while (raw.list.len > 0 && out->status == SAIP_PE_OK) {
		struct tlv entry = {};
		TRY(tlv_take_tag(&raw.list, SEQUENCE, &entry));
		TRY(read_pe_status(entry.value, out));
	}
	return OK;
}
