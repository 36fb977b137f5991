/* SPDX-License-Identifier: Apache-2.0 */
/* Reading PE-MF. */
#include "saip/mf.h"

#include "base/buf.h"
#include "codec/tlv.h"
#include "saip/file.h"

static const struct tlv_member members[] = {
	TLV_MEMBER(struct saip_mf, template_id, 0x81, .len_min = 1),
	TLV_MEMBER(struct saip_mf, mf, 0xA2),
	TLV_MEMBER(struct saip_mf, ef_pl, 0xA3, .optional = true),
	TLV_MEMBER(struct saip_mf, ef_iccid, 0xA4),
	TLV_MEMBER(struct saip_mf, ef_dir, 0xA5),
	TLV_MEMBER(struct saip_mf, ef_arr, 0xA6),
	TLV_MEMBER(struct saip_mf, ef_umpc, 0xA7, .optional = true),
};

enum err saip_mf_decode(struct bytes body, struct saip_mf *out)
{
	TRY(tlv_decode(body, members, sizeof(members) / sizeof(members[0]), out));
	TRY(saip_file_check(out->mf));
	TRY(saip_file_check(out->ef_pl));
	TRY(saip_file_check(out->ef_iccid));
	TRY(saip_file_check(out->ef_dir));
	TRY(saip_file_check(out->ef_arr));
	return saip_file_check(out->ef_umpc);
}

enum err saip_mf_iccid(const struct saip_mf *mf, uint8_t out[static ICCID_LEN])
{
	CLEANUP(buf_free) struct buf content = buf_make(ICCID_LEN);
	enum err e = saip_file_content(mf->ef_iccid, &content);
	if (e == ERR_TOO_LONG)
		return ERR_RANGE;
	TRY(e);
	if (content.len == 0)
		return ERR_MISSING;
	if (content.len != ICCID_LEN)
		return ERR_RANGE;
	memcpy(out, content.ptr, ICCID_LEN);
	return OK;
}
