/* SPDX-License-Identifier: Apache-2.0 */
/* Reading PE-PINCodes. */
#include "saip/pin_codes.h"

#include "codec/tlv.h"
#include "saip/key_reference.h"

enum {
	PIN_CODES = 0xA1,
	PIN_CONFIG = 0xA0,
	FILE_PATH = 0x81,
	SEQUENCE = 0x30,
	PINS_MAX = 26,
	PATH_MAX_LEN = 8,
};

struct pin_configuration {
	struct bytes key_reference;
	struct bytes pin_value;
	struct bytes unblocking_reference;
	struct bytes attributes;
	struct bytes attempts;
};

static const struct tlv_member members[] = {
	TLV_MEMBER(struct pin_configuration, key_reference, 0x80, .len_min = 1),
	TLV_MEMBER(struct pin_configuration, pin_value, 0x81, .len_min = 8, .len_max = 8),
	TLV_MEMBER(struct pin_configuration, unblocking_reference, 0x82, .optional = true),
	TLV_MEMBER(struct pin_configuration, attributes, 0x83, .optional = true),
	TLV_MEMBER(struct pin_configuration, attempts, 0x84, .optional = true),
};

static enum err check_pins(struct bytes list)
{
	struct key_reference_set references = {};
	while (list.len > 0) {
		struct tlv entry = {};
		struct pin_configuration pin = {};
		TRY(tlv_take_tag(&list, SEQUENCE, &entry));
		TRY(tlv_decode(entry.value, members, sizeof(members) / sizeof(members[0]), &pin));
		TRY(key_reference_take(&references, pin.key_reference));
	}
	return references.count > 0 && references.count <= PINS_MAX ? OK : ERR_RANGE;
}

enum err saip_pin_codes_check(struct bytes body)
{
	struct tlv codes = {};
	struct tlv choice = {};
	TRY(tlv_find(body, PIN_CODES, &codes));
	TRY(tlv_take(&codes.value, &choice));
	if (codes.value.len > 0)
		return ERR_TRAILING;
	if (choice.tag == FILE_PATH)
		return choice.value.len <= PATH_MAX_LEN ? OK : ERR_RANGE;
	return choice.tag == PIN_CONFIG ? check_pins(choice.value) : ERR_SYNTAX;
}
