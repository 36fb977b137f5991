/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CAs below a CI that an installation knows beforehand: sub-CAs of version 3, and EUMs, whose CRLs
 * are to count (SGP.22 v3 §4.5.2.1). Those that eUICCs bring along are checked in
 * pki/euicc_chain.h.
 */
#ifndef PKI_SUB_CA_H
#define PKI_SUB_CA_H

#include <stddef.h>

#include "base/err.h"
#include "pki/certificate.h"

/*
 * OK if `cert` is such a CA, issued by one of the `n` certificates `above`, which are trusted.
 * Validity is not asked. Otherwise the first check's error in the order of the table, and its name
 * in `*check`. ERR_NOT_FOUND: none of `above` is its authority; ERR_MISMATCH; errors of
 * certificate_verify.
 */
enum err sub_ca_verify(const struct certificate *cert, const struct certificate *above, size_t n,
		       const char **check);

#endif
