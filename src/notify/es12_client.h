/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls of SM-DSs that a caller waits for: ES12.RegisterEvent (SGP.22 §5.9.1). What can wait goes
 * through the outbox (deliverer.h). Bodies are made by the role.
 */
#ifndef NOTIFY_ES12_CLIENT_H
#define NOTIFY_ES12_CLIENT_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "config/rspd_config.h"
#include "keyring/keyring.h"

struct es12_client;

/* Load the certificates of all smds_peers. What is given must outlive the client. Errors as
 * smds_peer_open. The caller frees it. */
enum err es12_client_new(const struct rspd_config *config, struct keyring *keyring,
			 struct es12_client **out);

/* Release, and set to NULL. No call may be under way. NULL is allowed. Fits CLEANUP(). */
void es12_client_free(struct es12_client **client);

/* What became of a call. */
enum es12_verdict {
	ES12_DONE,	  /* executed */
	ES12_REFUSED,	  /* the SM-DS has answered Failed, with these codes */
	ES12_NOT_REACHED, /* no answer that says either: it may have done it, or not */
	ES12_VERDICTS
};

enum { ES12_CODE_MAX = 31, ES12_WHY_MAX = 319 };

struct es12_answer {
	enum es12_verdict verdict;
	char subject[ES12_CODE_MAX + 1]; /* of a refusal; "" if it names none */
	char reason[ES12_CODE_MAX + 1];
	char why[ES12_WHY_MAX + 1]; /* for logs; holds no secret; "" for ES12_DONE */
};

/*
 * Post `body` to an ES12 function of `peer`, one of the configuration's, and wait for the answer,
 * at most its timeout_ms. Any thread; LIMIT_ES12_CALLS at a time. Past it, a caller waits for a
 * quarter of that time, then it is ES12_NOT_REACHED, so that an SM-DS that hangs holds few workers.
 * `client` is a struct es12_client *. ERR_NOMEM; ERR_NOT_FOUND: another configuration's peer.
 */
enum err es12_client_call(void *client, const struct rspd_smds_peer *peer, const char *function,
			  struct bytes body, struct es12_answer *out);

/* "done", "refused", "not_reached"; and how many calls ended so. Any thread. */
const char *es12_client_verdict_name(enum es12_verdict verdict);
uint64_t es12_client_count(const struct es12_client *client, enum es12_verdict verdict);

#endif
