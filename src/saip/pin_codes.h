/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PE-PINCodes: the PINs of the MF or of the NAA before it. Checked, never shown.
 */
#ifndef SAIP_PIN_CODES_H
#define SAIP_PIN_CODES_H

#include "base/bytes.h"
#include "base/err.h"

/* Check the body (saip_element.body): 1 to 26 PINs, each with a reference of its own, or the path
 * of another DF that shares its PINs. Errors as tlv_decode; ERR_CONFLICT for a PIN that comes
 * twice. */
enum err saip_pin_codes_check(struct bytes body);

#endif
