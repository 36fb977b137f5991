/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates of test eUICCs, good ones and such that break one rule of SGP.22 §4.5.2.1 each, by
 * the table of forgeries: "eum-expired", "euicc-policy", …
 */
#ifndef CONFORMANCE_FORGERY_H
#define CONFORMANCE_FORGERY_H

#include "base/arena.h"
#include "base/err.h"
#include "conformance/target.h"

struct forgery_order {
	struct target *target;
	const struct target_issuer *issuer;
	const char *eid;
	const struct private_key *key; /* of the eUICC */
	const char *forgery;	       /* a row's name; NULL: good, under the EUM of the target */
};

/*
 * DER of both certificates, in the arena. ERR_NOT_FOUND for a name that no row has, ERR_UNSUPPORTED
 * if the forgery needs the CI's key and the target has none; errors of issue_certificate.
 */
enum err forgery_make(const struct forgery_order *order, struct arena *a, struct bytes *euicc,
		      struct bytes *eum);

#endif
