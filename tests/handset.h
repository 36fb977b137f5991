/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A device that behaves: a virtual eUICC of its own EID and key, and an LPA whose posts go over
 * tests/wire.h. What fails in making it is a fault of the test machine: abort().
 */
#ifndef TESTS_HANDSET_H
#define TESTS_HANDSET_H

#include "card/euicc.h"
#include "lpa/lpa.h"
#include "test_pki.h"

struct handset {
	const char *eid;
	struct euicc card;
	struct lpa lpa;
	struct entropy entropy;
	struct private_key *key;
	struct buf certificate;
	struct bytes ci;
};

/* `*h` must not move afterwards; `pki` and `eid` must outlive it. */
void handset_make(struct handset *h, struct test_pki *pki, const char *eid);
void handset_free(struct handset *h);

/* The card is as it was at first: no profile, no notification, no key; switched on. */
void handset_forget(struct handset *h);

/* Is the profile with this ICCID (digits) on the card? */
bool handset_has(const struct handset *h, const char *iccid);

/* An eUICC certificate for another key and EID, by the EUM of `pki`; the caller frees it. */
struct buf handset_certificate(struct test_pki *pki, struct private_key *key, const char *eid);

#endif
