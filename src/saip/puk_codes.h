/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PE-PUKCodes: the unblocking codes of the whole profile. Checked, never shown.
 */
#ifndef SAIP_PUK_CODES_H
#define SAIP_PUK_CODES_H

#include "base/bytes.h"
#include "base/err.h"

/* Check the body (saip_element.body): 1 to 16 PUKs, each with a reference of its own. Errors as
 * tlv_decode; ERR_CONFLICT for a PUK that comes twice. */
enum err saip_puk_codes_check(struct bytes body);

#endif
