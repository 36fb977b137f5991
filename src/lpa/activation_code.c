/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing of activation codes. */
#include "lpa/activation_code.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>

/* Which characters a field may have. */
static bool is_host(int c)
{
	return isalnum(c) || c == '.' || c == '-' || c == ':';
}

/* The alphabet is digits, letters and '-' (§4.1); codes with others are in the field. */
static bool is_token(int c)
{
	return isgraph(c);
}

static bool is_oid(int c)
{
	return isdigit(c) || c == '.';
}

static bool is_digit(int c)
{
	return isdigit(c);
}

static bool is_flag(int c)
{
	return c == '0' || c == '1';
}

static const struct field {
	bool (*allowed)(int c);
	bool optional, empty_allowed;
	size_t offset;	   /* of a char[ACTIVATION_CODE_MAX + 1] */
	const char *wrong; /* in words */
} fields[] = {
	{is_host, false, false, offsetof(struct activation_code, smdp_address),
	 "the SM-DP+ address after the first '$' is missing or not a host name"},
	{is_token, false, true, offsetof(struct activation_code, matching_id),
	 "the matching identifier after the second '$' is missing or has a strange character"},
	{is_oid, true, true, offsetof(struct activation_code, smdp_oid),
	 "the SM-DP+ OID after the third '$' is not a dotted number"},
};

static bool all_allowed(struct bytes text, bool (*allowed)(int c))
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] > 0x7F || !allowed(text.ptr[i]))
			return false;
	}
	return true;
}

/* The next field. `*there` is false at the end of the text. */
static struct bytes next_field(struct bytes *rest, bool *there)
{
	struct bytes field = {};
	*there = bytes_present(*rest);
	if (!*there)
		return field;
	bool more = memchr(rest->ptr, '$', rest->len) != NULL;
	bytes_take_until(rest, '$', &field);
	if (!more)
		*rest = (struct bytes){};
	return field;
}

static enum err parse_fields(struct bytes rest, struct activation_code *out, const char **why)
{
	bool there = false;
	struct bytes text = {};
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const struct field *f = &fields[i];
		text = next_field(&rest, &there);
		*why = f->wrong;
		if (!there && !f->optional)
			return ERR_SYNTAX;
		if ((text.len == 0 && !f->empty_allowed) || !all_allowed(text, f->allowed))
			return ERR_SYNTAX;
		(void)snprintf((char *)out + f->offset, ACTIVATION_CODE_MAX + 1, "%.*s",
			       BYTES_FMT(text));
	}
	text = next_field(&rest, &there);
	*why = "the confirmation code flag after the fourth '$' is not 1";
	if (text.len > 1 || !all_allowed(text, is_flag))
		return ERR_SYNTAX;
	out->confirmation_code_required = bytes_eq(text, BYTES_LIT("1"));
	*why = NULL;
	return OK;
}

enum err activation_code_parse(struct bytes text, struct activation_code *out, const char **why)
{
	struct bytes prefix = {}, format = {}, rest = text;
	bool there = false;

	*out = (struct activation_code){};
	*why = "it is longer than 255 characters";
	if (text.len > ACTIVATION_CODE_MAX)
		return ERR_TOO_LONG;
	if (bytes_take(&rest, 4, &prefix) != OK || !bytes_eq_nocase(prefix, BYTES_LIT("LPA:")))
		rest = text;
	format = next_field(&rest, &there);
	*why = "it does not begin with 'LPA:1$'";
	if (format.len == 0 || !all_allowed(format, is_digit))
		return ERR_SYNTAX;
	*why = "its format is not 1, and later ones are not known";
	if (!bytes_eq(format, BYTES_LIT("1")))
		return ERR_UNSUPPORTED;
	return parse_fields(rest, out, why);
}
