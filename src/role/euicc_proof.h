/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AuthenticateClient (SGP.22 §5.6.3, §5.8.2) as far as it is the same for every role: the eUICC
 * proves itself. What it may have then is the role's business.
 */
#ifndef ROLE_EUICC_PROOF_H
#define ROLE_EUICC_PROOF_H

#include "msg/es10b_authenticate_server.h"
#include "pki/euicc_chain.h"
#include "role/session_claim.h"

struct euicc_proof {
	struct session_claim claim; /* given: call, event, transaction_id */

	/* From euicc_proof_decode. */
	struct es10b_authenticate_server_response response;
	struct es10b_euicc_signed1 signed1; /* if response.ok; ctx, too */
	struct es10b_ctx_params1 ctx;

	/* Learnt by euicc_proof_check. */
	struct euicc_chain_result chain;
};

/* Errors as those of the decoders in msg/es10b_authenticate_server.h. */
enum err euicc_proof_decode(struct euicc_proof *proof, struct bytes authenticate_server_response);

/*
 * session_claim_check; then the table of the eUICC's certificates and signature: OK, or a refusal
 * with its codes in call->refusal, which are the same for ES9+ and ES11. Errors of the store and of
 * euicc_chain_verify.
 */
enum err euicc_proof_check(struct euicc_proof *proof);

#endif
