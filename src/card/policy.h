/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Profile Policy Rules on the card: may a profile owner set them (Rules Authorisation Table,
 * SGP.22 §2.9.2), and what do they forbid (§2.9.1)?
 */
#ifndef CARD_POLICY_H
#define CARD_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "card/euicc.h"

/* True if the RAT lets the owner with this mccMnc (3 bytes) set all of `pprs` (RSP_PPR_*), and none
 * of them is forbidden on this card. */
bool policy_authorised(const struct euicc *e, uint64_t pprs, struct bytes mcc_mnc);

/* True if the profile has been installed with all of `pprs`. */
bool policy_is_set(const struct euicc_profile *p, uint64_t pprs);

#endif
