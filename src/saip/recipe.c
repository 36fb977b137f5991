/* SPDX-License-Identifier: Apache-2.0 */
/* The recipe: its members checked, then its elements in the order in which a card takes them. */
#include "saip/recipe.h"

#include <string.h>

#include "base/text.h"
#include "codec/tlv.h"
#include "saip/aka_parameter.h"
#include "saip/header.h"
#include "saip/key_reference.h"
#include "saip/recipe_files.h"
#include "saip/walk.h"

enum {
	VERSION_MAJOR = 2,
	VERSION_MINOR = 3,
	SEQUENCE = 0x30,
	OBJECT_IDENTIFIER = 0x06,
	AID = 0x4F,
	CODE_LEN = 8, /* PINs, PUKs and ADM keys, filled up with FF */
	KEY_LEN = 16, /* Ki, OPc and each OTA key */
	OTA_KEYS = 3,
	PIN_DISABLED = 6, /* pinAttributes */
	PIN_ENABLED_FOR_GOOD = 3,
	NO_PUK = 0,
};

/* Rules. */

static enum err check_digits(const char *text, size_t min, size_t max)
{
	size_t n = text ? strlen(text) : 0;
	if (n < min || n > max)
		return ERR_RANGE;
	return strspn(text, "0123456789") == n ? OK : ERR_SYNTAX;
}

static enum err check_name(const char *text, size_t min, size_t max)
{
	size_t n = text ? strlen(text) : 0;
	return text && n >= min && n <= max ? OK : ERR_RANGE;
}

static enum err check_ascii(const char *text, size_t max)
{
	TRY(check_name(text, 0, max));
	for (size_t i = 0; text[i] != '\0'; i++) {
		if (text[i] < ' ' || text[i] > '~')
			return ERR_SYNTAX;
	}
	return OK;
}

static enum err check_codes(const struct saip_recipe *r)
{
	TRY(check_digits(r->pin1, 4, CODE_LEN));
	TRY(check_digits(r->pin2, 4, CODE_LEN));
	TRY(check_digits(r->puk1, CODE_LEN, CODE_LEN));
	TRY(check_digits(r->puk2, CODE_LEN, CODE_LEN));
	return check_digits(r->adm1, CODE_LEN, CODE_LEN);
}

static enum err check_recipe(const struct saip_recipe *r)
{
	TRY(check_name(r->profile_type, 1, 100));
	TRY(check_digits(r->iccid, 18, ICCID_DIGITS_MAX));
	TRY(check_digits(r->imsi, 6, 15));
	TRY(check_ascii(r->spn, 16));
	TRY(check_codes(r));
	if (r->msisdn)
		TRY(check_digits(r->msisdn + (r->msisdn[0] == '+'), 1, 20));
	bool mnc_fits = r->mnc_digits == 2 || r->mnc_digits == 3;
	bool keys_fit = r->ki.len == KEY_LEN && r->opc.len == KEY_LEN &&
			r->ota_keys.len == OTA_KEYS * KEY_LEN;
	return mnc_fits && keys_fit ? OK : ERR_RANGE;
}

/* Elements. */

/* The digits of the ICCID in reading order. */
static enum err put_iccid(const struct saip_recipe *r, struct buf *out)
{
	uint8_t iccid[ICCID_LEN] = {};
	TRY(iccid_encode(bytes_str(r->iccid), iccid));
	for (size_t i = 0; i < ICCID_LEN; i++)
		iccid[i] = (uint8_t)(iccid[i] << 4 | iccid[i] >> 4);
	return tlv_put(out, 0x83, BYTES_OF(iccid));
}

static enum err put_services(struct buf *out)
{
	size_t list = 0;
	TRY(tlv_open(out, 0xA5, &list));
	TRY(tlv_put(out, 0x80 | SAIP_SERVICE_USIM, (struct bytes){}));
	TRY(tlv_put(out, 0x80 | SAIP_SERVICE_MILENAGE, (struct bytes){}));
	return tlv_close(out, list);
}

static enum err put_templates(const struct saip_recipe *r, struct buf *out)
{
	size_t list = 0;
	TRY(tlv_open(out, 0xA6, &list));
	TRY(tlv_put(out, OBJECT_IDENTIFIER, BYTES_LIT("\x67\x81\x0F\x01\x02\x01")));
	TRY(tlv_put(out, OBJECT_IDENTIFIER, BYTES_LIT("\x67\x81\x0F\x01\x02\x04")));
	if (r->msisdn)
		TRY(tlv_put(out, OBJECT_IDENTIFIER, BYTES_LIT("\x67\x81\x0F\x01\x02\x05")));
	return tlv_close(out, list);
}

