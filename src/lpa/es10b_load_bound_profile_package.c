/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10b.LoadBoundProfilePackage from the LPA's side (SGP.22 §2.5.5, §3.1.3.3): piece by piece,
 * until the card gives a result.
 * No test of its own: tests/lpa_test.c.
 */
#include "msg/es10b_load_bound_profile_package.h"

#include "base/text.h"
#include "lpa/download.h"
#include "lpa/es10.h"
#include "lpa/notifications.h"
#include "lpa/problem.h"

static const char step[] = "ES10b.LoadBoundProfilePackage";

/* Hand over the pieces until the card answers one with more than a status word. */
static enum err load(struct download *d, struct buf *result)
{
	struct es10b_bpp_pieces pieces = {};
	if (es10b_bpp_pieces_start(d->bound_profile_package, &pieces) != OK)
		return problem_protocol(d->lpa, "ES9+.GetBoundProfilePackage", "it is no package");
	while (pieces.rest.len > 0 && result->len == 0) {
		struct bytes piece = {};
		if (es10b_bpp_pieces_next(&pieces, &piece) != OK)
			return problem_protocol(d->lpa, "ES9+.GetBoundProfilePackage",
						"the package has a strange part");
		TRY(es10_call(d->lpa, step, piece, result));
	}
	return OK;
}

static enum err read_result(struct download *d, struct bytes whole,
			    struct es10b_profile_installation_result_data *out)
{
	struct es10b_profile_installation_result result = {};
	if (es10b_profile_installation_result_decode(whole, &result) != OK ||
	    es10b_profile_installation_result_data_decode(result.data, out) != OK)
		return problem_protocol(d->lpa, step, "it is no installation result");
	d->result->sequence = out->notification_metadata.seq_number;
	return OK;
}

/* A result that does not get through stays on the card for another time. */
static void deliver(struct download *d)
{
	struct lpa_problem before = d->lpa->problem;
	if (d->order->keep_notification)
		return;
	d->result->notification_sent = lpa_deliver_notification(d->lpa, d->result->sequence) == OK;
	d->lpa->problem = before;
}

enum err lpa_load_bound_profile_package(struct download *d)
{
	CLEANUP(buf_free) struct buf whole = buf_make(ES10_RESPONSE_MAX);
	struct es10b_profile_installation_result_data data = {};
	d->cancel_on_failure = LPA_CANCEL_LOAD_BPP_EXECUTION_ERROR;
	TRY(load(d, &whole));
	TRY(read_result(d, buf_bytes(&whole), &data));
	d->cancel_on_failure = LPA_CANCEL_NOT;
	deliver(d);
	if (!data.success)
		return problem_installation(d->lpa, (int)data.error_result.bpp_command_id,
					    (int)data.error_result.error_reason);
	return iccid_decode(data.notification_metadata.iccid, d->result->iccid);
}
