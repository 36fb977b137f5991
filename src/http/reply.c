/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Status lines and headers of replies. There is no Server header.
 */
#include "http/reply.h"

#include <time.h>

static const struct {
	int status;
	const char *phrase;
} statuses[] = {
	{200, "OK"},
	{201, "Created"},
	{202, "Accepted"},
	{204, "No Content"},
	{400, "Bad Request"},
	{401, "Unauthorized"},
	{403, "Forbidden"},
	{404, "Not Found"},
	{405, "Method Not Allowed"},
	{408, "Request Timeout"},
	{409, "Conflict"},
	{413, "Content Too Large"},
	{415, "Unsupported Media Type"},
	{429, "Too Many Requests"},
	{431, "Request Header Fields Too Large"},
	{503, "Service Unavailable"},
};

static const char *status_phrase(int status)
{
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (statuses[i].status == status)
			return statuses[i].phrase;
	return NULL;
}

bool http_status_is_known(int status)
{
	return status_phrase(status) != NULL;
}

void http_date(int64_t now_ms, char out[static HTTP_DATE_LEN + 1])
{
	struct tm tm = {};
	time_t now = (time_t)(now_ms / 1000);
	gmtime_r(&now, &tm);
	if (strftime(out, HTTP_DATE_LEN + 1, "%a, %d %b %Y %H:%M:%S GMT", &tm) == 0)
		out[0] = '\0';
}

static enum err put_header(struct buf *out, const char *name, const char *value)
{
	if (!value)
		return OK;
	TRY(buf_put_str(out, name));
	TRY(buf_put_str(out, ": "));
	TRY(buf_put_str(out, value));
	return buf_put_str(out, "\r\n");
}

enum err http_reply_head_put(const struct http_reply_head *head, struct buf *out)
{
	const char *phrase = status_phrase(head->status);
	TRY(buf_put_fmt(out, "HTTP/1.1 %d %s\r\n", head->status, phrase ? phrase : ""));
	TRY(put_header(out, "Date", head->date));
	if (head->body_len > 0)
		TRY(put_header(out, "Content-Type", head->content_type));
	TRY(put_header(out, "X-Admin-Protocol", head->admin_protocol));
	TRY(put_header(out, "Allow", head->allow));
	if (head->retry_after_s > 0)
		TRY(buf_put_fmt(out, "Retry-After: %d\r\n", head->retry_after_s));
	/* RFC 9110 §8.6: none with 204. */
	if (head->status != 204)
		TRY(buf_put_fmt(out, "Content-Length: %zu\r\n", head->body_len));
	if (head->close)
		TRY(put_header(out, "Connection", "close"));
	return buf_put_str(out, "\r\n");
}