static enum err put_header(const struct saip_recipe *r, struct buf *out)
{
	TRY(tlv_put_uint(out, 0x80, VERSION_MAJOR));
	TRY(tlv_put_uint(out, 0x81, VERSION_MINOR));
	TRY(tlv_put_str(out, 0x82, r->profile_type));
	TRY(put_iccid(r, out));
	TRY(put_services(out));
	return put_templates(r, out);
}

static enum err put_code(struct buf *out, uint32_t tag, const char *digits)
{
	uint8_t code[CODE_LEN] = {};
	memset(code, 0xFF, sizeof(code));
	memcpy(code, digits, strlen(digits));
	enum err e = tlv_put(out, tag, BYTES_OF(code));
	wipe(code, sizeof(code));
	return e;
}

static enum err put_puk(struct buf *out, unsigned reference, const char *digits)
{
	size_t puk = 0;
	TRY(tlv_open(out, SEQUENCE, &puk));
	TRY(tlv_put_uint(out, 0x80, reference));
	TRY(put_code(out, 0x81, digits));
	return tlv_close(out, puk);
}

static enum err put_puk_codes(const struct saip_recipe *r, struct buf *out)
{
	size_t list = 0;
	TRY(tlv_open(out, 0xA1, &list));
	TRY(put_puk(out, KEY_REFERENCE_PIN1, r->puk1));
	TRY(put_puk(out, KEY_REFERENCE_PIN2, r->puk2));
	return tlv_close(out, list);
}

struct pin {
	unsigned reference;
	const char *digits;
	unsigned puk; /* reference, or NO_PUK */
	unsigned attributes;
};

static enum err put_pin(struct buf *out, const struct pin *pin)
{
	size_t mark = 0;
	TRY(tlv_open(out, SEQUENCE, &mark));
	TRY(tlv_put_uint(out, 0x80, pin->reference));
	TRY(put_code(out, 0x81, pin->digits));
	if (pin->puk != NO_PUK)
		TRY(tlv_put_uint(out, 0x82, pin->puk));
	TRY(tlv_put_uint(out, 0x83, pin->attributes));
	return tlv_close(out, mark);
}

static enum err put_pins(struct buf *out, const struct pin *pins, size_t n)
{
	size_t codes = 0, list = 0;
	TRY(tlv_open(out, 0xA1, &codes));
	TRY(tlv_open(out, 0xA0, &list));
	for (size_t i = 0; i < n; i++)
		TRY(put_pin(out, &pins[i]));
	TRY(tlv_close(out, list));
	return tlv_close(out, codes);
}

static enum err put_global_pins(const struct saip_recipe *r, struct buf *out)
{
	const struct pin pins[] = {
		{KEY_REFERENCE_PIN1, r->pin1, KEY_REFERENCE_PIN1, PIN_DISABLED},
		{KEY_REFERENCE_ADM1, r->adm1, NO_PUK, PIN_ENABLED_FOR_GOOD},
	};
	return put_pins(out, pins, 2);
}

static enum err put_local_pins(const struct saip_recipe *r, struct buf *out)
{
	const struct pin pin = {KEY_REFERENCE_PIN2, r->pin2, KEY_REFERENCE_PIN2,
				PIN_ENABLED_FOR_GOOD};
	return put_pins(out, &pin, 1);
}

/* Milenage with the constants of TS 35.206; RES and MAC of 64 bits. */
static enum err put_aka_parameter(const struct saip_recipe *r, struct buf *out)
{
	size_t configuration = 0, algorithm = 0;
	TRY(tlv_open(out, 0xA1, &configuration));
	TRY(tlv_open(out, 0xA1, &algorithm));
	TRY(tlv_put_uint(out, 0x80, SAIP_ALGORITHM_MILENAGE));
	TRY(tlv_put(out, 0x81, BYTES_LIT("\x01")));
	TRY(tlv_put(out, 0x82, r->ki));
	TRY(tlv_put(out, 0x83, r->opc));
	TRY(tlv_close(out, algorithm));
	return tlv_close(out, configuration);
}

