/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PE-MF: the master file with EF.ICCID, EF.DIR and EF.ARR.
 */
#ifndef SAIP_MF_H
#define SAIP_MF_H

#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"

/* Values of the File members; they point into the package. Optional ones may be absent. */
struct saip_mf {
	struct bytes template_id; /* OBJECT IDENTIFIER value */
	struct bytes mf;
	struct bytes ef_pl;
	struct bytes ef_iccid;
	struct bytes ef_dir;
	struct bytes ef_arr;
	struct bytes ef_umpc;
};

/* Decode the body (saip_element.body). Errors as tlv_decode and saip_file_check. */
enum err saip_mf_decode(struct bytes body, struct saip_mf *out);

/* What EF.ICCID will hold. ERR_MISSING if the element does not fill it; ERR_RANGE if it is not 10
 * bytes. */
enum err saip_mf_iccid(const struct saip_mf *mf, uint8_t out[static ICCID_LEN]);

#endif
