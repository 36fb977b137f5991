/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One call of ES9+ or ES11.
 * No test of its own: tests/lpa_test.c speaks to a server that it is told by.
 */
#include "lpa/es9p.h"

#include <stdio.h>
#include <string.h>

#include "lpa/problem.h"

enum {
	STATUS_OK = 200,
	STATUS_NO_CONTENT = 204,
	URL_MAX = LPA_ADDRESS_MAX + 80,
	BODY_MAX = 64 * 1024,
};

/* Version of SGP.22 that we speak (§6.2). */
static const char admin_protocol[] = "gsma/rsp/v2.2.2";

static const struct {
	const char *type;
	const char *otherwise;
} bindings[ES9P_BINDINGS] = {
	[ES9P_JSON] = {"application/json", "it is not JSON"},
	[ES9P_ASN1] = {ES9P_ASN1_TYPE, "it is not ASN.1"},
};

/* The media type without its parameters. */
static bool is_of_type(const char *content_type, const char *wanted)
{
	size_t len = strcspn(content_type, "; ");
	return bytes_eq_nocase(bytes_from(content_type, len), bytes_str(wanted));
}

static enum err judge(struct lpa *lpa, const struct es9p_call *call,
		      const struct http_client_reply *reply)
{
	char text[80] = "";
	enum es9p_binding binding = lpa->config.binding;
	bool notification = call->function->response->tag == 0;
	if (notification && reply->status == STATUS_NO_CONTENT)
		return OK;
	if (reply->status != STATUS_OK) {
		(void)snprintf(text, sizeof(text), "its HTTP status is %d", reply->status);
		return problem_protocol(lpa, call->step, text);
	}
	if (!notification && !is_of_type(reply->content_type, bindings[binding].type))
		return problem_protocol(lpa, call->step, bindings[binding].otherwise);
	return OK;
}

/* In ASN.1, the body alone says which function it is. */
static void write_url(const struct lpa *lpa, const struct es9p_call *call, char url[static URL_MAX])
{
	if (lpa->config.binding == ES9P_ASN1)
		(void)snprintf(url, URL_MAX, "https://%s" ES9P_ASN1_PATH, call->address);
	else
		(void)snprintf(url, URL_MAX, "https://%s/gsma/rsp2/%s/%s", call->address,
			       call->family, call->function->name);
}

enum err es9p_send(struct lpa *lpa, const struct es9p_call *call, struct buf *reply)
{
	CLEANUP(http_client_reply_free) struct http_client_reply answer = {};
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	char url[URL_MAX] = "";
	TRY(es9p_request_encode(call->function, lpa->config.binding, call->request, &body));
	write_url(lpa, call, url);
	struct http_client_request request = {
		.url = url,
		.tls = lpa->tls,
		.content_type = bindings[lpa->config.binding].type,
		.admin_protocol = admin_protocol,
		.user_agent = "gsma-rsp-lpad",
		.body = buf_bytes(&body),
	};
	enum err error = http_client_post(lpa->http, &request, &answer);
	if (error != OK)
		return problem_transport(lpa, call->step, error, answer.reason);
	TRY(judge(lpa, call, &answer));
	return buf_put(reply, buf_bytes(&answer.body));
}

enum err es9p_executed(struct lpa *lpa, const char *step, const struct esx_response_header *header)
{
	const struct status_code *code = &header->execution_status.code;
	if (esx_executed(header))
		return OK;
	return problem_server(lpa, step, code->subject, code->reason, code->message);
}
