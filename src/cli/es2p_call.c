/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Transport and failures of ES2+ calls.
 * No test of its own: es2p_test.c makes calls of every outcome.
 */
#include "cli/es2p_call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "cli/es2p_advice.h"
#include "codec/json.h"
#include "sys/entropy.h"

enum { CALL_ID_BYTES = 8, REQUEST_MAX = 16 * 1024 };

#define ADMIN_PROTOCOL "gsma/rsp/v2.5.0"
#define PATH	       "/gsma/rsp2/es2plus/"

/* HTTP statuses that are not an answer of the function. */
static const struct {
	int status;
	const char *meaning;
} statuses[] = {
	{400, "the SM-DP+ could not read the request"},
	{401, "the SM-DP+ does not know our client certificate"},
	{403, "our client certificate is not that of an operator of this SM-DP+"},
	{404, "the SM-DP+ has no such function: is the URL that of its ES2+ listener?"},
	{405, "there is no such function: is the URL that of an ES2+ listener?"},
	{413, "the SM-DP+ finds the request too long"},
	{415, "the SM-DP+ does not take JSON here: is the URL that of its ES2+ listener?"},
	{429, "the SM-DP+ has too many calls from us; call again later"},
	{503, "the SM-DP+ is too busy, or without its database; call again later"},
};

static enum err make_header(struct es2p_call *call)
{
	uint8_t random[CALL_ID_BYTES] = {};
	struct entropy entropy = entropy_system();
	CLEANUP(buf_free) struct buf id = buf_make(2 * CALL_ID_BYTES);
	TRY(entropy_fill(&entropy, random, sizeof(random)));
	TRY(hex_encode(&id, BYTES_OF(random)));
	call->header.function_requester_identifier = bytes_str(call->config.requester);
	return arena_dup(&call->arena, buf_bytes(&id), &call->header.function_call_identifier);
}

int es2p_call_begin(struct es2p_call *call, const struct command_line *line)
{
	*call = (struct es2p_call){.line = line,
				   .arena = arena_make(LIMIT_REQUEST_ARENA),
				   .request = buf_make(REQUEST_MAX),
				   .json = command_flag(line, "--json")};
	int code = es2p_config_of(line, &call->arena, &call->config);
	if (code == COMMAND_OK && make_header(call) != OK)
		code = command_failed(line, "out of memory");
	return code;
}

void es2p_call_end(struct es2p_call *call)
{
	http_client_reply_free(&call->reply);
	buf_free(&call->request);
	arena_free(&call->arena);
}

static void free_tls(struct tls_client **tls)
{
	tls_client_free(tls);
}

static enum err post(struct es2p_call *call, const char *url, const struct tls_client *tls)
{
	CLEANUP(http_client_free) struct http_client *client = NULL;
	const struct http_client_config config = {.connect = call->config.connect};
	TRY(http_client_new(&config, &client));
	const struct http_client_request request = {
		.url = url,
		.tls = tls,
		.admin_protocol = ADMIN_PROTOCOL,
		.body = buf_bytes(&call->request),
	};
	return http_client_post(client, &request, &call->reply);
}

static int check_status(struct es2p_call *call)
{
	int status = call->reply.status;
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (statuses[i].status == status)
			return command_failed(call->line, "%s (HTTP %d)", statuses[i].meaning,
					      status);
	if (status != 200)
		return command_failed(call->line, "the SM-DP+ answered HTTP %d", status);
	return COMMAND_OK;
}

int es2p_call_post(struct es2p_call *call, const char *function)
{
	const struct es2p_config *c = &call->config;
	const struct tls_client_config tls_config = {
		.identity = {.certificate_file = c->certificate, .key_file = c->key},
		.trust = {.files = &c->ca, .file_count = c->ca != NULL},
		.time_ms = c->clock_ms,
	};
	CLEANUP(free_tls) struct tls_client *tls = NULL;
	const char *url = NULL;
	enum err e = tls_client_new(&tls_config, &tls);
	if (e != OK)
		return command_failed(call->line, "certificate %s, key %s, CA %s: %s",
				      c->certificate, c->key, c->ca ? c->ca : "of the system",
				      err_name(e));
	e = arena_fmt(&call->arena, &url, "%s" PATH "%s", c->url, function);
	if (e == OK)
		e = post(call, url, tls);
	if (e != OK)
		return command_failed(call->line, "%s: %s", url ? url : c->url,
				      call->reply.reason[0] ? call->reply.reason : err_name(e));
	return check_status(call);
}

int es2p_call_refused(struct es2p_call *call, const struct esx_execution_status *status)
{
	const struct status_code *code = &status->code;
	if (!code->subject) {
		(void)command_failed(call->line, "the SM-DP+ answered %s without a code",
				     esx_status_name(status->status));
		return COMMAND_FAILED;
	}
	const struct es2p_advice *a = es2p_advice_for(code->subject, code->reason);
	if (call->json)
		(void)es2p_call_print(call, "advice", a->advice);
	else
		(void)command_failed(
			call->line,
			"refused with %s/%s%s%s\n  What it means: %s\n  What to do:    %s",
			code->subject, code->reason, code->message ? ": " : "",
			code->message ? code->message : "", a->meaning, a->advice);
	return COMMAND_FAILED;
}

int es2p_call_print(struct es2p_call *call, const char *name, const char *value)
{
	CLEANUP(json_release) json_t *answer = NULL;
	if (json_parse(buf_bytes(&call->reply.body), &answer) != OK)
		return command_failed(call->line, "the answer is not JSON");
	if (name && json_object_set_new(answer, name, json_string(value)) != 0)
		return command_failed(call->line, "out of memory");
	if (json_dumpf(answer, stdout, JSON_COMPACT) != 0 || puts("") < 0)
		return command_failed(call->line, "standard output cannot be written");
	return COMMAND_OK;
}

const char *es2p_call_url_host(struct es2p_call *call)
{
	const char *host = "";
	struct bytes rest = bytes_str(call->config.url), part = {};
	bytes_take_until(&rest, '/', &part); /* "https:" */
	bytes_take_until(&rest, '/', &part); /* nothing */
	bytes_take_until(&rest, '/', &part);
	struct bytes address = part;
	if (part.len > 0 && part.ptr[0] != '[')
		bytes_take_until(&address, ':', &part);
	return arena_str(&call->arena, part, &host) == OK ? host : "";
}
