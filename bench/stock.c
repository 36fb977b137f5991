/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inventory of a world: packages of the recipe, made longer by an element that says nothing,
 * imported as `rspctl profile import` does it, many callers at a time.
 */
#include <stdio.h>

#include "cli/inventory.h"
#include "codec/tlv.h"
#include "figure.h"
#include "saip/recipe.h"
#include "saip/walk.h"
#include "team.h"
#include "world.h"

enum {
	CALLERS = 16, /* whose imports share a COMMIT */
	BATCH_ARENA = 4 * 1024 * 1024,
	PACKAGE_MAX = 64 * 1024,
	KEY_LEN = 16,
	OTA_KEYS_LEN = 48,
	NON_STANDARD = 0xA9,
	PADDING_OVERHEAD = 20, /* of the element and its members */
	PADDING_IDENTIFICATION = 1000,
};

struct stock {
	const struct installation *installation;
	const struct rspd_profile_type *type;
	size_t first, n, package_len;
};

void world_iccid(size_t n, char out[static ICCID_DIGITS_MAX + 1])
{
	(void)snprintf(out, ICCID_DIGITS_MAX + 1, "8900101%012zu", n);
}

static enum err put_recipe(const char *iccid, struct buf *out)
{
	static const uint8_t key[KEY_LEN] = {1}, ota_keys[OTA_KEYS_LEN] = {2};
	const struct saip_recipe recipe = {
		.profile_type = "rspd bench",
		.iccid = iccid,
		.imsi = "001010000000001",
		.mnc_digits = 2,
		.spn = "Bench",
		.ki = BYTES_OF(key),
		.opc = BYTES_OF(key),
		.pin1 = "1234",
		.puk1 = "12345678",
		.pin2 = "5678",
		.puk2 = "87654321",
		.adm1 = "11223344",
		.ota_keys = BYTES_OF(ota_keys),
	};
	return saip_recipe_build(&recipe, out);
}

/* A nonStandard element of `len` bytes: PEHeader, issuerID, content. */
static enum err put_padding(size_t len, struct buf *out)
{
	size_t element = 0, header = 0;
	uint8_t *content = NULL;
	TRY(tlv_open(out, NON_STANDARD, &element));
	TRY(tlv_open(out, 0xA0, &header));
	TRY(tlv_put_uint(out, 0x81, PADDING_IDENTIFICATION));
	TRY(tlv_close(out, header));
	TRY(tlv_put(out, 0x06, BYTES_LIT("\x2B\x06")));
	TRY(tlv_put_head(out, 0x04, len - PADDING_OVERHEAD));
	TRY(buf_reserve(out, len - PADDING_OVERHEAD, &content));
	memset(content, 0x55, len - PADDING_OVERHEAD);
	return tlv_close(out, element);
}

/* The padding stands before the end. */
static enum err put_package(const char *iccid, size_t len, struct buf *out)
{
	struct saip_element end = {};
	CLEANUP(buf_free) struct buf padding = buf_make(PACKAGE_MAX);
	TRY(put_recipe(iccid, out));
	if (len < out->len + 2 * PADDING_OVERHEAD)
		return OK;
	TRY(put_padding(len - out->len, &padding));
	TRY(saip_find(buf_bytes(out), SAIP_END, &end));
	return buf_insert(out, end.offset, buf_bytes(&padding));
}

static enum err prepare(const struct stock *stock, size_t number, struct arena *a,
			struct profile_import *row)
{
	char iccid[ICCID_DIGITS_MAX + 1] = "", why[INVENTORY_WHY_MAX] = "";
	CLEANUP(buf_free) struct buf package = buf_make(PACKAGE_MAX);
	world_iccid(number, iccid);
	TRY(put_package(iccid, stock->package_len, &package));
	enum err e = inventory_prepare(a, stock->installation, stock->type, buf_bytes(&package),
				       row, why);
	if (e != OK)
		figure_note("package of %s: %s", iccid, why);
	return e;
}

static enum err import_batch(void *context, size_t member, size_t item)
{
	(void)member;
	const struct stock *stock = context;
	CLEANUP(arena_free) struct arena a = arena_make(BATCH_ARENA);
	struct profile_import rows[PROFILE_IMPORT_MAX] = {};
	const struct store_cause cause = {.at = clock_now_ms(&stock->installation->clock),
					  .who = "bench",
					  .function = "import"};
	size_t n = 0;
	for (size_t at = item * PROFILE_IMPORT_MAX; at < stock->n && n < PROFILE_IMPORT_MAX; at++)
		TRY(prepare(stock, stock->first + at, &a, &rows[n++]));
	return profile_import(stock->installation->store, rows, n, &cause, NULL);
}

enum err world_stock(struct world *world, size_t n, size_t package_len)
{
	struct config_error why = {};
	CLEANUP(installation_close) struct installation installation = {};
	enum err e = installation_open(world->config, &installation, &why);
	if (e != OK) {
		figure_note("%s", why.text);
		return e;
	}
	struct stock stock = {.installation = &installation,
			      .type = rspd_config_profile_type(&installation.config, WORLD_TYPE),
			      .first = world->stocked,
			      .n = n,
			      .package_len = package_len};
	world->stocked += n;
	return team_run(CALLERS, (n + PROFILE_IMPORT_MAX - 1) / PROFILE_IMPORT_MAX, import_batch,
			&stock);
}
