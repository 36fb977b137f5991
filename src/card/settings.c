/* SPDX-License-Identifier: Apache-2.0 */
/* The settings as a table: their names, forms and places. */
#include "card/settings.h"

#include <stdio.h>
#include <stdlib.h>

#include "codec/json.h"

enum kind { VERSION, NUMBER, TEXT };

static const struct row {
	const char *name;
	enum kind kind;
	size_t offset;
	uint32_t max; /* of a number */
} rows[] = {
	{"profileVersion", VERSION, offsetof(struct settings, profile_version), 0},
	{"svn", VERSION, offsetof(struct settings, svn), 0},
	{"firmwareVersion", VERSION, offsetof(struct settings, firmware_version), 0},
	{"ts102241Version", VERSION, offsetof(struct settings, ts102241_version), 0},
	{"globalplatformVersion", VERSION, offsetof(struct settings, globalplatform_version), 0},
	{"ppVersion", VERSION, offsetof(struct settings, pp_version), 0},
	{"uiccCapability", NUMBER, offsetof(struct settings, uicc_capability), UINT32_MAX},
	{"rspCapability", NUMBER, offsetof(struct settings, rsp_capability), UINT32_MAX},
	{"category", NUMBER, offsetof(struct settings, category), 3},
	{"forbiddenPprs", NUMBER, offsetof(struct settings, forbidden_pprs), 0xFF},
	{"memory", NUMBER, offsetof(struct settings, memory), INT32_MAX},
	{"volatileMemory", NUMBER, offsetof(struct settings, volatile_memory), INT32_MAX},
	{"sasNumber", TEXT, offsetof(struct settings, sas_number), 0},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]), VALUE_TEXT_MAX = SETTINGS_SAS_NUMBER_MAX + 1 };

#define BIT(n) (UINT32_C(1) << (n))

struct settings settings_standard(void)
{
	return (struct settings){
		.profile_version = {2, 3, 1},
		.svn = {2, 2, 2},
		.firmware_version = {1, 0, 0},
		.ts102241_version = {15, 0, 0},
		.globalplatform_version = {2, 3, 0},
		.pp_version = {1, 0, 0},
		/* USIM, ISIM, CSIM, Milenage, CAVE, TUAK-128 and -256, GBA with USIM and ISIM, EAP,
		 * Java Card, several USIMs and ISIMs, BER-TLV files, linked DFs, GET IDENTITY */
		.uicc_capability = BIT(1) | BIT(2) | BIT(3) | BIT(4) | BIT(5) | BIT(6) | BIT(7) |
				   BIT(10) | BIT(11) | BIT(13) | BIT(14) | BIT(16) | BIT(17) |
				   BIT(19) | BIT(20) | BIT(22),
		/* additionalProfile, crlSupport, testProfileSupport,
		 * deviceInfoExtensibilitySupport */
		.rsp_capability = BIT(0) | BIT(1) | BIT(3) | BIT(4),
		.category = 2,
		.memory = 1536 * 1024,
		.volatile_memory = 32 * 1024,
		.sas_number = "RSPD-VEUICC-TEST",
	};
}

static enum err read_version(const char *text, uint8_t *out)
{
	unsigned v[SETTINGS_VERSION_LEN] = {};
	int used = 0;
	if (sscanf(text, "%3u.%3u.%3u%n", &v[0], &v[1], &v[2], &used) != SETTINGS_VERSION_LEN ||
	    text[used] != '\0')
		return ERR_SYNTAX;
	for (size_t i = 0; i < SETTINGS_VERSION_LEN; i++) {
		if (v[i] > UINT8_MAX)
			return ERR_RANGE;
		out[i] = (uint8_t)v[i];
	}
	return OK;
}

static enum err read_number(const char *text, uint32_t max, uint32_t *out)
{
	char *end = NULL;
	if (text[0] < '0' || text[0] > '9')
		return ERR_SYNTAX;
	unsigned long long n = strtoull(text, &end, 0);
	if (*end != '\0')
		return ERR_SYNTAX;
	if (n > max)
		return ERR_RANGE;
	*out = (uint32_t)n;
	return OK;
}

static enum err read_value(struct settings *s, const struct row *row, const char *text)
{
	void *place = (char *)s + row->offset;
	if (row->kind == VERSION)
		return read_version(text, place);
	if (row->kind == NUMBER)
		return read_number(text, row->max, place);
	if (strlen(text) > SETTINGS_SAS_NUMBER_MAX)
		return ERR_TOO_LONG;
	(void)snprintf(place, VALUE_TEXT_MAX, "%s", text);
	return OK;
}

static void write_value(const struct settings *s, const struct row *row,
			char out[static VALUE_TEXT_MAX])
{
	const void *place = (const char *)s + row->offset;
	const uint8_t *v = place;
	if (row->kind == VERSION)
		(void)snprintf(out, VALUE_TEXT_MAX, "%u.%u.%u", v[0], v[1], v[2]);
	else if (row->kind == NUMBER)
		(void)snprintf(out, VALUE_TEXT_MAX, "%u", *(const uint32_t *)place);
	else
		(void)snprintf(out, VALUE_TEXT_MAX, "%s", (const char *)place);
}

const char *settings_name(size_t i)
{
	return i < ROWS ? rows[i].name : NULL;
}

enum err settings_set(struct settings *s, const char *name, const char *text)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (strcmp(rows[i].name, name) == 0)
			return read_value(s, &rows[i], text);
	}
	return ERR_NOT_FOUND;
}

enum err settings_write(const struct settings *s, struct buf *out)
{
	for (size_t i = 0; i < ROWS; i++) {
		char text[VALUE_TEXT_MAX] = "";
		write_value(s, &rows[i], text);
		TRY(json_put_str(out, rows[i].name, text));
	}
	return OK;
}

enum err settings_read(struct settings *s, const json_t *object)
{
	const char *name = NULL;
	json_t *value = NULL;
	json_object_foreach((json_t *)object, name, value)
	{
		if (!json_is_string(value))
			return ERR_SYNTAX;
		TRY(settings_set(s, name, json_string_value(value)));
	}
	return OK;
}
