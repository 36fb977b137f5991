/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of ES2+ fields, ICCID padding, time stamps. */
#include "msg/es2p_field.h"

#include <stdio.h>
#include <time.h>

#include "base/text.h"
#include "codec/json.h"
#include "sys/clock.h"

/* 9999-12-31T23:59:59.999Z, the last that has four digits for its year. */
static const int64_t timestamp_max_ms = 253402300799999;

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool all_digits(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!is_digit(text.ptr[i]))
			return false;
	}
	return true;
}

enum err es2p_check_iccid(struct bytes text)
{
	char digits[ICCID_DIGITS_MAX + 1] = "";
	return iccid_normalise(text, digits);
}

enum err es2p_check_eid(struct bytes text)
{
	if (text.len != EID_DIGITS)
		return ERR_RANGE;
	return all_digits(text) ? OK : ERR_SYNTAX;
}

static bool is_matching_id_character(uint8_t c, const struct es2p_dialect *dialect)
{
	if (is_digit(c) || (c >= 'A' && c <= 'Z') || c == '-')
		return true;
	const char *extra = dialect ? dialect->matching_id_extra : NULL;
	return extra && c != '\0' && strchr(extra, c);
}

enum err es2p_check_matching_id(struct bytes text, const struct es2p_dialect *dialect)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!is_matching_id_character(text.ptr[i], dialect))
			return ERR_SYNTAX;
	}
	return OK;
}

enum err es2p_strip_iccid(struct arena *a, struct bytes *iccid)
{
	char digits[ICCID_DIGITS_MAX + 1] = "";
	if (!bytes_present(*iccid))
		return OK;
	TRY(iccid_normalise(*iccid, digits));
	return arena_dup(a, bytes_str(digits), iccid);
}

struct bytes es2p_pad_iccid(const struct es2p_dialect *dialect, struct bytes iccid,
			    uint8_t scratch[static ES2P_ICCID_MAX])
{
	if (!dialect || !dialect->iccid_padded || iccid.len != ES2P_ICCID_MAX - 1)
		return iccid;
	memcpy(scratch, iccid.ptr, iccid.len);
	scratch[iccid.len] = 'F';
	return bytes_from(scratch, ES2P_ICCID_MAX);
}

void es2p_fit_status(const struct es2p_dialect *dialect, struct esx_execution_status *status)
{
	if (dialect && dialect->omit_message)
		status->code.message = NULL;
}

enum { DEVICE_DIGITS_MAX = 16, NIBBLE_FILLER = 15 };

/* Digits to the end, with fillers in the last octet alone, and not only fillers there. */
enum err es2p_device_digits(struct arena *a, struct bytes tbcd, struct bytes *out)
{
	char digits[DEVICE_DIGITS_MAX + 1] = "";
	size_t n = 0;
	if (tbcd.len == 0 || 2 * tbcd.len > DEVICE_DIGITS_MAX)
		return ERR_SYNTAX;
	for (size_t i = 0; i < 2 * tbcd.len; i++) {
		unsigned nibble = i % 2 == 0 ? tbcd.ptr[i / 2] & 15U : tbcd.ptr[i / 2] >> 4;
		if (nibble < 10)
			digits[n++] = (char)('0' + nibble);
		else if (nibble != NIBBLE_FILLER || i < 2 * tbcd.len - 2)
			return ERR_SYNTAX;
	}
	if (n < 2 * tbcd.len - 1)
		return ERR_SYNTAX;
	return arena_dup(a, bytes_str(digits), out);
}

/* Cut a number of exactly `len` digits off the front. */
static enum err take_number(struct bytes *cursor, size_t len, int *out)
{
	struct bytes digits = {};
	if (bytes_take(cursor, len, &digits) != OK || !all_digits(digits))
		return ERR_SYNTAX;
	*out = 0;
	for (size_t i = 0; i < digits.len; i++)
		*out = 10 * *out + (digits.ptr[i] - '0');
	return OK;
}

static bool begins_with_one_of(struct bytes text, const char *characters)
{
	return text.len > 0 && text.ptr[0] != '\0' && strchr(characters, text.ptr[0]);
}

/* Cut one of `characters` off the front. */
static enum err take_one_of(struct bytes *cursor, const char *characters)
{
	uint8_t c = 0;
	return begins_with_one_of(*cursor, characters) ? bytes_take_u8(cursor, &c) : ERR_SYNTAX;
}

