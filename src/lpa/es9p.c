/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One call of ES9+ or ES11.
 * No test of its own: tests/lpa_test.c speaks to a server that it is told by.
 */
#include "lpa/es9p.h"

#include <stdio.h>
#include <string.h>

#include "lpa/problem.h"

enum { STATUS_OK = 200, STATUS_NO_CONTENT = 204, URL_MAX = LPA_ADDRESS_MAX + 80 };

/* Version of SGP.22 that we speak (§6.2). */
static const char admin_protocol[] = "gsma/rsp/v2.2.2";

/* The media type without its parameters. */
static bool is_json(const char *content_type)
{
	static const char json[] = "application/json";
	size_t len = strcspn(content_type, "; ");
	return bytes_eq_nocase(bytes_from(content_type, len), bytes_str(json));
}

static enum err judge(struct lpa *lpa, const struct es9p_call *call,
		      const struct http_client_reply *reply)
{
	char text[80] = "";
	bool notification = strcmp(call->function, "handleNotification") == 0;
	if (notification && reply->status == STATUS_NO_CONTENT)
		return OK;
	if (reply->status != STATUS_OK) {
		(void)snprintf(text, sizeof(text), "its HTTP status is %d", reply->status);
		return problem_protocol(lpa, call->step, text);
	}
	if (!notification && !is_json(reply->content_type))
		return problem_protocol(lpa, call->step, "it is not JSON");
	return OK;
}

enum err es9p_send(struct lpa *lpa, const struct es9p_call *call, struct buf *reply)
{
	CLEANUP(http_client_reply_free) struct http_client_reply answer = {};
	char url[URL_MAX] = "";
	(void)snprintf(url, sizeof(url), "https://%s/gsma/rsp2/%s/%s", call->address, call->family,
		       call->function);
	struct http_client_request request = {
		.url = url,
		.tls = lpa->tls,
		.admin_protocol = admin_protocol,
		.user_agent = "gsma-rsp-lpad",
		.body = call->body,
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
