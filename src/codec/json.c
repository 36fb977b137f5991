/* SPDX-License-Identifier: Apache-2.0 */
/* JSON: jansson for reading, a small writer of our own, and tables over both. */
#include "codec/json.h"

#include "base/limits.h"
#include "base/text.h"
#include "codec/json_pool.h"
#include "codec/tlv.h"

/* What a text is made of, as far as its size in memory goes. */
struct outline {
	int depth;
	size_t values; /* no fewer than there are values and names */
};

/* Where the string ends that begins at `start`: its last quote, or the end of the text. */
static size_t string_end(struct bytes text, size_t start)
{
	size_t end = start;
	for (bool escaped = true; escaped;) {
		const uint8_t *quote = memchr(text.ptr + end + 1, '"', text.len - end - 1);
		if (!quote)
			return text.len;
		end = (size_t)(quote - text.ptr);
		escaped = false;
		for (size_t i = end; text.ptr[i - 1] == '\\'; i--)
			escaped = !escaped;
	}
	return end;
}

static struct outline outline_of(struct bytes text)
{
	struct outline outline = {.values = 1};
	int depth = 0;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.ptr[i];
		if (c == '"')
			i = string_end(text, i);
		outline.values += c == '{' || c == '[' || c == ':' || c == ',';
		depth += (c == '{' || c == '[') - (c == '}' || c == ']');
		outline.depth = depth > outline.depth ? depth : outline.depth;
	}
	return outline;
}

/*
 * What jansson may allocate for a text: a string that is being read doubles its block as it grows,
 * and is then copied once or twice; each value and each name has a block of its own, and a share
 * of its container's table. Longer texts than requests are get some from the heap.
 */
enum {
	POOL_MIN = 2 * 1024,
	POOL_PER_BYTE = 6,
	POOL_PER_VALUE = 256,
	POOL_MAX = POOL_MIN + POOL_PER_BYTE * LIMIT_HTTP_BODY + POOL_PER_VALUE * LIMIT_JSON_VALUES,
};

static size_t pool_size(struct bytes text, const struct outline *outline)
{
	size_t size = POOL_MIN + POOL_PER_BYTE * text.len + POOL_PER_VALUE * outline->values;
	return size < POOL_MAX ? size : POOL_MAX;
}

/* jansson's own bound on nesting is 2048, which is more stack than a thread need have. */
enum err json_parse(struct bytes text, json_t **out)
{
	json_error_t error = {};
	const struct outline outline = outline_of(text);
	bool dense = text.len <= LIMIT_HTTP_BODY && outline.values > LIMIT_JSON_VALUES;
	if (!bytes_present(text) || outline.depth > LIMIT_JSON_DEPTH || dense)
		return ERR_SYNTAX;
	TRY(json_pool_open(pool_size(text, &outline)));
	CLEANUP(json_release)
	json_t *value =
		json_loadb((const char *)text.ptr, text.len, JSON_REJECT_DUPLICATES, &error);
	if (!json_pool_close())
		return ERR_NOMEM;
	if (!json_is_object(value))
		return ERR_SYNTAX;
	*out = json_incref(value);
	return OK;
}

void json_release(json_t **value)
{
	json_decref(*value);
	*value = NULL;
}

/* The member, unless it is absent or null. */
static enum err member(const json_t *object, const char *name, const json_t **out)
{
	*out = json_object_get(object, name);
	return !*out || json_is_null(*out) ? ERR_MISSING : OK;
}

static enum err text_of(const json_t *value, struct bytes *out)
{
	if (!json_is_string(value))
		return ERR_SYNTAX;
	*out = bytes_from(json_string_value(value), json_string_length(value));
	return OK;
}

enum err json_text(const json_t *object, const char *name, struct bytes *out)
{
	const json_t *value = NULL;
	TRY(member(object, name, &value));
	return text_of(value, out);
}

enum err json_flag(const json_t *object, const char *name, bool *out)
{
	const json_t *value = NULL;
	TRY(member(object, name, &value));
	if (!json_is_boolean(value))
		return ERR_SYNTAX;
	*out = json_is_true(value);
	return OK;
}

enum err json_integer_member(const json_t *object, const char *name, int64_t *out)
{
	const json_t *value = NULL;
	TRY(member(object, name, &value));
	if (!json_is_integer(value))
		return ERR_SYNTAX;
	*out = json_integer_value(value);
	return OK;
}

/* A string of decimal digits, few enough for the type. */
static enum err digits_to_number(struct bytes digits, int64_t *out)
{
	enum { DIGITS_MAX = 18 };
	int64_t number = 0;
	if (digits.len == 0 || digits.len > DIGITS_MAX)
		return ERR_SYNTAX;
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.ptr[i] < '0' || digits.ptr[i] > '9')
			return ERR_SYNTAX;
		number = 10 * number + (digits.ptr[i] - '0');
	}
	*out = number;
	return OK;
}

