/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10b.LoadCRL from the LPA's side (SGP.22 §5.7.12).
 * No test of its own: tests/lpa_test.c.
 */
#include "msg/es10b_load_crl.h"

#include "codec/tlv.h"
#include "lpa/es10.h"
#include "lpa/problem.h"
#include "lpa/profiles.h"

enum { TAG_SEQUENCE = 0x30, REQUEST_MAX = 16 * 1024 };

/* The card is given the content of the outer SEQUENCE. */
static enum err put_request(struct bytes der, struct buf *out)
{
	struct tlv crl = {};
	TRY(tlv_only(der, TAG_SEQUENCE, &crl));
	return es10b_load_crl_request_encode(crl.value, out);
}

enum err lpa_load_crl(struct lpa *lpa, struct bytes der)
{
	static const char step[] = "ES10b.LoadCRL";
	CLEANUP(buf_free) struct buf request = buf_make(REQUEST_MAX);
	CLEANUP(buf_free) struct buf response = buf_make(ES10_RESPONSE_MAX);
	struct es10b_load_crl_response answer = {};
	problem_clear(lpa);
	if (put_request(der, &request) != OK)
		return problem_refused(lpa, step, "This is no CRL, or too long for an eUICC.",
				       "Give a certificate revocation list of up to 16 kB.");
	TRY(es10_call(lpa, step, buf_bytes(&request), &response));
	if (es10b_load_crl_response_decode(buf_bytes(&response), &answer) != OK)
		return problem_protocol(lpa, step, "it cannot be read");
	return answer.ok ? OK : problem_card(lpa, step, (int)answer.error);
}
