/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a package will make of a card, in a few facts: for the card's answer, for lists and for the
 * operator. No secret is among them.
 */
#ifndef SAIP_PROFILE_H
#define SAIP_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/err.h"
#include "saip/aka_parameter.h"
#include "saip/header.h"
#include "saip/package.h"
#include "saip/usim.h"

struct saip_profile {
	struct saip_header header; /* slices point into the package */
	size_t elements;	   /* header and end included */
	bool has_ef_iccid;	   /* does an MF fill it? */
	uint8_t ef_iccid[ICCID_LEN];
	char imsi[SAIP_IMSI_DIGITS_MAX + 1]; /* of the first USIM; "" if there is none */
	bool has_algorithm;		     /* is there an akaParameter at all? */
	enum saip_algorithm algorithm;	     /* of the first */
};

/*
 * Check a package as saip_check, and read its facts. Also ERR_MISMATCH or ERR_RANGE if EF.ICCID
 * is not the ICCID of the header. `fault` may be NULL.
 */
enum err saip_profile_read(struct bytes package, struct saip_profile *out,
			   struct saip_fault *fault);

#endif
