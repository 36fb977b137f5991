/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10b.AuthenticateServer from the LPA's side (SGP.22 §5.7.13): the card judges the server.
 * No test of its own: tests/lpa_test.c.
 */
#include "msg/es10b_authenticate_server.h"

#include "lpa/download.h"
#include "lpa/problem.h"

enum { REQUEST_MAX = 16 * 1024, CONTEXT_MAX = 512 };

/* Releases that a device of these years has (§4.2). */
static const struct es10b_device_capabilities capabilities = {
	.gsm = {(const uint8_t *)"\x05\x00\x00", 3},
	.utran = {(const uint8_t *)"\x08\x00\x00", 3},
	.eutran_epc = {(const uint8_t *)"\x0F\x00\x00", 3},
	.nr_5gc = {(const uint8_t *)"\x0F\x00\x00", 3},
};

static enum err put_context(const struct download *d, struct buf *out)
{
	struct es10b_ctx_params1 context = {
		.matching_id = bytes_str(d->order->matching_id),
		.tac = BYTES_OF(d->lpa->config.tac),
		.device_capabilities = capabilities,
		.imei = d->lpa->config.imei,
	};
	return es10b_ctx_params1_encode(&context, out);
}

static enum err ask_card(struct download *d, const char *step)
{
	CLEANUP(buf_free) struct buf context = buf_make(CONTEXT_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(REQUEST_MAX);
	TRY(put_context(d, &context));
	struct es10b_authenticate_server_request request = {
		.server_signed1 = d->initiated.server_signed1,
		.server_signature1 = d->initiated.server_signature1,
		.euicc_ci_pk_id_to_be_used = d->initiated.euicc_ci_pk_id_to_be_used,
		.server_certificate = d->initiated.server_certificate,
		.ctx_params1 = buf_bytes(&context),
	};
	TRY(es10b_authenticate_server_request_encode(&request, &out));
	return download_call_card(d, step, buf_bytes(&out), &d->authenticate_server_response);
}

enum err lpa_authenticate_server(struct download *d)
{
	static const char step[] = "ES10b.AuthenticateServer";
	struct es10b_authenticate_server_response answer = {};
	TRY(ask_card(d, step));
	if (es10b_authenticate_server_response_decode(d->authenticate_server_response, &answer) !=
	    OK)
		return problem_protocol(d->lpa, step, "it cannot be read");
	if (answer.ok)
		return OK;
	return problem_card(d->lpa, step,
			    (int)answer.authenticate_response_error.authenticate_error_code);
}
