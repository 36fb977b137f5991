/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rspd's own small recipe: a complete profile package with one USIM, for sandboxes and tests.
 * Made of the templates of the TCA specification, version 2.3, so that real eUICCs take it. Not a
 * personalisation engine: operators bring their own packages.
 */
#ifndef SAIP_RECIPE_H
#define SAIP_RECIPE_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

/* All texts are NUL-terminated and belong to the caller. */
struct saip_recipe {
	const char *profile_type; /* UTF-8, 1 to 100 bytes, e.g. "rspd sandbox" */
	const char *iccid;	  /* 18 to 20 digits */
	const char *imsi;	  /* 6 to 15 digits */
	unsigned mnc_digits;	  /* 2 or 3 */
	const char *spn;	  /* service provider name on the card: ASCII, at most 16 */
	const char *msisdn;	  /* digits, perhaps with '+' before; NULL for none */
	struct bytes ki;	  /* 16 bytes */
	struct bytes opc;	  /* 16 bytes, for Milenage */
	const char *pin1;	  /* 4 to 8 digits; delivered disabled */
	const char *puk1;	  /* 8 digits */
	const char *pin2;	  /* 4 to 8 digits */
	const char *puk2;	  /* 8 digits */
	const char *adm1;	  /* 8 digits */
	struct bytes ota_keys;	  /* 48 bytes: AES-128 KIc, KID and DEK of the MNO-SD, version 1 */
};

/*
 * Append the package. `out` holds secrets afterwards. ERR_SYNTAX or ERR_RANGE if a member breaks
 * the rule that stands beside it; errors as buf_put.
 */
enum err saip_recipe_build(const struct saip_recipe *recipe, struct buf *out);

#endif
