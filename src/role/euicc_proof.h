/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AuthenticateClient (SGP.22 §5.6.3, §5.8.2) as far as it is the same for every role: the eUICC
 * proves itself. The rows with the status codes are the role's, in two tables: session_known,
 * euicc_agrees, transaction_signed; then euicc_proof_chain; then all others.
 */
#ifndef ROLE_EUICC_PROOF_H
#define ROLE_EUICC_PROOF_H

#include "msg/es10b_authenticate_server.h"
#include "pki/euicc_chain.h"
#include "role/call.h"
#include "role/credentials.h"
#include "session/rsp_session.h"

struct euicc_proof {
	/* Given. */
	struct role_call *call;
	enum rsp_session_event event; /* what the session must allow */
	struct bytes transaction_id;  /* of the request, outside of what is signed */

	/* From euicc_proof_decode. */
	struct es10b_authenticate_server_response response;
	struct es10b_euicc_signed1 signed1; /* if response.ok; ctx, too */
	struct es10b_ctx_params1 ctx;

	/* Learnt by the rows and euicc_proof_chain. */
	struct session_row session;
	const char *next_state; /* of the session */
	const struct credential_set *credentials;
	struct euicc_chain_result chain;
};

/* Errors as those of the decoders in msg/es10b_authenticate_server.h. */
enum err euicc_proof_decode(struct euicc_proof *proof, struct bytes authenticate_server_response);

/* For the rows, whose context is a struct euicc_proof. */
enum err euicc_proof_session_known(void *context);
enum err euicc_proof_euicc_agrees(void *context);
enum err euicc_proof_close_session(void *context); /* for `refused` of euicc_agrees */
enum err euicc_proof_transaction_signed(void *context);

/* Verify the eUICC's chain: proof->chain. OK also when it has a fault, which the rows below tell;
 * else it could not be asked. */
enum err euicc_proof_chain(struct euicc_proof *proof);

enum err euicc_proof_ci_chosen(void *context);
enum err euicc_proof_eum_in_time(void *context);
enum err euicc_proof_eum_valid(void *context);
enum err euicc_proof_euicc_in_time(void *context);
enum err euicc_proof_euicc_valid(void *context);
enum err euicc_proof_signature1(void *context);
enum err euicc_proof_server_challenge(void *context);
enum err euicc_proof_server_address(void *context);

#endif