enum err json_number(const json_t *object, const char *name, int64_t *out)
{
	struct bytes digits = {};
	if (json_text(object, name, &digits) == OK)
		return digits_to_number(digits, out);
	return json_integer_member(object, name, out);
}

enum err json_object_member(const json_t *object, const char *name, const json_t **out)
{
	const json_t *value = NULL;
	TRY(member(object, name, &value));
	if (!json_is_object(value))
		return ERR_SYNTAX;
	*out = value;
	return OK;
}

enum err json_base64(struct arena *a, const json_t *object, const char *name, struct bytes *out)
{
	struct bytes text = {};
	TRY(json_text(object, name, &text));
	return base64_decode(a, text, out);
}

enum err json_hex(struct arena *a, const json_t *object, const char *name, struct bytes *out)
{
	struct bytes text = {};
	TRY(json_text(object, name, &text));
	return hex_decode(a, text, out);
}

enum err json_optional(enum err e)
{
	return e == ERR_MISSING ? OK : e;
}

static enum err read_flag(const json_t *value, bool *out)
{
	if (!json_is_boolean(value))
		return ERR_SYNTAX;
	*out = json_is_true(value);
	return OK;
}

/* Base64 of one TLV and nothing else. */
static enum err read_tlv(struct arena *a, struct bytes text, const struct json_member *m,
			 struct bytes *out)
{
	struct bytes rest = {};
	struct tlv t = {};
	TRY(base64_decode(a, text, &rest));
	TRY(tlv_take(&rest, &t));
	if (m->tag != 0 && t.tag != m->tag)
		return ERR_SYNTAX;
	*out = m->kind == JSON_AS_TLV ? t.whole : t.value;
	return rest.len == 0 ? OK : ERR_TRAILING;
}

static enum err read_slice(struct arena *a, struct bytes text, const struct json_member *m,
			   struct bytes *out)
{
	switch (m->kind) {
	case JSON_AS_TEXT: return arena_dup(a, text, out);
	case JSON_AS_HEX: return hex_decode(a, text, out);
	case JSON_AS_BASE64: return base64_decode(a, text, out);
	case JSON_AS_TLV:
	case JSON_AS_TLV_VALUE: return read_tlv(a, text, m, out);
	case JSON_AS_FLAG: break;
	}
	return ERR_UNSUPPORTED;
}

static enum err read_member(struct arena *a, const json_t *object, const struct json_member *m,
			    void *target)
{
	void *to = (uint8_t *)target + m->offset;
	const json_t *value = NULL;
	struct bytes text = {};
	struct bytes slice = {};
	enum err found = member(object, m->name, &value);
	if (found != OK)
		return m->optional ? OK : found;
	if (m->kind == JSON_AS_FLAG)
		return read_flag(value, to);
	TRY(text_of(value, &text));
	TRY(read_slice(a, text, m, &slice));
	if (slice.len < m->len_min || (m->len_max > 0 && slice.len > m->len_max))
		return ERR_RANGE;
	if (m->check)
		TRY(m->check(slice));
	*(struct bytes *)to = slice;
	return OK;
}

static void set_absent(const struct json_member *m, void *target)
{
	void *to = (uint8_t *)target + m->offset;
	if (m->kind == JSON_AS_FLAG)
		*(bool *)to = false;
	else
		*(struct bytes *)to = (struct bytes){};
}

enum err json_decode_members(struct arena *a, const json_t *object, const struct json_table *table,
			     void *target, const char **culprit)
{
	for (size_t i = 0; i < table->n; i++)
		set_absent(&table->members[i], target);
	for (size_t i = 0; i < table->n; i++) {
		enum err e = read_member(a, object, &table->members[i], target);
		if (culprit && err_is_refusal(e) && e != ERR_TOO_LONG)
			*culprit = table->members[i].name;
		TRY(e);
	}
	return OK;
}

enum err json_decode(struct arena *a, struct bytes text, const struct json_table *table,
		     void *target, const char **culprit)
{
	CLEANUP(json_release) json_t *root = NULL;
	if (culprit)
		*culprit = NULL;
	TRY(json_parse(text, &root));
	return json_decode_members(a, root, table, target, culprit);
}

/* A short TLV, put together to be coded in one go. */
static enum err write_tlv_value(struct buf *out, const struct json_member *m, struct bytes value)
{
	enum { HEAD_MAX = 8 };
	CLEANUP(buf_free) struct buf scratch = buf_make(HEAD_MAX + JSON_TLV_VALUE_MAX);
	if (value.len > JSON_TLV_VALUE_MAX)
		return ERR_TOO_LONG;
	TRY(tlv_put(&scratch, m->tag, value));
	return json_put_base64(out, m->name, buf_bytes(&scratch));
}

static enum err write_slice(struct buf *out, const struct json_member *m, struct bytes slice)
{
	if (!bytes_present(slice))
		return m->optional ? OK : ERR_MISSING;
	switch (m->kind) {
	case JSON_AS_TEXT: return json_put_text(out, m->name, slice);
	case JSON_AS_HEX: return json_put_hex(out, m->name, slice);
	case JSON_AS_BASE64:
	case JSON_AS_TLV: return json_put_base64(out, m->name, slice);
	case JSON_AS_TLV_VALUE: return write_tlv_value(out, m, slice);
	case JSON_AS_FLAG: break;
	}
	return ERR_UNSUPPORTED;
}

