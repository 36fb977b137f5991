/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The root SM-DS of an alternative one under test: takes registerEvent and deleteEvent of ES15 over
 * mutual TLS, answers as it is told to, and keeps what came, by EID.
 */
#ifndef CONFORMANCE_ROOT_SMDS_H
#define CONFORMANCE_ROOT_SMDS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "conformance/target_config.h"

struct root_smds;

/* How the next calls are answered. */
enum root_smds_answer {
	ROOT_SMDS_EXECUTES,
	ROOT_SMDS_REFUSES, /* Failed, 8.9.5/3.3 */
	ROOT_SMDS_IS_BUSY, /* HTTP 503 */
};

/* One call. */
struct root_smds_call {
	const char *function; /* "registerEvent", "deleteEvent" */
	const char *eid, *event_id;
	const char *rsp_server_address; /* "" of a deletion */
	bool forwarding_indicator;
};

/* Serve. `time_ms` as in struct tls_server_config. Errors as tls_server_new and
 * http_server_start. */
enum err root_smds_start(const struct target_endpoint *config, int64_t time_ms,
			 struct root_smds **out);

/* NULL is allowed. Fits CLEANUP(). */
void root_smds_stop(struct root_smds **root);

void root_smds_set_answer(struct root_smds *root, enum root_smds_answer answer);

/* Wait until this function has been called for this EID, at most `timeout_ms`: the last such call,
 * in the arena. ERR_TIMEOUT, ERR_NOMEM. */
enum err root_smds_wait(struct root_smds *root, const struct root_smds_call *wanted,
			unsigned timeout_ms, struct arena *a, struct root_smds_call *out);

/* How often registerEvent has been called for this EID. */
size_t root_smds_registrations(struct root_smds *root, const char *eid);

#endif
