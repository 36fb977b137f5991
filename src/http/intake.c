/* SPDX-License-Identifier: Apache-2.0 */
/*
 * llhttp's callbacks collect the URL, the known headers and the body. A callback that refuses sets
 * the verdict's status and stops the parser. Bodies of requests that will be refused are read as
 * well, so that the connection can be kept.
 */
#include "http/intake.h"

enum {
	READ_SIZE = 16 * 1024,	/* bytes to read while the length of what comes is not known */
	CODING_MAX = 16 * 1024, /* bytes of chunk heads; no client needs more */
};

static const char *const header_names[HTTP_INTAKE_HEADERS] = {
	[HTTP_INTAKE_HOST] = "Host",
	[HTTP_INTAKE_CONTENT_TYPE] = "Content-Type",
	[HTTP_INTAKE_ADMIN_PROTOCOL] = "X-Admin-Protocol",
	[HTTP_INTAKE_USER_AGENT] = "User-Agent",
	[HTTP_INTAKE_EXPECT] = "Expect",
	[HTTP_INTAKE_TRANSFER_ENCODING] = "Transfer-Encoding",
};

static int refuse(struct http_intake *intake, int status)
{
	intake->verdict.status = status;
	return HPE_USER;
}

/* How a request that cannot be read on is answered. */
static int result_of(struct http_intake *intake, enum err e)
{
	if (e == OK)
		return HPE_OK;
	if (e == ERR_TOO_LONG)
		return refuse(intake, intake->head_done ? 413 : 431);
	return refuse(intake, err_is_refusal(e) ? 400 : 503);
}

static struct bytes text_of(const struct http_intake *intake, struct http_intake_span span)
{
	if (span.end == 0)
		return (struct bytes){};
	return bytes_from(intake->text.ptr + span.begin, span.end - span.begin);
}

/* llhttp leaves the blanks behind a value. */
static struct bytes header_of(const struct http_intake *intake, enum http_intake_header header)
{
	struct bytes value = text_of(intake, intake->headers[header]);
	while (value.len > 0 &&
	       (value.ptr[value.len - 1] == ' ' || value.ptr[value.len - 1] == '\t'))
		value.len--;
	return value;
}

static int on_url(llhttp_t *parser, const char *at, size_t len)
{
	struct http_intake *intake = parser->data;
	enum err e = buf_put(&intake->text, bytes_from(at, len));
	intake->url.end = intake->text.len;
	return result_of(intake, e);
}

static int on_header_field(llhttp_t *parser, const char *at, size_t len)
{
	struct http_intake *intake = parser->data;
	return result_of(intake, buf_put(&intake->name, bytes_from(at, len)));
}

/* The row of the header whose name has been read, or HTTP_INTAKE_HEADERS. */
static size_t header_row(const struct http_intake *intake)
{
	size_t i = 0;
	while (i < HTTP_INTAKE_HEADERS &&
	       !bytes_eq_nocase(buf_bytes(&intake->name), bytes_str(header_names[i])))
		i++;
	return i;
}

static bool has_blank(struct bytes name)
{
	return name.len > 0 &&
	       (memchr(name.ptr, ' ', name.len) || memchr(name.ptr, '\t', name.len));
}

/* A known header may come once, and none behind the body. Blanks before the colon are how requests
 * are smuggled past proxies (RFC 9112 §5.1). */
static int on_header_field_complete(llhttp_t *parser)
{
	struct http_intake *intake = parser->data;
	size_t row = header_row(intake);
	if (intake->head_done || has_blank(buf_bytes(&intake->name)))
		return refuse(intake, 400);
	if (row == HTTP_INTAKE_HEADERS)
		return HPE_OK;
	if (intake->headers[row].end != 0)
		return refuse(intake, 400);
	intake->headers[row].begin = intake->text.len;
	return HPE_OK;
}

static int on_header_value(llhttp_t *parser, const char *at, size_t len)
{
	struct http_intake *intake = parser->data;
	if (header_row(intake) == HTTP_INTAKE_HEADERS)
		return HPE_OK;
	return result_of(intake, buf_put(&intake->text, bytes_from(at, len)));
}

static int on_header_value_complete(llhttp_t *parser)
{
	struct http_intake *intake = parser->data;
	size_t row = header_row(intake);
	if (row < HTTP_INTAKE_HEADERS)
		intake->headers[row].end = intake->text.len;
	buf_reset(&intake->name);
	return HPE_OK;
}

