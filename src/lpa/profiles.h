/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Local profile management and facts about the card (SGP.22 §3.2, §3.3, §5.7): what a user does
 * with profiles that are there. Every error fills lpa->problem.
 */
#ifndef LPA_PROFILES_H
#define LPA_PROFILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"
#include "lpa/lpa.h"

/* Texts are NUL-terminated, in the arena, and may be "". */
struct lpa_profile {
	char iccid[ICCID_DIGITS_MAX + 1];
	bool enabled;
	const char *nickname, *service_provider, *profile_name;
	uint64_t profile_class; /* RSP_CLASS_* */
	struct bytes isdp_aid;
};

enum err lpa_list_profiles(struct lpa *lpa, struct arena *arena, struct lpa_profile **out,
			   size_t *n);

/* `iccid` has 18 to 20 digits. ERR_SYNTAX if not; ERR_DENIED when the card says no. */
enum err lpa_enable_profile(struct lpa *lpa, const char *iccid);
enum err lpa_disable_profile(struct lpa *lpa, const char *iccid);
enum err lpa_delete_profile(struct lpa *lpa, const char *iccid);

/* "" removes the nickname. */
enum err lpa_set_nickname(struct lpa *lpa, const char *iccid, const char *nickname);

/* Delete all profiles and forget the default SM-DP+. ERR_DENIED if there was nothing. */
enum err lpa_memory_reset(struct lpa *lpa);

/* "" removes it. */
enum err lpa_set_default_smdp(struct lpa *lpa, const char *address);

/* Let the card know which certificates of servers are revoked: a CRL in DER. ERR_DENIED when the
 * card does not want it, or if it is none. */
enum err lpa_load_crl(struct lpa *lpa, struct bytes der);

/* What the card says of itself. Texts are in the arena. */
struct lpa_card_info {
	char eid[EID_DIGITS + 1];
	const char *default_smdp, *root_smds; /* "" for none */
	struct bytes euicc_info2;	      /* whole TLV BF22 */
};
enum err lpa_read_card(struct lpa *lpa, struct arena *arena, struct lpa_card_info *out);

#endif
