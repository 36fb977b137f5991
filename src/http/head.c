/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Request line and headers. Headers that nobody here needs are checked for form and dropped.
 */
#include "http/head.h"

#include <string.h>

/* What the headers say, before it is weighed. */
struct fields {
	struct bytes host, content_length, transfer_encoding, connection, expect;
	struct bytes content_type, admin_protocol, user_agent;
};

/* Headers that may come once. */
static const struct row {
	const char *name;
	size_t offset; /* of a struct bytes in struct fields */
} rows[] = {
	{"host", offsetof(struct fields, host)},
	{"content-length", offsetof(struct fields, content_length)},
	{"transfer-encoding", offsetof(struct fields, transfer_encoding)},
	{"connection", offsetof(struct fields, connection)},
	{"expect", offsetof(struct fields, expect)},
	{"content-type", offsetof(struct fields, content_type)},
	{"x-admin-protocol", offsetof(struct fields, admin_protocol)},
	{"user-agent", offsetof(struct fields, user_agent)},
};

enum err http_head_find(struct bytes in, size_t *scanned, size_t *len)
{
	static const char end[] = "\r\n\r\n";
	const size_t end_len = sizeof(end) - 1;
	struct bytes skipped = {}, rest = in;
	if (in.len < end_len || bytes_take(&rest, *scanned, &skipped) != OK)
		return ERR_TRUNCATED;
	const uint8_t *found = memmem(rest.ptr, rest.len, end, end_len);
	if (!found) {
		*scanned = in.len - (end_len - 1);
		return ERR_TRUNCATED;
	}
	*len = (size_t)(found - in.ptr) + end_len;
	return OK;
}

/* RFC 9110 §5.6.2 */
static bool is_token(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++) {
		uint8_t c = b.ptr[i];
		bool alnum =
			(c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		if (!alnum && (c == 0 || !strchr("!#$%&'*+-.^_`|~", c)))
			return false;
	}
	return b.len > 0;
}

static bool is_visible(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (b.ptr[i] <= ' ' || b.ptr[i] >= 0x7F)
			return false;
	return true;
}

/* RFC 9110 §5.5: no control characters but the tabulator. */
static bool is_field_value(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if ((b.ptr[i] < ' ' && b.ptr[i] != '\t') || b.ptr[i] == 0x7F)
			return false;
	return true;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

static struct bytes trimmed(struct bytes b)
{
	while (b.len > 0 && is_blank(b.ptr[b.len - 1]))
		b.len--;
	struct bytes blank = {};
	while (b.len > 0 && is_blank(b.ptr[0]) && bytes_take(&b, 1, &blank) == OK)
		;
	return b;
}

/* One line without its CRLF off the front. */
static enum err take_line(struct bytes *cursor, struct bytes *line)
{
	uint8_t lf = 0;
	bytes_take_until(cursor, '\r', line);
	if (bytes_take_u8(cursor, &lf) != OK || lf != '\n')
		return ERR_SYNTAX;
	return OK;
}

static enum err parse_request_line(struct bytes line, struct http_head *out, bool *is_1_1)
{
	struct bytes target = {};
	bytes_take_until(&line, ' ', &out->method);
	bytes_take_until(&line, ' ', &target);
	*is_1_1 = bytes_eq(line, BYTES_LIT("HTTP/1.1"));
	if (!*is_1_1 && !bytes_eq(line, BYTES_LIT("HTTP/1.0")))
		return ERR_SYNTAX;
	if (!is_token(out->method) || !is_visible(target) ||
	    !bytes_has_prefix(target, BYTES_LIT("/")))
		return ERR_SYNTAX;
	bytes_take_until(&target, '?', &out->path);
	out->query = target;
	return OK;
}

static enum err keep_field(struct bytes name, struct bytes value, struct fields *fields)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!bytes_eq_nocase(name, bytes_str(rows[i].name)))
			continue;
		struct bytes *slot = (struct bytes *)((char *)fields + rows[i].offset);
		if (bytes_present(*slot))
			return ERR_SYNTAX;
		*slot = value;
	}
	return OK;
}

static enum err parse_field(struct bytes line, struct fields *fields)
{
	struct bytes name = {};
	if (!memchr(line.ptr, ':', line.len))
		return ERR_SYNTAX;
	bytes_take_until(&line, ':', &name);
	struct bytes value = trimmed(line);
	if (!is_token(name) || !is_field_value(value))
		return ERR_SYNTAX;
	return keep_field(name, value, fields);
}

/* Is `word` an element of a comma-separated list? */
static bool list_has(struct bytes list, struct bytes word)
{
	while (list.len > 0) {
		struct bytes element = {};
		bytes_take_until(&list, ',', &element);
		if (bytes_eq_nocase(trimmed(element), word))
			return true;
	}
	return false;
}

/* Digits only, and few enough that nothing overflows. */
static enum err parse_length(struct bytes text, uint64_t *out)
{
	uint64_t value = 0;
	if (text.len == 0 || text.len > 15)
		return ERR_SYNTAX;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return ERR_SYNTAX;
		value = value * 10 + (uint64_t)(text.ptr[i] - '0');
	}
	*out = value;
	return OK;
}

/* RFC 9112 §6: how long is the body? */
static enum err weigh_body(const struct fields *fields, bool is_1_1, struct http_head *out)
{
	if (bytes_present(fields->transfer_encoding)) {
		if (bytes_present(fields->content_length) || !is_1_1)
			return ERR_SYNTAX;
		if (!bytes_eq_nocase(fields->transfer_encoding, BYTES_LIT("chunked")))
			return ERR_UNSUPPORTED;
		out->chunked = true;
	} else if (bytes_present(fields->content_length)) {
		TRY(parse_length(fields->content_length, &out->content_length));
	}
	return OK;
}

static enum err weigh(const struct fields *fields, bool is_1_1, struct http_head *out)
{
	if (is_1_1 && !bytes_present(fields->host))
		return ERR_SYNTAX;
	TRY(weigh_body(fields, is_1_1, out));
	if (bytes_present(fields->expect)) {
		if (!bytes_eq_nocase(fields->expect, BYTES_LIT("100-continue")))
			return ERR_UNSUPPORTED;
		out->expect_continue = is_1_1;
	}
	out->keep_alive = is_1_1 && !list_has(fields->connection, BYTES_LIT("close"));
	out->content_type = fields->content_type;
	out->admin_protocol = fields->admin_protocol;
	out->user_agent = fields->user_agent;
	return OK;
}

enum err http_head_parse(struct bytes head, struct http_head *out)
{
	struct http_head parsed = {};
	struct fields fields = {};
	struct bytes line = {};
	bool is_1_1 = false;
	TRY(take_line(&head, &line));
	TRY(parse_request_line(line, &parsed, &is_1_1));
	TRY(take_line(&head, &line));
	while (line.len > 0) {
		TRY(parse_field(line, &fields));
		TRY(take_line(&head, &line));
	}
	if (head.len > 0)
		return ERR_TRAILING;
	TRY(weigh(&fields, is_1_1, &parsed));
	*out = parsed;
	return OK;
}
