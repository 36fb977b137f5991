/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+.AuthenticateClient from the LPA's side (SGP.22 §5.6.3): the server judges the card, and
 * says what there is to download.
 * No test of its own: tests/lpa_test.c.
 */
#include "msg/es9p_authenticate_client.h"

#include <stdio.h>

#include "base/mutant.h"
#include "base/text.h"
#include "lpa/download.h"
#include "lpa/es9p.h"
#include "lpa/problem.h"

static const char step[] = "ES9+.AuthenticateClient";

static bool same_transaction(const struct download *d)
{
	return bytes_eq(d->initiated.transaction_id, d->authenticated.transaction_id);
}

static bool same_transaction_signed(const struct download *d)
{
	return bytes_eq(d->initiated.transaction_id, d->smdp_signed2.transaction_id);
}

static const struct {
	const char *name;
	bool (*holds)(const struct download *d);
	const char *otherwise;
} checks[] = {
	{"es9p_authenticate_client.lpa_transaction_id", same_transaction,
	 "it is for another transaction"},
	{"es9p_authenticate_client.lpa_transaction_id_signed", same_transaction_signed,
	 "smdpSigned2 is for another transaction"},
};

static enum err run_checks(const struct download *d)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (!mutant_off(checks[i].name) && !checks[i].holds(d))
			return problem_protocol(d->lpa, step, checks[i].otherwise);
	}
	return OK;
}

static enum err note_transaction(struct download *d)
{
	CLEANUP(buf_free) struct buf hex = buf_make(sizeof(d->result->transaction_id));
	TRY(hex_encode(&hex, d->initiated.transaction_id));
	(void)snprintf(d->result->transaction_id, sizeof(d->result->transaction_id), "%.*s",
		       BYTES_FMT(buf_bytes(&hex)));
	return OK;
}

enum err lpa_call_authenticate_client(struct download *d, const char *at,
				      const struct es9p_function *function, void *response)
{
	const struct es9p_authenticate_client_request request = {
		.transaction_id = d->initiated.transaction_id,
		.authenticate_server_response = d->authenticate_server_response,
	};
	TRY(note_transaction(d));
	return download_call_server(d, at, function, &request, response);
}

enum err lpa_authenticate_client(struct download *d)
{
	struct es9p_authenticate_client_response *r = &d->authenticated;
	TRY(lpa_call_authenticate_client(d, step, &es9p_authenticate_client, r));
	if (es10b_smdp_signed2_decode(r->smdp_signed2, &d->smdp_signed2) != OK)
		return problem_protocol(d->lpa, step, "smdpSigned2 cannot be read");
	if (es8p_store_metadata_decode(r->profile_metadata, &d->metadata) != OK)
		return problem_protocol(d->lpa, step, "the metadata cannot be read");
	return run_checks(d);
}
