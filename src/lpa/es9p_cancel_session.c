/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CancelSession (SGP.22 §3.0.2, §5.6.5, §5.7.14): the card signs it, the server hears of it.
 * No test of its own: tests/lpa_test.c.
 */
#include "msg/es9p_cancel_session.h"

#include "lpa/download.h"
#include "lpa/es9p.h"
#include "lpa/problem.h"
#include "msg/es10b_cancel_session.h"

enum { REQUEST_MAX = 64 };

static enum err ask_card(struct download *d, int reason, struct bytes *response)
{
	static const char step[] = "ES10b.CancelSession";
	CLEANUP(buf_free) struct buf out = buf_make(REQUEST_MAX);
	struct es10b_cancel_session_response answer = {};
	struct es10b_cancel_session_request request = {
		.transaction_id = d->initiated.transaction_id,
		.reason = (uint64_t)reason,
	};
	TRY(es10b_cancel_session_request_encode(&request, &out));
	TRY(download_call_card(d, step, buf_bytes(&out), response));
	if (es10b_cancel_session_response_decode(*response, &answer) != OK)
		return problem_protocol(d->lpa, step, "it cannot be read");
	if (answer.ok)
		return OK;
	return problem_card(d->lpa, step, (int)answer.cancel_session_response_error);
}

enum err lpa_cancel_session(struct download *d, int reason)
{
	static const char step[] = "ES9+.CancelSession";
	struct es9p_cancel_session_request request = {
		.transaction_id = d->initiated.transaction_id,
	};
	struct esx_response_header header = {};
	TRY(ask_card(d, reason, &request.cancel_session_response));
	return download_call_server(d, step, &es9p_cancel_session, &request, &header);
}
