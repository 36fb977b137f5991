/* SPDX-License-Identifier: Apache-2.0 */
/* Packages are checked and sealed, metadata is encoded. */
#include "cli/inventory.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/text.h"
#include "codec/tlv.h"
#include "keyring/wrap.h"
#include "msg/es8p_store_metadata.h"
#include "saip/header.h"
#include "saip/mf.h"
#include "role/envelope.h"

enum { METADATA_MAX = 8 * 1024, MCC_MNC_LEN = 3 };

/* MCC and MNC as in 3GPP TS 24.008 §10.5.1.3: digits 2 1, 3' 3, 2' 1'; 3' is F in a short MNC. */
static void encode_mcc_mnc(const char *digits, uint8_t out[static MCC_MNC_LEN])
{
	bool is_short = strlen(digits) == 5;
	uint8_t d[6] = {};
	for (size_t i = 0; i < 6; i++)
		d[i] = i == 5 && is_short ? 0xF : (uint8_t)(digits[i] - '0');
	out[0] = (uint8_t)(d[1] << 4 | d[0]);
	out[1] = (uint8_t)(d[5] << 4 | d[2]);
	out[2] = (uint8_t)(d[4] << 4 | d[3]);
}

static enum err encode_owner(struct arena *a, const struct rspd_owner *owner,
			     struct rsp_operator_id *out)
{
	uint8_t mcc_mnc[MCC_MNC_LEN] = {};
	encode_mcc_mnc(owner->mcc_mnc, mcc_mnc);
	TRY(arena_dup(a, BYTES_OF(mcc_mnc), &out->mcc_mnc));
	if (owner->gid1)
		TRY(hex_decode(a, bytes_str(owner->gid1), &out->gid1));
	if (owner->gid2)
		TRY(hex_decode(a, bytes_str(owner->gid2), &out->gid2));
	return OK;
}

static enum err encode_notifications(struct arena *a, const struct rspd_metadata *m,
				     struct bytes *out)
{
	CLEANUP(buf_free) struct buf list = buf_make(METADATA_MAX);
	for (size_t i = 0; i < m->notification_configuration_n; i++) {
		const struct rspd_notification_configuration *n = &m->notification_configuration[i];
		const struct rsp_notification_configuration row = {
			.events = n->events, .address = bytes_str(n->address)};
		TRY(rsp_notification_configuration_encode(&row, &list));
	}
	return list.len > 0 ? arena_dup(a, buf_bytes(&list), out) : OK;
}

enum err inventory_metadata(struct arena *a, const struct rspd_metadata *m,
			    const uint8_t iccid[static ICCID_LEN], struct bytes *out)
{
	struct es8p_store_metadata metadata = {
		.iccid = bytes_from(iccid, ICCID_LEN),
		.service_provider_name = bytes_str(m->service_provider_name),
		.profile_name = bytes_str(m->profile_name),
		.icon_type = bytes_present(m->icon) ? (uint64_t)m->icon_type : TLV_ABSENT,
		.icon = m->icon,
		.profile_class = (uint64_t)m->profile_class,
		.profile_policy_rules = m->policy_rules,
	};
	if (m->owner)
		TRY(encode_owner(a, m->owner, &metadata.profile_owner));
	TRY(encode_notifications(a, m, &metadata.notification_configuration_info));

	CLEANUP(buf_free) struct buf der = buf_make(METADATA_MAX);
	TRY(es8p_store_metadata_encode(&metadata, &der));
	return arena_dup(a, buf_bytes(&der), out);
}

__attribute__((format(printf, 3, 4))) static enum err because(char *why, enum err e,
							      const char *format, ...)
{
	va_list args = {};
	va_start(args, format);
	(void)vsnprintf(why, INVENTORY_WHY_MAX, format, args);
	va_end(args);
	return e;
}

/* EF.ICCID, if the package fills it, is what the network sees: it must be that of the header. */
static enum err check_ef_iccid(struct bytes package, const struct saip_header *header, char *why)
{
	struct saip_element element = {};
	struct saip_mf mf = {};
	uint8_t iccid[ICCID_LEN] = {};
	if (saip_find(package, SAIP_MF, &element) != OK)
		return OK;
	TRY(saip_mf_decode(element.body, &mf));
	enum err e = saip_mf_iccid(&mf, iccid);
	if (e == ERR_MISSING)
		return OK;
	if (e == OK && memcmp(iccid, header->iccid, ICCID_LEN) != 0)
		e = ERR_MISMATCH;
	if (e == OK)
		return OK;
	return because(why, e, "EF.ICCID of the MF and the ICCID of the header differ");
}

static enum err check_package(struct bytes package, struct saip_header *header, char *why)
{
	struct saip_fault fault = {};
	enum err e = saip_check(package, &fault);
	if (e != OK) {
		char text[SAIP_FAULT_TEXT_MAX] = "";
		saip_fault_text(&fault, text);
		return because(why, e, "not a profile package: %s", text);
	}
	TRY(saip_header_of(package, header));
	return check_ef_iccid(package, header, why);
}

enum err inventory_prepare(struct arena *a, const struct installation *installation,
			   const struct rspd_profile_type *type, struct bytes package,
			   struct profile_import *out, char why[static INVENTORY_WHY_MAX])
{
	struct saip_header header = {};
	(void)because(why, OK, "out of memory");
	TRY(check_package(package, &header, why));

	*out = (struct profile_import){.operator_name = type->operator_name,
				       .profile_type = type->name};
	TRY(arena_str(a, bytes_str(header.iccid_digits), &out->iccid));
	enum err e = inventory_metadata(a, &type->metadata, header.iccid, &out->metadata);
	if (e != OK)
		return because(why, e, "the metadata of type %s: %s", type->name, err_name(e));

	CLEANUP(buf_free)
	struct buf sealed = buf_make(LIMIT_PROFILE_PACKAGE + WRAP_OVERHEAD);
	e = envelope_seal(installation->keyring, ENVELOPE_PACKAGE, out->iccid, package, &sealed);
	if (e != OK)
		return because(why, e, "sealing: %s", err_name(e));
	return arena_dup(a, buf_bytes(&sealed), &out->package);
}
