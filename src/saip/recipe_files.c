/* SPDX-License-Identifier: Apache-2.0 */
/* Contents of files after 3GPP TS 31.102 and ETSI TS 102 221, access rules after the templates. */
#include "saip/recipe_files.h"

#include <string.h>

#include "base/text.h"
#include "codec/tlv.h"

/* Members of File and of Fcp. */
enum {
	FILE_DESCRIPTOR = 0xA1,
	FILL_FILE_OFFSET = 0x82,
	FILL_FILE_CONTENT = 0x83,
	FCP_FILE_SIZE = 0x80,
	FCP_FILE_DESCRIPTOR = 0x82,
	FCP_FILE_ID = 0x83,
	FCP_DF_NAME = 0x84,
	FCP_ACCESS_RULE = 0x8B,
	FCP_PIN_STATUS = 0xC6,
	TEMPLATE_ID = 0x81,
};

enum {
	EF_SPN_LEN = 17,
	EF_UST_LEN = 14,
	EF_IMSI_LEN = 9,
	EF_ARR_RULES = 14,
	MSISDN_ALPHA_LEN = 10, /* of the template's record of 24 bytes */
	MSISDN_NUMBER_LEN = 10,
	NUMBER_INTERNATIONAL = 0x91,
	NUMBER_UNKNOWN = 0x81,
};

/* A record of EF.ARR: pairs of access mode and condition (ETSI TS 102 221 §9.2.7). */
#define ALWAYS		 "\x90\x00"
#define KEY(reference)	 "\xA4\x06\x83\x01" reference "\x95\x01\x08"
#define READ(condition)	 "\x80\x01\x01" condition
#define UPDATE(conditon) "\x80\x01\x02" conditon
/* Delete, activate and deactivate a file. */
#define MANAGE "\x80\x01\x58" KEY("\x0A")
/* In a DF: those, and create files and delete those in it. */
#define MANAGE_DF "\x80\x01\x5F" KEY("\x0A")

enum { IN_MF = 1, IN_USIM = 2 };

/*
 * The rules at the numbers that the templates use for them (TCA, Annex A). Rules of MF, ADF and the
 * files in the MF are looked up in 2F06, those of the USIM's files in 6F06.
 */
static const struct {
	size_t number;
	unsigned where;
	struct bytes rule;
} rules[] = {
	{1, IN_MF, BYTES_LIT(READ(ALWAYS) UPDATE(KEY("\x01")) MANAGE)},
	{2, IN_USIM, BYTES_LIT(READ(KEY("\x01")) UPDATE(KEY("\x0A")) MANAGE)},
	{5, IN_USIM, BYTES_LIT(READ(KEY("\x01")) UPDATE(KEY("\x01")) MANAGE)},
	{8, IN_USIM, BYTES_LIT(READ(KEY("\x01")) UPDATE(KEY("\x81")) MANAGE)},
	{10, IN_MF | IN_USIM, BYTES_LIT(READ(ALWAYS) UPDATE(KEY("\x0A")) MANAGE)},
	{11, IN_MF, BYTES_LIT(READ(ALWAYS) MANAGE)},
	{14, IN_MF, BYTES_LIT(MANAGE_DF)},
};
enum { RULE_LEN = 3 * 11 }; /* the longest */

static enum err put_content(struct buf *out, uint32_t tag, struct bytes content)
{
	size_t file = 0;
	TRY(tlv_open(out, tag, &file));
	TRY(tlv_put(out, FILL_FILE_CONTENT, content));
	return tlv_close(out, file);
}

/* What a template leaves open in a linear fixed file. */
static enum err put_record_descriptor(struct buf *out, size_t record_len, size_t records)
{
	size_t fcp = 0;
	const uint8_t descriptor[] = {0x42, 0x21, (uint8_t)(record_len >> 8), (uint8_t)record_len};
	size_t size = record_len * records;
	const uint8_t bytes[] = {(uint8_t)(size >> 8), (uint8_t)size};
	struct bytes minimal = bytes_from(bytes + (size < 0x100), 2 - (size < 0x100));
	TRY(tlv_open(out, FILE_DESCRIPTOR, &fcp));
	TRY(tlv_put(out, FCP_FILE_DESCRIPTOR, BYTES_OF(descriptor)));
	TRY(tlv_put(out, FCP_FILE_SIZE, minimal));
	return tlv_close(out, fcp);
}

