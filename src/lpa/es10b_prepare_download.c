/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10b.PrepareDownload from the LPA's side (SGP.22 §5.7.5), with the hash of the confirmation
 * code.
 * No test of its own: tests/lpa_test.c.
 */
#include "msg/es10b_prepare_download.h"

#include "base/secret.h"
#include "crypto/hash.h"
#include "lpa/download.h"
#include "lpa/problem.h"

enum { REQUEST_MAX = 16 * 1024 };

/* SHA256(SHA256(code) || transactionId), over the code's characters. */
static enum err hash_confirmation_code(const struct download *d, struct secret *out)
{
	CLEANUP(secret_wipe) struct secret inner = {.len = HASH_LEN};
	struct bytes code = d->order->confirmation_code;
	TRY(hash_sha256(&code, 1, inner.ptr));
	struct bytes parts[] = {secret_bytes(&inner), d->smdp_signed2.transaction_id};
	out->len = HASH_LEN;
	return hash_sha256(parts, 2, out->ptr);
}

static enum err ask_card(struct download *d, const char *step)
{
	CLEANUP(secret_wipe) struct secret hash = {};
	CLEANUP(buf_free) struct buf out = buf_make(REQUEST_MAX);
	struct es10b_prepare_download_request request = {
		.smdp_signed2 = d->authenticated.smdp_signed2,
		.smdp_signature2 = d->authenticated.smdp_signature2,
		.smdp_certificate = d->authenticated.smdp_certificate,
	};
	if (d->smdp_signed2.cc_required_flag && bytes_present(d->order->confirmation_code)) {
		TRY(hash_confirmation_code(d, &hash));
		request.hash_cc = secret_bytes(&hash);
	}
	TRY(es10b_prepare_download_request_encode(&request, &out));
	return download_call_card(d, step, buf_bytes(&out), &d->prepare_download_response);
}

enum err lpa_prepare_download(struct download *d)
{
	static const char step[] = "ES10b.PrepareDownload";
	struct es10b_prepare_download_response answer = {};
	d->cancel_on_failure = LPA_CANCEL_UNDEFINED;
	TRY(ask_card(d, step));
	if (es10b_prepare_download_response_decode(d->prepare_download_response, &answer) != OK)
		return problem_protocol(d->lpa, step, "it cannot be read");
	if (answer.ok)
		return OK;
	return problem_card(d->lpa, step, (int)answer.download_response_error.download_error_code);
}