static void fill_head(struct http_intake *intake)
{
	struct http_head *head = &intake->head;
	struct bytes expect = header_of(intake, HTTP_INTAKE_EXPECT);
	struct bytes url = text_of(intake, intake->url);
	head->method = bytes_str(llhttp_method_name(llhttp_get_method(&intake->parser)));
	bytes_take_until(&url, '?', &head->path);
	head->query = url;
	head->content_type = header_of(intake, HTTP_INTAKE_CONTENT_TYPE);
	head->admin_protocol = header_of(intake, HTTP_INTAKE_ADMIN_PROTOCOL);
	head->user_agent = header_of(intake, HTTP_INTAKE_USER_AGENT);
	head->expect_continue = bytes_eq_nocase(expect, BYTES_LIT("100-continue"));
	head->keep_alive = llhttp_should_keep_alive(&intake->parser) != 0;
}

/* Chunked alone, and not with HTTP/1.0, of which proxies have other ideas. */
static bool coding_is_sound(const struct http_intake *intake)
{
	struct bytes coding = header_of(intake, HTTP_INTAKE_TRANSFER_ENCODING);
	return !bytes_present(coding) ||
	       (bytes_eq_nocase(coding, BYTES_LIT("chunked")) && intake->parser.http_minor == 1);
}

/* What llhttp lets pass and we do not: other versions, no Host, a URL that is no path, an
 * unknown expectation. */
static bool head_is_sound(const struct http_intake *intake)
{
	const llhttp_t *parser = &intake->parser;
	bool expects = bytes_present(header_of(intake, HTTP_INTAKE_EXPECT));
	bool has_host = bytes_present(header_of(intake, HTTP_INTAKE_HOST));
	return parser->http_major == 1 && parser->http_minor <= 1 &&
	       (has_host || parser->http_minor == 0) && !parser->upgrade &&
	       coding_is_sound(intake) && bytes_has_prefix(intake->head.path, BYTES_LIT("/")) &&
	       (!expects || intake->head.expect_continue);
}

static int on_headers_complete(llhttp_t *parser)
{
	struct http_intake *intake = parser->data;
	fill_head(intake);
	if (!head_is_sound(intake))
		return refuse(intake, 400);
	intake->head_done = true;
	intake->verdict = http_route_find(intake->listener, &intake->head);
	return parser->content_length > intake->body.max ? refuse(intake, 413) : HPE_OK;
}

static int on_body(llhttp_t *parser, const char *at, size_t len)
{
	struct http_intake *intake = parser->data;
	return result_of(intake, buf_put(&intake->body, bytes_from(at, len)));
}

static int on_message_complete(llhttp_t *parser)
{
	(void)parser;
	return HPE_PAUSED;
}

static const llhttp_settings_t callbacks = {
	.on_url = on_url,
	.on_header_field = on_header_field,
	.on_header_field_complete = on_header_field_complete,
	.on_header_value = on_header_value,
	.on_header_value_complete = on_header_value_complete,
	.on_headers_complete = on_headers_complete,
	.on_body = on_body,
	.on_message_complete = on_message_complete,
};

void http_intake_open(struct http_intake *intake, const struct http_listener *listener,
		      const struct http_limits *limits)
{
	*intake = (struct http_intake){
		.listener = listener,
		.head_left = limits->headers_max,
		.overhead_left = CODING_MAX,
		.text = buf_make(limits->headers_max),
		.name = buf_make(limits->headers_max),
		.body = buf_make(limits->body_max),
		.rest = buf_make(READ_SIZE + limits->headers_max + limits->body_max),
	};
	llhttp_init(&intake->parser, HTTP_REQUEST, &callbacks);
	intake->parser.data = intake;
}

/* llhttp takes a bare LF for the blank line behind the chunks. `request` has its last part. */
static bool end_is_sound(const struct http_intake *intake, struct bytes request)
{
	uint8_t before = request.len > 1 ? request.ptr[request.len - 2] : intake->last;
	return !(intake->parser.flags & F_CHUNKED) || before == '\r';
}

