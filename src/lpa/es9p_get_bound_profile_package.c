/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+.GetBoundProfilePackage from the LPA's side (SGP.22 §5.6.2): is the package the one that
 * was announced? Its metadata can be read by everybody.
 * No test of its own: tests/lpa_test.c.
 */
#include "msg/es9p_get_bound_profile_package.h"

#include "base/mutant.h"
#include "lpa/download.h"
#include "lpa/es9p.h"
#include "lpa/problem.h"
#include "msg/es8p_bound_profile_package.h"

static const char step[] = "ES9+.GetBoundProfilePackage";

enum { METADATA_MAX = 16 * 1024, MAC_LEN = 8, TAG_SEGMENT = 0x88 };

static enum err call_server(struct download *d,
			    struct es9p_get_bound_profile_package_response *response)
{
	const struct es9p_get_bound_profile_package_request request = {
		.transaction_id = d->initiated.transaction_id,
		.prepare_download_response = d->prepare_download_response,
	};
	return download_call_server(d, step, &es9p_get_bound_profile_package, &request, response);
}

/* Put the '88' segments together; only the card can tell whether their MACs are right. */
static enum err join_metadata(struct bytes bpp, struct buf *out)
{
	struct es8p_bound_profile_package package = {};
	TRY(es8p_bound_profile_package_decode(bpp, &package));
	struct bytes row = package.sequence_of_88;
	while (row.len > 0) {
		struct tlv segment = {};
		struct bytes data = {};
		TRY(es8p_segment_next(&row, TAG_SEGMENT, &segment));
		if (segment.value.len < MAC_LEN)
			return ERR_TRUNCATED;
		TRY(bytes_take(&segment.value, segment.value.len - MAC_LEN, &data));
		TRY(buf_put(out, data));
	}
	return OK;
}

/* The answer, and the metadata in its package. */
struct answer {
	const struct download *d;
	struct es9p_get_bound_profile_package_response r;
	struct es8p_store_metadata metadata;
};

static bool same_transaction(const struct answer *a)
{
	return bytes_eq(a->r.transaction_id, a->d->initiated.transaction_id);
}

/* What the user has agreed to must be what comes (§3.1.3.3). */
static bool as_announced(const struct answer *a)
{
	const struct es8p_store_metadata *told = &a->d->metadata, *comes = &a->metadata;
	return bytes_eq(comes->iccid, told->iccid) &&
	       comes->profile_policy_rules == told->profile_policy_rules &&
	       bytes_eq(comes->profile_owner.mcc_mnc, told->profile_owner.mcc_mnc);
}

static const struct {
	const char *name;
	bool (*holds)(const struct answer *a);
	const char *otherwise;
	int cancel; /* enum lpa_cancel */
} checks[] = {
	{"es9p_get_bound_profile_package.lpa_transaction_id", same_transaction,
	 "it is for another transaction", LPA_CANCEL_NOT},
	{"es9p_get_bound_profile_package.lpa_metadata", as_announced,
	 "the package is not the one that was announced", LPA_CANCEL_METADATA_MISMATCH},
};

static enum err run_checks(struct download *d, const struct answer *a)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (mutant_off(checks[i].name) || checks[i].holds(a))
			continue;
		d->cancel_on_failure = checks[i].cancel;
		return problem_protocol(d->lpa, step, checks[i].otherwise);
	}
	return OK;
}

enum err lpa_get_bound_profile_package(struct download *d)
{
	CLEANUP(buf_free) struct buf joined = buf_make(METADATA_MAX);
	struct answer a = {.d = d};
	TRY(call_server(d, &a.r));
	if (join_metadata(a.r.bound_profile_package, &joined) != OK ||
	    es8p_store_metadata_decode(buf_bytes(&joined), &a.metadata) != OK) {
		d->cancel_on_failure = LPA_CANCEL_LOAD_BPP_EXECUTION_ERROR;
		return problem_protocol(d->lpa, step, "the package cannot be read");
	}
	d->bound_profile_package = a.r.bound_profile_package;
	return run_checks(d, &a);
}
