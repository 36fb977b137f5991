/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the LPA asks the card before it goes to a server: the default SM-DP+, EUICCInfo1 and a
 * challenge (SGP.22 §5.7.3, §5.7.7, §5.7.8).
 * No test of its own: tests/lpa_test.c.
 */
#include "msg/es10b_get_euicc_info.h"

#include "codec/tlv.h"
#include "lpa/download.h"
#include "lpa/problem.h"
#include "msg/es10_function.h"
#include "msg/es10a_configured_addresses.h"

enum { EMPTY_REQUEST_MAX = 8 };

/* A function without input. */
static enum err ask(struct download *d, const char *step, uint32_t tag, struct bytes *response)
{
	CLEANUP(buf_free) struct buf request = buf_make(EMPTY_REQUEST_MAX);
	TRY(tlv_put(&request, tag, (struct bytes){}));
	return download_call_card(d, step, buf_bytes(&request), response);
}

/* The one of the card's addresses that this session begins at. */
static enum err choose(struct download *d, const char *step,
		       const struct es10a_configured_addresses *addresses)
{
	bool smds = download_is_at_smds(d);
	struct bytes chosen = smds ? addresses->root_ds_address : addresses->default_dp_address;
	if (chosen.len > 0)
		return arena_str(&d->arena, chosen, &d->address);
	if (smds)
		return problem_refused(d->lpa, step, "The eUICC has no root SM-DS.",
				       "Give the address of an SM-DS with --smds.");
	return problem_refused(d->lpa, step, "The eUICC has no default SM-DP+.",
			       "Give an activation code, or set a default SM-DP+.");
}

enum err lpa_get_euicc_configured_addresses(struct download *d)
{
	static const char step[] = "ES10a.GetEuiccConfiguredAddresses";
	struct es10a_configured_addresses addresses = {};
	struct bytes response = {};
	d->address = d->order->smdp_address;
	if (d->address)
		return OK;
	TRY(ask(d, step, ES10A_GET_EUICC_CONFIGURED_ADDRESSES, &response));
	if (es10a_configured_addresses_decode(response, &addresses) != OK)
		return problem_protocol(d->lpa, step, "it cannot be read");
	return choose(d, step, &addresses);
}

enum err lpa_get_euicc_info(struct download *d)
{
	static const char step[] = "ES10b.GetEUICCChallenge";
	struct bytes response = {};
	TRY(ask(d, "ES10b.GetEUICCInfo", ES10B_GET_EUICC_INFO1, &d->euicc_info1));
	TRY(ask(d, step, ES10B_GET_EUICC_CHALLENGE, &response));
	if (es10b_euicc_challenge_decode(response, &d->euicc_challenge) != OK)
		return problem_protocol(d->lpa, step, "it cannot be read");
	return OK;
}
