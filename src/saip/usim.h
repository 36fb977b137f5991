/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PE-USIM: the ADF.USIM with its mandatory files. Decoded as far as somebody here needs it: the
 * ADF, EF.IMSI and EF.SPN.
 */
#ifndef SAIP_USIM_H
#define SAIP_USIM_H

#include "base/bytes.h"
#include "base/err.h"

enum { SAIP_IMSI_DIGITS_MAX = 15 };

/* Values of the File members; they point into the package. */
struct saip_usim {
	struct bytes template_id; /* OBJECT IDENTIFIER value */
	struct bytes adf_usim;
	struct bytes ef_imsi;
	struct bytes ef_spn;
};

/* Decode the body (saip_element.body). Errors as tlv_decode and saip_file_check. */
enum err saip_usim_decode(struct bytes body, struct saip_usim *out);

/* The digits of EF.IMSI (3GPP TS 31.102 §4.2.2), NUL-terminated. ERR_MISSING if the element does
 * not fill it; ERR_SYNTAX if it is not BCD of an IMSI. */
enum err saip_usim_imsi(const struct saip_usim *usim, char out[static SAIP_IMSI_DIGITS_MAX + 1]);

#endif