static enum err put_ef_arr(struct buf *out, uint32_t tag, unsigned where)
{
	size_t file = 0;
	size_t filled = 0; /* bytes of the file */
	TRY(tlv_open(out, tag, &file));
	TRY(put_record_descriptor(out, RULE_LEN, EF_ARR_RULES));
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		size_t at = (rules[i].number - 1) * RULE_LEN;
		if (!(rules[i].where & where))
			continue;
		if (at > filled)
			TRY(tlv_put_uint(out, FILL_FILE_OFFSET, at - filled));
		TRY(tlv_put(out, FILL_FILE_CONTENT, rules[i].rule));
		filled = at + rules[i].rule.len;
	}
	return tlv_close(out, file);
}

static enum err put_mf_file(struct buf *out)
{
	size_t file = 0, fcp = 0;
	TRY(tlv_open(out, 0xA2, &file));
	TRY(tlv_open(out, FILE_DESCRIPTOR, &fcp));
	TRY(tlv_put(out, FCP_ACCESS_RULE, BYTES_LIT("\x2F\x06\x0E")));
	TRY(tlv_put(out, FCP_PIN_STATUS, BYTES_LIT("\x01\x0A")));
	TRY(tlv_close(out, fcp));
	return tlv_close(out, file);
}

/* One application: the USIM. */
static enum err put_ef_dir(struct buf *out)
{
	static const struct bytes record =
		BYTES_LIT("\x61\x14\x4F\x0C" RECIPE_FILES_USIM_AID "\x50\x04USIM");
	size_t file = 0;
	TRY(tlv_open(out, 0xA5, &file));
	TRY(put_record_descriptor(out, record.len, 1));
	TRY(tlv_put(out, FILL_FILE_CONTENT, record));
	return tlv_close(out, file);
}

enum err recipe_files_put_mf(const struct saip_recipe *recipe, struct buf *out)
{
	uint8_t iccid[ICCID_LEN] = {};
	TRY(iccid_encode(bytes_str(recipe->iccid), iccid));
	TRY(tlv_put(out, TEMPLATE_ID, BYTES_LIT("\x67\x81\x0F\x01\x02\x01")));
	TRY(put_mf_file(out));
	TRY(put_content(out, 0xA4, BYTES_OF(iccid)));
	TRY(put_ef_dir(out));
	return put_ef_arr(out, 0xA6, IN_MF);
}

static enum err put_adf_usim(struct buf *out)
{
	size_t file = 0, fcp = 0;
	TRY(tlv_open(out, 0xA2, &file));
	TRY(tlv_open(out, FILE_DESCRIPTOR, &fcp));
	TRY(tlv_put(out, FCP_FILE_ID, BYTES_LIT("\x7F\xD0")));
	TRY(tlv_put(out, FCP_DF_NAME, BYTES_LIT(RECIPE_FILES_USIM_AID)));
	TRY(tlv_put(out, FCP_ACCESS_RULE, BYTES_LIT("\x2F\x06\x0E")));
	TRY(tlv_put(out, FCP_PIN_STATUS, BYTES_LIT("\x01\x81\x0A")));
	TRY(tlv_close(out, fcp));
	return tlv_close(out, file);
}

/* Set nibble `n` of `out`, the low one of each byte first. */
static void set_nibble(uint8_t *out, size_t n, unsigned value)
{
	unsigned shift = n % 2 * 4;
	out[n / 2] = (uint8_t)((out[n / 2] & ~(0xFU << shift)) | value << shift);
}

/* A length, then the parity nibble and the digits. */
static enum err put_ef_imsi(const char *imsi, struct buf *out)
{
	uint8_t content[EF_IMSI_LEN] = {};
	size_t n = strlen(imsi);
	memset(content, 0xFF, sizeof(content));
	content[0] = (uint8_t)(n / 2 + 1);
	set_nibble(content + 1, 0, n % 2 == 1 ? 0x9 : 0x1);
	for (size_t i = 0; i < n; i++)
		set_nibble(content + 1, i + 1, (unsigned)(imsi[i] - '0'));
	return put_content(out, 0xA3, BYTES_OF(content));
}

