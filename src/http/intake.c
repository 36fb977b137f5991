/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Head, then body of known length or in chunks. Bodies of requests that will be refused are read
 * as well, so that the connection can be kept.
 */
#include "http/intake.h"

/* Read in one go while the length of what comes is not known. */
enum { UNKNOWN_WANTED = 16 * 1024 };

void http_intake_open(struct http_intake *intake, const struct http_listener *listener,
		      const struct http_limits *limits)
{
	*intake = (struct http_intake){
		.listener = listener,
		.in = buf_make(limits->headers_max + UNKNOWN_WANTED),
		.body = buf_make(limits->body_max),
		.rest = buf_make(UNKNOWN_WANTED + limits->headers_max),
	};
}

static enum http_intake_status refuse(struct http_intake *intake, int status)
{
	intake->verdict.status = status;
	return HTTP_INTAKE_BROKEN;
}

/* How a request that cannot be read on is answered. */
static enum http_intake_status broken(struct http_intake *intake, enum err why)
{
	if (why == ERR_TOO_LONG)
		return refuse(intake, intake->head_done ? 413 : 431);
	return refuse(intake, err_is_refusal(why) ? 400 : 503);
}

static enum err put_counted(struct http_intake *intake, struct bytes *data)
{
	struct bytes part = {};
	size_t left = (size_t)intake->head.content_length - intake->body.len;
	TRY(bytes_take(data, left < data->len ? left : data->len, &part));
	TRY(buf_put(&intake->body, part));
	return part.len == left ? OK : ERR_TRUNCATED;
}

static enum http_intake_status put_body(struct http_intake *intake, struct bytes data)
{
	enum err result = intake->head.chunked
				  ? http_chunked_take(&intake->chunked, &data, &intake->body)
				  : put_counted(intake, &data);
	if (result == ERR_TRUNCATED)
		return HTTP_INTAKE_MORE;
	if (result == OK && data.len > 0)
		result = buf_put(&intake->rest, data);
	return result == OK ? HTTP_INTAKE_READY : broken(intake, result);
}

static enum err parse_head(struct http_intake *intake, struct bytes text)
{
	struct http_head *head = &intake->head;
	TRY(http_head_parse(text, head));
	intake->head_done = true;
	intake->verdict = http_route_find(intake->listener, head);
	return head->content_length > intake->body.max ? ERR_TOO_LONG : OK;
}

static enum http_intake_status begin_body(struct http_intake *intake, struct bytes data)
{
	enum http_intake_status status = put_body(intake, data);
	bool waits = intake->head.expect_continue && data.len == 0 && intake->verdict.status == 0;
	return status == HTTP_INTAKE_MORE && waits ? HTTP_INTAKE_CONTINUE : status;
}

static enum http_intake_status put_head(struct http_intake *intake, struct bytes data)
{
	size_t headers_max = intake->in.max - UNKNOWN_WANTED, len = 0;
	enum err result = buf_put(&intake->in, data);
	if (result != OK)
		return broken(intake, result);
	struct bytes text = {}, following = buf_bytes(&intake->in);
	if (http_head_find(following, &intake->scanned, &len) != OK)
		return following.len < headers_max ? HTTP_INTAKE_MORE
						   : broken(intake, ERR_TOO_LONG);
	if (len > headers_max)
		return broken(intake, ERR_TOO_LONG);
	result = bytes_take(&following, len, &text);
	if (result == OK)
		result = parse_head(intake, text);
	return result == OK ? begin_body(intake, following) : broken(intake, result);
}

enum http_intake_status http_intake_put(struct http_intake *intake, struct bytes data)
{
	return intake->head_done ? put_body(intake, data) : put_head(intake, data);
}

size_t http_intake_wanted(const struct http_intake *intake)
{
	if (!intake->head_done || intake->head.chunked)
		return UNKNOWN_WANTED;
	return (size_t)intake->head.content_length - intake->body.len;
}

void http_intake_close(struct http_intake *intake)
{
	buf_free(&intake->in);
	buf_free(&intake->body);
	buf_free(&intake->rest);
}
