/* SPDX-License-Identifier: Apache-2.0 */
/* Reading PE-PUKCodes. */
#include "saip/puk_codes.h"

#include "codec/tlv.h"
#include "saip/key_reference.h"

enum {
	PUK_CODES = 0xA1,
	SEQUENCE = 0x30,
	PUKS_MAX = 16,
};

struct puk_configuration {
	struct bytes key_reference;
	struct bytes puk_value;
	struct bytes attempts;
};

static const struct tlv_member members[] = {
	TLV_MEMBER(struct puk_configuration, key_reference, 0x80, .len_min = 1),
	TLV_MEMBER(struct puk_configuration, puk_value, 0x81, .len_min = 8, .len_max = 8),
	TLV_MEMBER(struct puk_configuration, attempts, 0x82, .optional = true),
};

enum err saip_puk_codes_check(struct bytes body)
{
	struct key_reference_set references = {};
	struct tlv codes = {};
	TRY(tlv_find(body, PUK_CODES, &codes));
	while (codes.value.len > 0) {
		struct tlv entry = {};
		struct puk_configuration puk = {};
		TRY(tlv_take_tag(&codes.value, SEQUENCE, &entry));
		TRY(tlv_decode(entry.value, members, sizeof(members) / sizeof(members[0]), &puk));
		TRY(key_reference_take(&references, puk.key_reference));
	}
	return references.count > 0 && references.count <= PUKS_MAX ? OK : ERR_RANGE;
}