static enum err put_ef_ust(bool msisdn, struct buf *out)
{
	static const size_t services[] = {
		10, /* short messages */
		12, /* their parameters */
		19, /* service provider name */
		28, /* data download by short message */
		33, /* always set (TS 31.102 §4.2.8) */
		85, /* EPS mobility management information */
	};
	uint8_t table[EF_UST_LEN] = {};
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		table[(services[i] - 1) / 8] |= (uint8_t)(1 << (services[i] - 1) % 8);
	if (msisdn) /* service 21 */
		table[20 / 8] |= 1 << 20 % 8;
	return put_content(out, 0xA8, BYTES_OF(table));
}

/* Display condition 0, and the name in ASCII. */
static enum err put_ef_spn(const char *spn, struct buf *out)
{
	uint8_t content[EF_SPN_LEN] = {};
	memset(content + 1, 0xFF, sizeof(content) - 1);
	memcpy(content + 1, spn, strlen(spn));
	return put_content(out, 0xAD, BYTES_OF(content));
}

/* The access class is the last digit of the IMSI (TS 22.011 §4.2). */
static enum err put_ef_acc(const char *imsi, struct buf *out)
{
	unsigned classes = 1U << (imsi[strlen(imsi) - 1] - '0');
	const uint8_t content[] = {(uint8_t)(classes >> 8), (uint8_t)classes};
	return put_content(out, 0xB2, BYTES_OF(content));
}

/* Normal operation, and the length of the MNC in the IMSI. */
static enum err put_ef_ad(unsigned mnc_digits, struct buf *out)
{
	const uint8_t content[] = {0, 0, 0, (uint8_t)mnc_digits};
	return put_content(out, 0xB5, BYTES_OF(content));
}

enum err recipe_files_put_usim(const struct saip_recipe *recipe, struct buf *out)
{
	TRY(tlv_put(out, TEMPLATE_ID, BYTES_LIT("\x67\x81\x0F\x01\x02\x04")));
	TRY(put_adf_usim(out));
	TRY(put_ef_imsi(recipe->imsi, out));
	TRY(put_ef_arr(out, 0xA4, IN_USIM));
	TRY(put_ef_ust(recipe->msisdn != NULL, out));
	TRY(put_ef_spn(recipe->spn, out));
	TRY(put_content(out, 0xAE, BYTES_LIT("\x00"))); /* EF.EST: nothing enabled */
	TRY(put_ef_acc(recipe->imsi, out));
	TRY(put_ef_ad(recipe->mnc_digits, out));
	return put_content(out, 0xB6, BYTES_LIT("\x11\xF2\xFF\x00")); /* EF.ECC: 112 */
}

/* Alpha identifier, length, type of number, digits, no capability, no extension. */
static enum err put_ef_msisdn(const char *msisdn, struct buf *out)
{
	uint8_t record[MSISDN_ALPHA_LEN + 2 + MSISDN_NUMBER_LEN + 2] = {};
	uint8_t *number = record + MSISDN_ALPHA_LEN;
	bool international = msisdn[0] == '+';
	const char *digits = international ? msisdn + 1 : msisdn;
	size_t n = strlen(digits);
	memset(record, 0xFF, sizeof(record));
	number[0] = (uint8_t)(1 + (n + 1) / 2);
	number[1] = international ? NUMBER_INTERNATIONAL : NUMBER_UNKNOWN;
	for (size_t i = 0; i < n; i++)
		set_nibble(number + 2, i, (unsigned)(digits[i] - '0'));
	return put_content(out, 0xA7, BYTES_OF(record));
}

enum err recipe_files_put_opt_usim(const struct saip_recipe *recipe, struct buf *out)
{
	TRY(tlv_put(out, TEMPLATE_ID, BYTES_LIT("\x67\x81\x0F\x01\x02\x05")));
	return put_ef_msisdn(recipe->msisdn, out);
}
