/* SPDX-License-Identifier: Apache-2.0 */
/*
 * InitiateAuthentication (SGP.22 §5.6.1, §5.8.1) as far as it is the same for every role: the
 * server opens a session and proves itself to the eUICC, under a CI that both of them trust. The
 * rows with the status codes are the role's.
 */
#ifndef ROLE_INITIATION_H
#define ROLE_INITIATION_H

#include "msg/es10b_get_euicc_info.h"
#include "msg/es9p_initiate_authentication.h"
#include "msg/rsp_type.h"
#include "role/check.h"
#include "role/credentials.h"
#include "session/rsp_session.h"

enum { INITIATION_CI_PK_IDS_MAX = 32 }; /* real eUICCs know one to four */

struct initiation {
	struct role_call *call;
	struct es9p_initiate_authentication_request request;
	struct es10b_euicc_info1 info;
	struct bytes signing[INITIATION_CI_PK_IDS_MAX], verification[INITIATION_CI_PK_IDS_MAX];
	struct credential_offer offer;
	enum err chosen; /* of credentials_choose */
	const struct credential_set *credentials;
	uint8_t transaction_id[TRANSACTION_ID_LEN];
	uint8_t server_challenge[RSP_CHALLENGE_LEN];
};

/* For the rows, whose context is a struct initiation. */
enum err initiation_address_is_ours(void *context);
enum err initiation_version_supported(void *context);
enum err initiation_ci_for_signing(void *context);
enum err initiation_ci_for_verification(void *context);

/* The whole function: `rows` judge, the session begins in state `begin`. */
enum err initiation_run(struct role_call *call, const struct check *rows, size_t n,
			enum rsp_session_state begin);

#endif