static enum err write_member(struct buf *out, const struct json_member *m, const void *source)
{
	const void *from = (const uint8_t *)source + m->offset;
	if (m->kind != JSON_AS_FLAG)
		return write_slice(out, m, *(const struct bytes *)from);
	if (m->optional && !*(const bool *)from)
		return OK;
	return json_put_flag(out, m->name, *(const bool *)from);
}

enum err json_encode_members(const struct json_table *table, const void *source, struct buf *out)
{
	for (size_t i = 0; i < table->n; i++)
		TRY(write_member(out, &table->members[i], source));
	return OK;
}

enum err json_encode(const struct json_table *table, const void *source, struct buf *out)
{
	TRY(json_open(out, NULL, '{'));
	TRY(json_encode_members(table, source, out));
	return json_close(out, '}');
}

/* A comma unless this is the first member, and the name if there is one. */
static enum err begin_member(struct buf *out, const char *name)
{
	uint8_t last = out->len > 0 ? out->ptr[out->len - 1] : '{';
	if (last != '{' && last != '[')
		TRY(buf_put_u8(out, ','));
	if (!name)
		return OK;
	TRY(buf_put_u8(out, '"'));
	TRY(buf_put_str(out, name));
	return buf_put_str(out, "\":");
}

enum err json_open(struct buf *out, const char *name, char bracket)
{
	TRY(begin_member(out, name));
	return buf_put_u8(out, (uint8_t)bracket);
}

enum err json_close(struct buf *out, char bracket)
{
	return buf_put_u8(out, (uint8_t)bracket);
}

/* How UTF-8 sequences begin (RFC 3629 §4): the bounds of the second byte keep out what is too long,
 * the surrogates, and what is past U+10FFFF. */
static const struct utf8_lead {
	uint8_t first, last;
	uint8_t second_min, second_max;
	uint8_t len;
} utf8_leads[] = {
	{0x00, 0x7F, 0x00, 0x00, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
	{0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
	{0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

static bool continues(struct bytes text, const struct utf8_lead *lead)
{
	if (text.len < lead->len)
		return false;
	if (lead->len > 1 && (text.ptr[1] < lead->second_min || text.ptr[1] > lead->second_max))
		return false;
	for (size_t i = 2; i < lead->len; i++) {
		if ((text.ptr[i] & 0xC0) != 0x80)
			return false;
	}
	return true;
}

/* The length of the sequence that `text` begins with; 0 if there is none. */
static size_t utf8_len(struct bytes text)
{
	for (size_t i = 0; i < sizeof(utf8_leads) / sizeof(utf8_leads[0]); i++) {
		const struct utf8_lead *lead = &utf8_leads[i];
		if (text.ptr[0] >= lead->first && text.ptr[0] <= lead->last)
			return continues(text, lead) ? lead->len : 0;
	}
	return 0;
}

/* Cut one character off the front of `*rest` and append it, escaped if need be. */
static enum err put_character(struct buf *out, struct bytes *rest)
{
	struct bytes character = {};
	size_t len = utf8_len(*rest);
	TRY(bytes_take(rest, len > 0 ? len : 1, &character));
	if (len == 0)
		return buf_put_str(out, "\xEF\xBF\xBD");
	if (character.ptr[0] < 0x20)
		return buf_put_fmt(out, "\\u%04X", character.ptr[0]);
	if (character.ptr[0] == '"' || character.ptr[0] == '\\')
		TRY(buf_put_u8(out, '\\'));
	return buf_put(out, character);
}

enum err json_put_text(struct buf *out, const char *name, struct bytes text)
{
	TRY(begin_member(out, name));
	TRY(buf_put_u8(out, '"'));
	while (text.len > 0)
		TRY(put_character(out, &text));
	return buf_put_u8(out, '"');
}

enum err json_put_str(struct buf *out, const char *name, const char *text)
{
	return json_put_text(out, name, bytes_str(text));
}

enum err json_put_flag(struct buf *out, const char *name, bool value)
{
	TRY(begin_member(out, name));
	return buf_put_str(out, value ? "true" : "false");
}

enum err json_put_integer(struct buf *out, const char *name, int64_t value)
{
	TRY(begin_member(out, name));
	return buf_put_fmt(out, "%lld", (long long)value);
}

enum err json_put_base64(struct buf *out, const char *name, struct bytes data)
{
	TRY(begin_member(out, name));
	TRY(buf_put_u8(out, '"'));
	TRY(base64_encode(out, data));
	return buf_put_u8(out, '"');
}

enum err json_put_hex(struct buf *out, const char *name, struct bytes data)
{
	TRY(begin_member(out, name));
	TRY(buf_put_u8(out, '"'));
	TRY(hex_encode(out, data));
	return buf_put_u8(out, '"');
}