static enum err take_day(struct bytes *cursor, struct tm *day)
{
	TRY(take_number(cursor, 4, &day->tm_year));
	TRY(take_one_of(cursor, "-"));
	TRY(take_number(cursor, 2, &day->tm_mon));
	TRY(take_one_of(cursor, "-"));
	TRY(take_number(cursor, 2, &day->tm_mday));
	day->tm_year -= 1900;
	day->tm_mon -= 1;
	return OK;
}

static enum err take_time(struct bytes *cursor, struct tm *time)
{
	TRY(take_number(cursor, 2, &time->tm_hour));
	TRY(take_one_of(cursor, ":"));
	TRY(take_number(cursor, 2, &time->tm_min));
	TRY(take_one_of(cursor, ":"));
	return take_number(cursor, 2, &time->tm_sec);
}

/* ".123456": what is past the milliseconds is dropped. */
static enum err take_fraction(struct bytes *cursor, int *ms)
{
	int digit = 0;
	int unit = 100;
	if (take_one_of(cursor, ".,") != OK)
		return OK;
	do {
		TRY(take_number(cursor, 1, &digit));
		*ms += unit * digit;
		unit /= 10;
	} while (cursor->len > 0 && is_digit(cursor->ptr[0]));
	return OK;
}

/* "Z", "+01:00", "-0100", "+01" or nothing. */
static enum err take_zone(struct bytes *cursor, int *offset_min)
{
	int hours = 0;
	int minutes = 0;
	if (cursor->len == 0 || take_one_of(cursor, "Zz") == OK)
		return OK;
	bool west = begins_with_one_of(*cursor, "-");
	TRY(take_one_of(cursor, "+-"));
	TRY(take_number(cursor, 2, &hours));
	if (take_one_of(cursor, ":") == OK || cursor->len > 0)
		TRY(take_number(cursor, 2, &minutes));
	*offset_min = (west ? -1 : 1) * (60 * hours + minutes);
	return hours < 24 && minutes < 60 ? OK : ERR_RANGE;
}

/* timegm() takes the 31st of February for the 3rd of March: there is no such day. */
static enum err seconds_of(const struct tm *when, int64_t *out)
{
	struct tm normal = *when;
	if (when->tm_hour > 23 || when->tm_min > 59 || when->tm_sec > 60)
		return ERR_RANGE;
	normal.tm_sec = 0;
	*out = (int64_t)timegm(&normal) + when->tm_sec;
	return normal.tm_mday == when->tm_mday && normal.tm_mon == when->tm_mon ? OK : ERR_RANGE;
}

enum err es2p_timestamp(struct bytes text, int64_t *out_ms)
{
	struct tm when = {};
	int ms = 0;
	int offset_min = 0;
	int64_t seconds = 0;
	TRY(take_day(&text, &when));
	TRY(take_one_of(&text, "Tt "));
	TRY(take_time(&text, &when));
	TRY(take_fraction(&text, &ms));
	TRY(take_zone(&text, &offset_min));
	if (text.len > 0)
		return ERR_SYNTAX;
	TRY(seconds_of(&when, &seconds));
	*out_ms = (seconds - INT64_C(60) * offset_min) * 1000 + ms;
	return *out_ms >= 0 && *out_ms <= timestamp_max_ms ? OK : ERR_RANGE;
}

static const char *const timestamp_ends[] = {
	[ES2P_TIMESTAMP_SECONDS] = "Z",
	[ES2P_TIMESTAMP_MILLISECONDS] = "Z",
	[ES2P_TIMESTAMP_OFFSET] = "+00:00",
};

enum err es2p_put_timestamp(const struct es2p_dialect *dialect, int64_t ms, struct buf *out)
{
	static const struct es2p_dialect standard = {};
	const struct es2p_dialect *d = dialect ? dialect : &standard;
	enum { TAIL_MAX = 16 };
	char text[CLOCK_TEXT_LEN + TAIL_MAX] = "";
	char fraction[TAIL_MAX / 2] = "";
	clock_text(ms, text);
	if (d->timestamp_form == ES2P_TIMESTAMP_MILLISECONDS)
		(void)snprintf(fraction, sizeof(fraction), ".%03d", (int)(ms % 1000));
	/* In place of the "Z". */
	size_t len = *text ? strlen(text) - 1 : 0;
	(void)snprintf(text + len, sizeof(text) - len, "%s%s", fraction,
		       timestamp_ends[d->timestamp_form]);
	return json_put_str(out, d->timestamp_name ? d->timestamp_name : "timestamp", text);
}