/* Give the parser `data`, and say how it goes on. */
static enum http_intake_status parse(struct http_intake *intake, struct bytes data)
{
	llhttp_errno_t result = llhttp_execute(&intake->parser, (const char *)data.ptr, data.len);
	if (result == HPE_OK) {
		intake->last = data.len > 0 ? data.ptr[data.len - 1] : intake->last;
		return HTTP_INTAKE_MORE;
	}
	if (result == HPE_PAUSED) {
		size_t used =
			(size_t)(llhttp_get_error_pos(&intake->parser) - (const char *)data.ptr);
		struct bytes request = {};
		enum err e = bytes_take(&data, used, &request);
		if (e == OK && !end_is_sound(intake, request))
			e = ERR_SYNTAX;
		if (e == OK)
			e = buf_put(&intake->rest, data);
		if (result_of(intake, e) == HPE_OK)
			return HTTP_INTAKE_READY;
	}
	if (result != HPE_USER && result != HPE_CB_HEADERS_COMPLETE)
		intake->verdict.status = 400;
	return HTTP_INTAKE_BROKEN;
}

/* False for a line that ends without CR, continues the one before, or has a colon first. */
static bool line_goes_on(struct http_intake *intake, uint8_t byte)
{
	size_t before = intake->line_len++;
	if (byte != '\n')
		return before > 0 || (byte != ' ' && byte != '\t' && byte != ':');
	intake->lines_done = intake->line_seen && before == 1;
	intake->line_seen |= before > 1;
	intake->line_len = 0;
	return intake->last == '\r';
}

/* llhttp lets lines pass that others read differently (RFC 9112 §2.2, §5). */
static bool lines_are_sound(struct http_intake *intake, struct bytes part)
{
	bool sound = true;
	for (size_t i = 0; i < part.len && sound && !intake->lines_done; i++) {
		sound = line_goes_on(intake, part.ptr[i]);
		intake->last = part.ptr[i];
	}
	return sound;
}

/* The head in at most `head_left` bytes: what comes with it, and may be body, is given next. */
static enum http_intake_status put_head(struct http_intake *intake, struct bytes *data)
{
	struct bytes part = {};
	size_t len = data->len < intake->head_left ? data->len : intake->head_left;
	intake->head_left -= len;
	if (bytes_take(data, len, &part) != OK)
		return HTTP_INTAKE_BROKEN;
	if (!lines_are_sound(intake, part)) {
		(void)refuse(intake, 400);
		return HTTP_INTAKE_BROKEN;
	}
	enum http_intake_status status = parse(intake, part);
	if (status != HTTP_INTAKE_MORE || intake->head_done || intake->head_left > 0)
		return status;
	(void)refuse(intake, 431);
	return HTTP_INTAKE_BROKEN;
}

/* The body; what its coding adds is bounded too. */
static enum http_intake_status put_body(struct http_intake *intake, struct bytes data)
{
	size_t before = intake->body.len;
	enum http_intake_status status = parse(intake, data);
	size_t overhead = data.len - (intake->body.len - before);
	if (status != HTTP_INTAKE_MORE)
		return status;
	if (overhead > intake->overhead_left) {
		(void)refuse(intake, 413);
		return HTTP_INTAKE_BROKEN;
	}
	intake->overhead_left -= overhead;
	return HTTP_INTAKE_MORE;
}

enum http_intake_status http_intake_put(struct http_intake *intake, struct bytes data)
{
	bool waited = intake->head_done;
	enum http_intake_status status = HTTP_INTAKE_MORE;
	if (!intake->head_done)
		status = put_head(intake, &data);
	if (status == HTTP_INTAKE_MORE && data.len > 0)
		status = put_body(intake, data);
	else if (status == HTTP_INTAKE_READY)
		status = result_of(intake, buf_put(&intake->rest, data)) == HPE_OK
				 ? HTTP_INTAKE_READY
				 : HTTP_INTAKE_BROKEN;
	bool waits = !waited && intake->head_done && intake->head.expect_continue &&
		     intake->body.len == 0 && intake->verdict.status == 0;
	return status == HTTP_INTAKE_MORE && waits ? HTTP_INTAKE_CONTINUE : status;
}

size_t http_intake_wanted(const struct http_intake *intake)
{
	bool counted = intake->head_done && intake->parser.flags & F_CONTENT_LENGTH;
	return counted ? (size_t)intake->parser.content_length : READ_SIZE;
}

size_t http_intake_size(const struct http_intake *intake)
{
	return intake->text.cap + intake->name.cap + intake->body.cap + intake->rest.cap;
}

void http_intake_release(struct http_intake *intake)
{
	buf_free(&intake->text);
	buf_free(&intake->name);
	buf_free(&intake->body);
	intake->head = (struct http_head){.keep_alive = intake->head.keep_alive};
}

void http_intake_close(struct http_intake *intake)
{
	http_intake_release(intake);
	buf_free(&intake->rest);
}
