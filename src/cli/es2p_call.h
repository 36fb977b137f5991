/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One ES2+ call by a person or a script: configuration, POST over mutual TLS, and what to say when
 * it fails. What is asked is in cli/es2p.c.
 */
#ifndef CLI_ES2P_CALL_H
#define CLI_ES2P_CALL_H

#include "cli/es2p_config.h"
#include "http/client.h"
#include "msg/esx_header.h"

struct es2p_call {
	const struct command_line *line;
	struct arena arena;
	struct es2p_config config;
	struct esx_request_header header;
	struct buf request; /* may hold a confirmation code; wiped */
	struct http_client_reply reply;
	bool json;
};

/* Read the configuration and make a header. COMMAND_OK, or an exit code after a message. */
int es2p_call_begin(struct es2p_call *call, const struct command_line *line);

/* Wipe and release. Safe on a zeroed struct. Fits CLEANUP(). */
void es2p_call_end(struct es2p_call *call);

/*
 * Post call->request to the function ("downloadOrder"). COMMAND_OK with the JSON in reply.body, or
 * COMMAND_FAILED after a sentence about what is wrong and what to do.
 */
int es2p_call_post(struct es2p_call *call, const char *function);

/* What a refusal means and what to do, on standard error or as JSON. COMMAND_FAILED. */
int es2p_call_refused(struct es2p_call *call, const struct esx_execution_status *status);

/* The answer as one line of JSON, with one more member if `name` is not NULL. */
int es2p_call_print(struct es2p_call *call, const char *name, const char *value);

/* "rsp.example.com" of "https://rsp.example.com:8444", in the arena; empty if out of memory. */
const char *es2p_call_url_host(struct es2p_call *call);

#endif
