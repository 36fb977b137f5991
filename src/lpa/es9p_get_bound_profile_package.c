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

enum { BODY_MAX = 16 * 1024, METADATA_MAX = 16 * 1024, MAC_LEN = 8, TAG_SEGMENT = 0x88 };

static enum err send_request(struct download *d, struct bytes *reply)
{
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	struct es9p_get_bound_profile_package_request request = {
		.transaction_id = d->initiated.transaction_id,
		.prepare_download_response = d->prepare_download_response,
	};
	TRY(es9p_get_bound_profile_package_request_encode(&request, &body));
	return download_call_server(d, step, "getBoundProfilePackage", buf_bytes(&body), reply);
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

/* What the user has agreed to must be what comes (§3.1.3.3). */
static bool as_announced(const struct download *d, const struct es8p_store_metadata *m)
{
	if (mutant_off("es9p_get_bound_profile_package.lpa_metadata"))
		return true;
	return bytes_eq(m->iccid, d->metadata.iccid) &&
	       m->profile_policy_rules == d->metadata.profile_policy_rules &&
	       bytes_eq(m->profile_owner.mcc_mnc, d->metadata.profile_owner.mcc_mnc);
}

static enum err check_metadata(struct download *d)
{
	CLEANUP(buf_free) struct buf joined = buf_make(METADATA_MAX);
	struct es8p_store_metadata m = {};
	if (join_metadata(d->bound_profile_package, &joined) != OK ||
	    es8p_store_metadata_decode(buf_bytes(&joined), &m) != OK) {
		d->cancel_on_failure = LPA_CANCEL_LOAD_BPP_EXECUTION_ERROR;
		return problem_protocol(d->lpa, step, "the package cannot be read");
	}
	if (as_announced(d, &m))
		return OK;
	d->cancel_on_failure = LPA_CANCEL_METADATA_MISMATCH;
	return problem_protocol(d->lpa, step, "the package is not the one that was announced");
}

enum err lpa_get_bound_profile_package(struct download *d)
{
	struct es9p_get_bound_profile_package_response r = {};
	struct bytes reply = {};
	TRY(send_request(d, &reply));
	if (es9p_get_bound_profile_package_response_decode(&d->arena, reply, &r) != OK)
		return problem_protocol(d->lpa, step, "it cannot be read");
	TRY(es9p_executed(d->lpa, step, &r.header));
	if (!mutant_off("es9p_get_bound_profile_package.lpa_transaction_id") &&
	    !bytes_eq(r.transaction_id, d->initiated.transaction_id))
		return problem_protocol(d->lpa, step, "it is for another transaction");
	d->bound_profile_package = r.bound_profile_package;
	return check_metadata(d);
}