/* The MNO-SD, made of the card's own package of the ISD. */
static enum err put_sd_instance(struct buf *out)
{
	size_t instance = 0, parameters = 0;
	TRY(tlv_open(out, 0xA1, &instance));
	TRY(tlv_put(out, AID, BYTES_LIT("\xA0\x00\x00\x01\x51\x53\x50")));
	TRY(tlv_put(out, AID, BYTES_LIT("\xA0\x00\x00\x01\x51\x53\x50\x41")));
	TRY(tlv_put(out, AID, BYTES_LIT("\xA0\x00\x00\x01\x51\x00\x00\x00")));
	TRY(tlv_put(out, 0x82, BYTES_LIT("\x82\xDC\x00"))); /* privileges */
	TRY(tlv_put(out, 0x83, BYTES_LIT("\x0F")));	    /* personalised */
	/* SCP80; extradition to and from it allowed. */
	TRY(tlv_put(out, 0xC9, BYTES_LIT("\x81\x02\x80\x00\x82\x01\xF0\x87\x01\xF0")));
	/* Toolkit parameters: minimum security level, and the TAR of the MNO-SD, B20100. */
	TRY(tlv_open(out, 0xEA, &parameters));
	TRY(tlv_put(out, 0x80, BYTES_LIT("\x01\x00\x00\x00\x00\x02\x01\x06\x03\xB2\x01\x00\x00")));
	TRY(tlv_close(out, parameters));
	return tlv_close(out, instance);
}

static enum err put_key(struct buf *out, uint8_t number, uint8_t usage, struct bytes key)
{
	size_t object = 0, components = 0, component = 0;
	TRY(tlv_open(out, SEQUENCE, &object));
	TRY(tlv_put(out, 0x95, bytes_from(&usage, 1)));
	TRY(tlv_put(out, 0x82, bytes_from(&number, 1)));
	TRY(tlv_put(out, 0x83, BYTES_LIT("\x01"))); /* version */
	TRY(tlv_open(out, SEQUENCE, &components));
	TRY(tlv_open(out, SEQUENCE, &component));
	TRY(tlv_put(out, 0x80, BYTES_LIT("\x88"))); /* AES */
	TRY(tlv_put(out, 0x86, key));
	TRY(tlv_close(out, component));
	TRY(tlv_close(out, components));
	return tlv_close(out, object);
}

static enum err put_security_domain(const struct saip_recipe *r, struct buf *out)
{
	/* Encipherment, integrity, keys: keyUsageQualifier of KIc, KID, DEK. */
	static const uint8_t usages[OTA_KEYS] = {0x18, 0x14, 0x48};
	struct bytes keys = r->ota_keys;
	size_t list = 0;
	TRY(put_sd_instance(out));
	TRY(tlv_open(out, 0xA2, &list));
	for (uint8_t i = 0; i < OTA_KEYS; i++) {
		struct bytes key = {};
		TRY(bytes_take(&keys, KEY_LEN, &key));
		TRY(put_key(out, (uint8_t)(i + 1), usages[i], key));
	}
	return tlv_close(out, list);
}

static enum err put_nothing(const struct saip_recipe *r, struct buf *out)
{
	(void)r;
	(void)out;
	return OK;
}

static const struct step {
	uint32_t tag;
	bool only_with_msisdn;
	enum err (*put_body)(const struct saip_recipe *r, struct buf *out);
} steps[] = {
	{SAIP_HEADER, false, put_header},
	{SAIP_MF, false, recipe_files_put_mf},
	{SAIP_PUK_CODES, false, put_puk_codes},
	{SAIP_PIN_CODES, false, put_global_pins},
	{SAIP_USIM, false, recipe_files_put_usim},
	{SAIP_OPT_USIM, true, recipe_files_put_opt_usim},
	{SAIP_PIN_CODES, false, put_local_pins},
	{SAIP_AKA_PARAMETER, false, put_aka_parameter},
	{SAIP_SECURITY_DOMAIN, false, put_security_domain},
	{SAIP_END, false, put_nothing},
};

static enum err put_pe_header(uint16_t identification, struct buf *out)
{
	size_t header = 0;
	TRY(tlv_open(out, 0xA0, &header));
	TRY(tlv_put(out, 0x80, (struct bytes){})); /* mandated */
	TRY(tlv_put_uint(out, 0x81, identification));
	return tlv_close(out, header);
}

enum err saip_recipe_build(const struct saip_recipe *recipe, struct buf *out)
{
	uint16_t identification = 0;
	TRY(check_recipe(recipe));
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		size_t element = 0;
		if (steps[i].only_with_msisdn && !recipe->msisdn)
			continue;
		TRY(tlv_open(out, steps[i].tag, &element));
		if (steps[i].tag != SAIP_HEADER)
			TRY(put_pe_header(++identification, out));
		TRY(steps[i].put_body(recipe, out));
		TRY(tlv_close(out, element));
	}
	return OK;
}
