/* SPDX-License-Identifier: Apache-2.0 */
/* The small texts that come from people and peers: hexadecimal, base64, ICCIDs, EIDs, addresses,
 * activation codes, OIDs, times, settings. What is read and written again is the same.
 * Covers: base/text.c sys/clock.c lpa/activation_code.c lpa/oid.c card/settings.c */
#include "base/text.h"

#include "card/settings.h"
#include "lpa/activation_code.h"
#include "lpa/oid.h"
#include "round_trip.h"
#include "sys/clock.h"
#include "sys/net.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void hexadecimal(struct arena *a, struct bytes in)
{
	CLEANUP(buf_free) struct buf out = buf_make(FUZZ_MAX);
	struct bytes value = {};
	if (hex_decode(a, in, &value) != OK)
		return;
	must(hex_encode(&out, value) == OK);
	must(bytes_eq_nocase(buf_bytes(&out), in));
}

static void base64(struct arena *a, struct bytes in)
{
	CLEANUP(buf_free) struct buf out = buf_make(FUZZ_MAX);
	struct bytes value = {}, again = {};
	if (base64_decode(a, in, &value) != OK)
		return;
	must(base64_encode(&out, value) == OK);
	must(base64_decode(a, buf_bytes(&out), &again) == OK);
	must(bytes_eq(value, again));
}

static void iccid(struct arena *a, struct bytes in)
{
	uint8_t bcd[ICCID_LEN] = {};
	char digits[ICCID_DIGITS_MAX + 1] = "", normal[ICCID_DIGITS_MAX + 1] = "";
	(void)a;
	if (in.len == ICCID_LEN)
		(void)!iccid_decode(in, digits);
	if (iccid_encode(in, bcd) != OK)
		return;
	must(iccid_decode(BYTES_OF(bcd), digits) == OK);
	must(iccid_normalise(in, normal) == OK);
	must(strcmp(digits, normal) == 0);
}

static void eid(struct arena *a, struct bytes in)
{
	uint8_t bcd[EID_LEN] = {};
	char digits[EID_DIGITS + 1] = "";
	(void)a;
	if (in.len == EID_LEN)
		(void)!eid_decode(in, digits);
	if (eid_encode(in, bcd) != OK)
		return;
	must(eid_decode(BYTES_OF(bcd), digits) == OK);
	must(bytes_eq(bytes_str(digits), in));
}

static void address(struct arena *a, struct bytes in)
{
	struct net_address parsed = {}, again = {};
	const char *text = NULL;
	if (net_address_parse(in, &parsed) != OK)
		return;
	must(arena_fmt(a, &text, strchr(parsed.host, ':') ? "[%s]:%u" : "%s:%u", parsed.host,
		       parsed.port) == OK);
	must(net_address_parse(bytes_str(text), &again) == OK);
	must(strcmp(parsed.host, again.host) == 0 && parsed.port == again.port);
}

static void activation_code(struct arena *a, struct bytes in)
{
	struct activation_code parsed = {}, again = {};
	const char *why = NULL, *text = NULL;
	if (activation_code_parse(in, &parsed, &why) != OK) {
		must(why && *why);
		return;
	}
	must(parsed.smdp_address[0] != '\0');
	must(arena_fmt(a, &text, "LPA:1$%s$%s$%s%s", parsed.smdp_address, parsed.matching_id,
		       parsed.smdp_oid, parsed.confirmation_code_required ? "$1" : "") == OK);
	/* The prefix and the third '$' may make too long what came without them. */
	if (strlen(text) > ACTIVATION_CODE_MAX)
		return;
	must(activation_code_parse(bytes_str(text), &again, &why) == OK);
	must(memcmp(&parsed, &again, sizeof(parsed)) == 0);
}

static void oid(struct arena *a, struct bytes in)
{
	char text[OID_TEXT_MAX + 1] = "";
	(void)a;
	if (oid_text(in, text) == OK)
		must(strlen(text) >= strlen("0.0"));
}

static void time_stamp(struct arena *a, struct bytes in)
{
	char again[CLOCK_TEXT_LEN + 1] = "";
	const char *text = NULL;
	int64_t ms = 0;
	must(arena_str(a, in, &text) == OK);
	if (clock_parse(text, &ms) != OK)
		return;
	clock_text(ms, again);
	must(strcmp(text, again) == 0);
}

/* "name=value" */
static void setting(struct arena *a, struct bytes in)
{
	struct settings settings = settings_standard();
	struct bytes name = {};
	const char *name_text = NULL, *value_text = NULL;
	bytes_take_until(&in, '=', &name);
	must(arena_str(a, name, &name_text) == OK);
	must(arena_str(a, in, &value_text) == OK);
	if (settings_set(&settings, name_text, value_text) != OK)
		return;
	CLEANUP(buf_free) struct buf out = buf_make(FUZZ_MAX);
	must(settings_write(&settings, &out) == OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static void (*const targets[])(struct arena *, struct bytes) = {
		hexadecimal, base64, iccid, eid, address, activation_code, oid, time_stamp, setting,
	};
	CLEANUP(arena_free) struct arena a = arena_make(FUZZ_MAX);
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		targets[i](&a, bytes_from(data, len));
	return 0;
}
