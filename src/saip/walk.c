/* SPDX-License-Identifier: Apache-2.0 */
/* The table of profile elements, and the walk over a package. */
#include "saip/walk.h"

#include "codec/tlv.h"

enum { IDENTIFICATION_MAX = 32767 }; /* UInt15 */

/* CHOICE ProfileElement of PEDefinitions 3.3: alternative n has the context tag n. */
static const struct {
	uint32_t tag;
	const char *name;
} elements[] = {
	{SAIP_HEADER, "header"},
	{SAIP_GENERIC_FILE_MANAGEMENT, "genericFileManagement"},
	{SAIP_PIN_CODES, "pinCodes"},
	{SAIP_PUK_CODES, "pukCodes"},
	{SAIP_AKA_PARAMETER, "akaParameter"},
	{0xA5, "cdmaParameter"},
	{SAIP_SECURITY_DOMAIN, "securityDomain"},
	{0xA7, "rfm"},
	{0xA8, "application"},
	{0xA9, "nonStandard"},
	{SAIP_END, "end"},
	{SAIP_MF, "mf"},
	{0xB1, "cd"},
	{SAIP_TELECOM, "telecom"},
	{SAIP_USIM, "usim"},
	{SAIP_OPT_USIM, "opt-usim"},
	{0xB5, "isim"},
	{0xB6, "opt-isim"},
	{0xB7, "phonebook"},
	{0xB8, "gsm-access"},
	{0xB9, "csim"},
	{0xBA, "opt-csim"},
	{0xBB, "eap"},
	{0xBC, "df-5gs"},
	{0xBD, "df-saip"},
	{0xBE, "df-snpn"},
	{0xBF1F, "df-5gprose"},
	{0xBF20, "iot"},
	{0xBF21, "opt-iot"},
};

const char *saip_element_name(uint32_t tag)
{
	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
		if (elements[i].tag == tag)
			return elements[i].name;
	}
	return NULL;
}

struct pe_header {
	struct bytes mandated;
	struct bytes identification;
};

static const struct tlv_member pe_header_members[] = {
	TLV_MEMBER(struct pe_header, mandated, 0x80, .optional = true),
	TLV_MEMBER(struct pe_header, identification, 0x81, .len_min = 1, .len_max = 3),
};

/* PEHeader stands first in every element but the ProfileHeader, and always with the tag [0]. */
static enum err take_pe_header(struct saip_element *element)
{
	struct tlv t = {};
	struct pe_header header = {};
	uint64_t identification = 0;
	TRY(tlv_take_tag(&element->body, 0xA0, &t));
	TRY(tlv_decode(t.value, pe_header_members, 2, &header));
	TRY(tlv_uint(header.identification, &identification));
	if (identification > IDENTIFICATION_MAX)
		return ERR_RANGE;
	element->has_pe_header = true;
	element->mandated = bytes_present(header.mandated);
	element->identification = (uint16_t)identification;
	return OK;
}

enum err saip_walk_next(struct saip_walk *walk, struct saip_element *out)
{
	struct bytes rest = walk->rest;
	struct tlv t = {};
	*out = (struct saip_element){.name = "unknown", .offset = walk->offset};
	TRY(tlv_take(&rest, &t));
	const char *name = saip_element_name(t.tag);
	out->tag = t.tag;
	out->name = name ? name : out->name;
	out->whole = t.whole;
	out->value = out->body = t.value;
	if (t.tag != SAIP_HEADER)
		TRY(take_pe_header(out));
	walk->rest = rest;
	walk->offset += t.whole.len;
	return OK;
}

enum err saip_find(struct bytes package, uint32_t tag, struct saip_element *out)
{
	struct saip_walk walk = saip_walk(package);
	while (walk.rest.len > 0) {
		TRY(saip_walk_next(&walk, out));
		if (out->tag == tag)
			return OK;
	}
	return ERR_MISSING;
}
