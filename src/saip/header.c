/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the ProfileHeader. */
#include "saip/header.h"

#include "codec/tlv.h"
#include "saip/walk.h"

enum {
	OBJECT_IDENTIFIER = 0x06,
	SWAPPED_89 = 0x98, /* first byte of an ICCID whose digits are swapped */
};

/* The members as they stand in the element. */
struct raw {
	struct bytes major_version, minor_version;
	struct bytes profile_type;
	struct bytes iccid;
	struct bytes pol;
	struct bytes services;
	struct bytes gfste_list;
	struct bytes connectivity_parameters;
	struct bytes aids;
	struct bytes iot_options;
};

static const struct tlv_member members[] = {
	TLV_MEMBER(struct raw, major_version, 0x80, .len_min = 1, .len_max = 2),
	TLV_MEMBER(struct raw, minor_version, 0x81, .len_min = 1, .len_max = 2),
	TLV_MEMBER(struct raw, profile_type, 0x82, .optional = true, .len_min = 1, .len_max = 100),
	TLV_MEMBER(struct raw, iccid, 0x83, .len_min = ICCID_LEN, .len_max = ICCID_LEN),
	TLV_MEMBER(struct raw, pol, 0x84, .optional = true),
	TLV_MEMBER(struct raw, services, 0xA5),
	TLV_MEMBER(struct raw, gfste_list, 0xA6),
	TLV_MEMBER(struct raw, connectivity_parameters, 0x87, .optional = true),
	TLV_MEMBER(struct raw, aids, 0xA8, .optional = true),
	TLV_MEMBER(struct raw, iot_options, 0xA9, .optional = true),
};

static enum err read_version(struct bytes value, uint8_t *out)
{
	uint64_t number = 0;
	TRY(tlv_uint(value, &number));
	if (number > UINT8_MAX)
		return ERR_RANGE;
	*out = (uint8_t)number;
	return OK;
}

static uint8_t swap_nibbles(uint8_t byte)
{
	return (uint8_t)(byte << 4 | byte >> 4);
}

static enum err read_iccid(struct bytes value, struct saip_header *out)
{
	bool swapped = value.ptr[0] == SWAPPED_89;
	for (size_t i = 0; i < ICCID_LEN; i++)
		out->iccid[i] = swapped ? value.ptr[i] : swap_nibbles(value.ptr[i]);
	return iccid_decode(BYTES_OF(out->iccid), out->iccid_digits);
}

/* ServicesList: each member is a NULL with its context tag. */
static enum err read_services(struct bytes list, uint64_t *out)
{
	while (list.len > 0) {
		struct tlv service = {};
		TRY(tlv_take(&list, &service));
		uint32_t number = service.tag <= 0xFF ? service.tag & 0x1F : service.tag & 0xFF;
		if (number > SAIP_SERVICE_MAX)
			return ERR_RANGE;
		*out |= UINT64_C(1) << number;
	}
	return OK;
}

static enum err check_gfste_list(struct bytes list)
{
	while (list.len > 0) {
		struct tlv template = {};
		TRY(tlv_take(&list, &template));
		if (template.tag != OBJECT_IDENTIFIER || template.value.len == 0)
			return ERR_SYNTAX;
	}
	return OK;
}

enum err saip_header_decode(struct bytes value, struct saip_header *out)
{
	struct raw raw = {};
	*out = (struct saip_header){};
	TRY(tlv_decode(value, members, sizeof(members) / sizeof(members[0]), &raw));
	TRY(read_version(raw.major_version, &out->major_version));
	TRY(read_version(raw.minor_version, &out->minor_version));
	TRY(read_iccid(raw.iccid, out));
	TRY(read_services(raw.services, &out->services));
	TRY(check_gfste_list(raw.gfste_list));
	out->profile_type = raw.profile_type;
	out->pol = raw.pol;
	out->services_value = raw.services;
	out->gfste_list = raw.gfste_list;
	out->connectivity_parameters = raw.connectivity_parameters;
	out->aids = raw.aids;
	out->iot_options = raw.iot_options;
	return OK;
}

enum err saip_header_of(struct bytes package, struct saip_header *out)
{
	struct tlv header = {};
	TRY(tlv_take_tag(&package, SAIP_HEADER, &header));
	return saip_header_decode(header.value, out);
}
