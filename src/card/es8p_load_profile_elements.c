/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES8+.LoadProfileElements (SGP.22 §5.5.5): is the profile package one, and the one that the
 * metadata announced? Then it becomes a profile.
 * No test of its own: bpp_loader_test.c.
 */
#include <stdlib.h>

#include "base/mutant.h"
#include "card/es8p_handler.h"
#include "card/installation_result.h"
#include "card/notification.h"
#include "msg/es10b_load_bound_profile_package.h"
#include "saip/euicc_response.h"
#include "saip/profile.h"

enum { SIMA_RESPONSE_MAX = 64, AID_NUMBER = 13, FIRST_ISDP = 0x0010 };

static enum err put_response(struct euicc *e, const struct saip_fault *fault)
{
	struct saip_euicc_response response = {
		.status = fault ? fault->status : SAIP_PE_OK,
		.has_identification = fault && fault->has_identification,
		.identification = fault ? fault->identification : 0,
		.aborted = fault != NULL,
	};
	buf_free(&e->loader.sima_response);
	e->loader.sima_response = buf_make(SIMA_RESPONSE_MAX);
	return saip_euicc_response_encode(&response, &e->loader.sima_response);
}

/* The package, and what announced it, must name one ICCID. */
static bool iccid_matches(const struct euicc *e, const struct saip_profile *p)
{
	return bytes_eq(BYTES_OF(p->header.iccid), buf_bytes(&e->installation.iccid));
}

static const struct {
	const char *name;
	bool (*holds)(const struct euicc *e, const struct saip_profile *p);
	uint64_t reason;
} checks[] = {
	{"es8p_load_profile_elements.iccid", iccid_matches, ES10B_DATA_MISMATCH},
};

static enum err run_checks(struct euicc *e, const struct saip_profile *p)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (!mutant_off(checks[i].name) && !checks[i].holds(e, p))
			return bpp_loader_deny(e, checks[i].reason);
	}
	return OK;
}

enum err card_load_profile_elements(struct euicc *e, struct bytes plain)
{
	struct saip_profile profile = {};
	struct saip_fault fault = {};
	enum err error = saip_profile_read(plain, &profile, &fault);
	if (error == ERR_MISMATCH)
		return bpp_loader_deny(e, ES10B_DATA_MISMATCH);
	if (err_is_refusal(error)) {
		TRY(put_response(e, &fault));
		return bpp_loader_deny(e, ES10B_PE_PROCESSING_ERROR);
	}
	TRY(error);
	TRY(run_checks(e, &profile));
	return put_response(e, NULL);
}

/* ISD-P AIDs are counted up from the first reserved one (SGP.02 §2.2.3). */
static void number_isdp(struct euicc *e, uint8_t aid[static EUICC_AID_LEN])
{
	static const uint8_t first[EUICC_AID_LEN] = {0xA0, 0x00, 0x00, 0x05, 0x59, 0x10,
						     0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89};
	uint64_t number = FIRST_ISDP + e->next_isdp - 1;
	memcpy(aid, first, EUICC_AID_LEN);
	aid[AID_NUMBER] = (uint8_t)(number >> 8);
	aid[AID_NUMBER + 1] = (uint8_t)number;
	e->next_isdp++;
}

/* Move a buffer, which is then empty. */
static struct buf move(struct buf *from)
{
	struct buf moved = *from;
	*from = (struct buf){};
	return moved;
}

static void fill(struct euicc *e, struct euicc_profile *p)
{
	number_isdp(e, p->aid);
	memcpy(p->iccid, e->installation.iccid.ptr, ICCID_LEN);
	memcpy(p->ci_pkid, e->installation.ci_pkid, EUICC_CI_PKID_LEN);
	p->metadata = move(&e->loader.metadata);
	p->proprietary = move(&e->loader.proprietary);
	p->package = move(&e->loader.plain);
}

enum err card_install_profile(struct euicc *e, struct buf *response)
{
	struct euicc_profile *p = calloc(1, sizeof(*p));
	if (!p)
		return ERR_NOMEM;
	fill(e, p);
	struct installation_outcome outcome = {
		.aid = BYTES_OF(p->aid),
		.sima_response = buf_bytes(&e->loader.sima_response),
	};
	enum err error = installation_result_give(e, &outcome, response);
	if (error != OK) {
		euicc_profile_free(p);
		return error;
	}
	e->profiles[e->n_profiles++] = p;
	e->changed = true;
	return notification_raise_profile(e, p, RSP_EVENT_INSTALL);
}
