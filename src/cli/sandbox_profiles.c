/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sandbox's profiles: recipes with random keys, stored some dozens at a time. ICCIDs and IMSIs
 * are of the test network 001/01.
 * No test of its own: sandbox_test.c makes a sandbox and counts them.
 */
#include <stdio.h>

#include "cli/inventory.h"
#include "cli/sandbox.h"
#include "codec/tlv.h"
#include "saip/recipe.h"

enum {
	KEY_LEN = 16,
	OTA_KEYS_LEN = 48,
	BATCH_ARENA = 8 * 1024 * 1024,
	PACKAGE_MAX = 64 * 1024,
	TAG_NON_STANDARD = 0xA9,
	LONG_CONTENT = 3000, /* bytes: four segments */
	LONG_IDENTIFICATION = 99,
};

/* What is random in a recipe, and its texts. */
struct subscription {
	uint8_t ki[KEY_LEN], opc[KEY_LEN], ota_keys[OTA_KEYS_LEN];
	char iccid[ICCID_DIGITS_MAX + 1], imsi[16], msisdn[16];
	char pin1[5], pin2[5], puk1[9], puk2[9], adm1[9];
};

static void subscription_wipe(struct subscription *subscription)
{
	wipe(subscription, sizeof(*subscription));
}

/* The check digit of an ICCID (ITU-T E.118, Luhn). */
static char luhn(const char *digits, size_t n)
{
	unsigned sum = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned d = (unsigned)(digits[n - 1 - i] - '0') * (i % 2 == 0 ? 2 : 1);
		sum += d / 10 + d % 10;
	}
	return (char)('0' + (10 - sum % 10) % 10);
}

static enum err make_subscription(struct sandbox *s, const char *series, unsigned number,
				  struct subscription *out)
{
	*out = (struct subscription){};
	int n = snprintf(out->iccid, sizeof(out->iccid), "8900101%s%06u", series, number);
	out->iccid[n] = luhn(out->iccid, (size_t)n);
	(void)snprintf(out->imsi, sizeof(out->imsi), "00101%.4s%06u", series, number);
	(void)snprintf(out->msisdn, sizeof(out->msisdn), "00101%.4s%06u", series, number);
	TRY(entropy_fill(&s->entropy, out->ki, sizeof(out->ki)));
	TRY(entropy_fill(&s->entropy, out->opc, sizeof(out->opc)));
	TRY(entropy_fill(&s->entropy, out->ota_keys, sizeof(out->ota_keys)));
	TRY(sandbox_digits(s, out->pin1, 4));
	TRY(sandbox_digits(s, out->pin2, 4));
	TRY(sandbox_digits(s, out->puk1, 8));
	TRY(sandbox_digits(s, out->puk2, 8));
	return sandbox_digits(s, out->adm1, 8);
}

/* Before the last element of a package: one that eUICCs pass over (nonStandard), so that the
 * package takes several segments of ES8+. */
static enum err lengthen(struct buf *package)
{
	static const uint8_t content[LONG_CONTENT] = {};
	CLEANUP(buf_free) struct buf element = buf_make(2 * LONG_CONTENT);
	struct bytes rest = buf_bytes(package);
	struct tlv last = {};
	size_t mark = 0, header = 0;
	while (rest.len > 0)
		TRY(tlv_take(&rest, &last));
	TRY(tlv_open(&element, TAG_NON_STANDARD, &mark));
	TRY(tlv_open(&element, 0xA0, &header));
	TRY(tlv_put_uint(&element, 0x81, LONG_IDENTIFICATION));
	TRY(tlv_close(&element, header));
	TRY(tlv_put(&element, 0x81, BYTES_LIT("\x88\x37\x14")));
	TRY(tlv_put(&element, 0x82, BYTES_OF(content)));
	TRY(tlv_close(&element, mark));
	return buf_insert(package, package->len - last.whole.len, buf_bytes(&element));
}

static enum err build_package(const struct subscription *u, struct buf *out)
{
	const struct saip_recipe recipe = {
		.profile_type = "rspd sandbox",
		.iccid = u->iccid,
		.imsi = u->imsi,
		.mnc_digits = 2,
		.spn = "Example",
		.msisdn = u->msisdn,
		.ki = BYTES_OF(u->ki),
		.opc = BYTES_OF(u->opc),
		.pin1 = u->pin1,
		.puk1 = u->puk1,
		.pin2 = u->pin2,
		.puk2 = u->puk2,
		.adm1 = u->adm1,
		.ota_keys = BYTES_OF(u->ota_keys),
	};
	return saip_recipe_build(&recipe, out);
}

static enum err store_batch(struct sandbox *s, const struct sandbox_batch *run, size_t n)
{
	CLEANUP(arena_free) struct arena a = arena_make(BATCH_ARENA);
	struct profile_import rows[PROFILE_IMPORT_MAX] = {};
	char why[INVENTORY_WHY_MAX] = "";
	for (size_t i = 0; i < n; i++) {
		CLEANUP(subscription_wipe) struct subscription u = {};
		CLEANUP(buf_free) struct buf package = buf_make(PACKAGE_MAX);
		TRY(make_subscription(s, s->series, ++s->made, &u));
		TRY(build_package(&u, &package));
		if (run->lengthened)
			TRY(lengthen(&package));
		enum err e = inventory_prepare(&a, run->installation, run->type,
					       buf_bytes(&package), &rows[i], why);
		if (e != OK) {
			(void)snprintf(s->why, sizeof(s->why), "%s", why);
			return e;
		}
	}
	const struct store_cause cause = {.at = s->now_ms, .who = run->who, .function = "import"};
	return profile_import(run->installation->store, rows, n, &cause, NULL);
}

enum err sandbox_profiles_of(struct sandbox *s, const struct sandbox_batch *run)
{
	(void)snprintf(s->why, sizeof(s->why), "the profiles cannot be stored");
	if (s->series[0] == '\0')
		TRY(sandbox_digits(s, s->series, SANDBOX_SERIES_DIGITS));
	for (int64_t left = run->count; left > 0;) {
		size_t n = left < PROFILE_IMPORT_MAX ? (size_t)left : PROFILE_IMPORT_MAX;
		TRY(store_batch(s, run, n));
		left -= (int64_t)n;
	}
	return OK;
}

enum err sandbox_profiles(struct sandbox *s, const struct installation *installation)
{
	for (size_t i = 0; i < installation->config.profile_types_n; i++) {
		const struct rspd_profile_type *type = &installation->config.profile_types[i];
		const struct sandbox_batch run = {
			.installation = installation,
			.type = type,
			.count = sandbox_conformance_stock(s, type->name),
			.lengthened = sandbox_conformance_is_long(type->name),
			.who = "rspctl:sandbox",
		};
		TRY(sandbox_profiles_of(s, &run));
	}
	return OK;
}
