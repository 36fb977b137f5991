/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of a certificate; its extensions are in extension.c. */
#include "pki/certificate.h"

#include <time.h>

#include "base/limits.h"
#include "base/text.h"
#include "codec/tlv.h"
#include "pki/extension.h"
#include "sys/file.h"

enum {
	TAG_INTEGER = 0x02,
	TAG_BIT_STRING = 0x03,
	TAG_OID = 0x06,
	TAG_UTC_TIME = 0x17,
	TAG_GENERALIZED_TIME = 0x18,
	TAG_SEQUENCE = 0x30,
	TAG_ISSUER_UID = 0x81,
	TAG_SUBJECT_UID = 0x82,
	TAG_DNS_NAME = 0x82,
	TAG_VERSION = 0xA0,
	TAG_EXTENSIONS = 0xA3,
	TAG_DIRECTORY_NAME = 0xA4,
};

enum {
	VERSION_3 = 2,
	UTC_PIVOT = 50, /* RFC 5280 §4.1.2.5.1: YY from 50 on is 19YY */
	FILE_MAX = 64 * 1024,
};

static const struct bytes oid_ecdsa_sha256 = BYTES_LIT("\x2A\x86\x48\xCE\x3D\x04\x03\x02");
static const struct bytes oid_ec_public_key = BYTES_LIT("\x2A\x86\x48\xCE\x3D\x02\x01");

/* Two decimal digits off the front. */
static enum err take_two(struct bytes *text, int *out)
{
	struct bytes d = {};
	TRY(bytes_take(text, 2, &d));
	if (d.ptr[0] < '0' || d.ptr[0] > '9' || d.ptr[1] < '0' || d.ptr[1] > '9')
		return ERR_SYNTAX;
	*out = (d.ptr[0] - '0') * 10 + d.ptr[1] - '0';
	return OK;
}

static enum err take_year(const struct tlv *t, struct bytes *text, int *out)
{
	int century = 0;
	int year = 0;
	if (t->tag == TAG_GENERALIZED_TIME)
		TRY(take_two(text, &century));
	TRY(take_two(text, &year));
	if (t->tag == TAG_UTC_TIME)
		century = year >= UTC_PIVOT ? 19 : 20;
	*out = century * 100 + year;
	return OK;
}

/* Seconds are mandatory and "Z" ends it (RFC 5280 §4.1.2.5). */
static enum err parse_time(const struct tlv *t, int64_t *out_ms)
{
	struct bytes text = t->value;
	struct tm tm = {};
	int *const fields[] = {&tm.tm_mon, &tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec};
	if (t->tag != TAG_UTC_TIME && t->tag != TAG_GENERALIZED_TIME)
		return ERR_SYNTAX;
	TRY(take_year(t, &text, &tm.tm_year));
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		TRY(take_two(&text, fields[i]));
	if (!bytes_eq(text, BYTES_LIT("Z")))
		return ERR_SYNTAX;
	tm.tm_mon -= 1;
	tm.tm_year -= 1900;
	struct tm normal = tm;
	*out_ms = (int64_t)timegm(&normal) * 1000;
	/* timegm turns 31 April into 1 May; a date that it changes is none. */
	if (normal.tm_mon != tm.tm_mon || normal.tm_mday != tm.tm_mday ||
	    normal.tm_hour != tm.tm_hour || normal.tm_min != tm.tm_min ||
	    normal.tm_sec != tm.tm_sec)
		return ERR_RANGE;
	return OK;
}

static enum err parse_validity(struct bytes value, struct certificate *out)
{
	struct tlv from = {};
	struct tlv to = {};
	TRY(tlv_take(&value, &from));
	TRY(tlv_take(&value, &to));
	TRY(parse_time(&from, &out->not_before_ms));
	TRY(parse_time(&to, &out->not_after_ms));
	return value.len == 0 ? OK : ERR_TRAILING;
}

/* A BIT STRING of whole bytes. */
static enum err take_bits(struct bytes *cursor, struct bytes *out)
{
	struct tlv t = {};
	uint8_t unused = 0;
	TRY(tlv_take_tag(cursor, TAG_BIT_STRING, &t));
	TRY(bytes_take_u8(&t.value, &unused));
	*out = t.value;
	return unused == 0 ? OK : ERR_SYNTAX;
}

static enum err parse_public_key(struct bytes value, struct public_key *out)
{
	struct tlv algorithm = {};
	struct tlv kind = {};
	struct tlv curve = {};
	struct bytes point = {};
	TRY(tlv_take_tag(&value, TAG_SEQUENCE, &algorithm));
	TRY(tlv_take_tag(&algorithm.value, TAG_OID, &kind));
	if (!bytes_eq(kind.value, oid_ec_public_key))
		return ERR_UNSUPPORTED;
	TRY(tlv_only(algorithm.value, TAG_OID, &curve));
	TRY(curve_by_oid(curve.value, &out->curve));
	TRY(take_bits(&value, &point));
	if (value.len > 0)
		return ERR_TRAILING;
	if (point.len != CURVE_POINT_LEN || point.ptr[0] != 0x04)
		return ERR_SYNTAX;
	memcpy(out->point, point.ptr, CURVE_POINT_LEN);
	return OK;
}

/* A positive INTEGER of at most 32 bytes, right-aligned. */
static enum err take_scalar(struct bytes *cursor, uint8_t out[static CURVE_SCALAR_LEN])
{
	struct tlv t = {};
	TRY(tlv_take_tag(cursor, TAG_INTEGER, &t));
	struct bytes number = t.value;
	if (number.len == 0 || number.ptr[0] & 0x80)
		return ERR_SYNTAX;
	if (number.ptr[0] == 0)
		TRY(bytes_take(&number, 1, &(struct bytes){}));
	if (number.len > CURVE_SCALAR_LEN)
		return ERR_RANGE;
	memset(out, 0, CURVE_SCALAR_LEN);
	if (number.len > 0)
		memcpy(out + CURVE_SCALAR_LEN - number.len, number.ptr, number.len);
	return OK;
}

/* ECDSA-Sig-Value as r || s. */
static enum err parse_signature(struct bytes bits, uint8_t out[static ECDSA_SIGNATURE_LEN])
{
	struct tlv pair = {};
	TRY(tlv_only(bits, TAG_SEQUENCE, &pair));
	TRY(take_scalar(&pair.value, out));
	TRY(take_scalar(&pair.value, out + CURVE_SCALAR_LEN));
	return pair.value.len == 0 ? OK : ERR_TRAILING;
}

static enum err take_algorithm(struct bytes *cursor)
{
	struct tlv algorithm = {};
	struct tlv oid = {};
	TRY(tlv_take_tag(cursor, TAG_SEQUENCE, &algorithm));
	TRY(tlv_take_tag(&algorithm.value, TAG_OID, &oid));
	return bytes_eq(oid.value, oid_ecdsa_sha256) && algorithm.value.len == 0 ? OK
										 : ERR_UNSUPPORTED;
}

static enum err take_version(struct bytes *cursor)
{
	struct tlv version = {};
	struct tlv number = {};
	uint64_t value = 0;
	TRY(tlv_take_tag(cursor, TAG_VERSION, &version));
	TRY(tlv_only(version.value, TAG_INTEGER, &number));
	TRY(tlv_uint(number.value, &value));
	return value == VERSION_3 ? OK : ERR_UNSUPPORTED;
}

static enum err parse_subject(const struct tlv *subject, struct certificate *out)
{
	struct extension_name name = {};
	TRY(extension_parse_name(subject->value, &name));
	out->subject = subject->whole;
	out->organization = name.organization;
	out->serial_number = name.serial_number;
	out->common_name = name.common_name;
	return OK;
}

static enum err parse_extensions(struct bytes tail, struct certificate *out)
{
	struct tlv unused = {};
	struct tlv extensions = {};
	struct tlv row = {};
	TRY(tlv_take_optional(&tail, TAG_ISSUER_UID, &unused));
	TRY(tlv_take_optional(&tail, TAG_SUBJECT_UID, &unused));
	if (tail.len == 0)
		return OK;
	TRY(tlv_only(tail, TAG_EXTENSIONS, &extensions));
	TRY(tlv_only(extensions.value, TAG_SEQUENCE, &row));
	return extension_parse_all(row.value, out);
}

static enum err parse_tbs(struct bytes tbs, struct certificate *out)
{
	struct tlv serial = {};
	struct tlv issuer = {};
	struct tlv validity = {};
	struct tlv subject = {};
	struct tlv key = {};
	TRY(take_version(&tbs));
	TRY(tlv_take_tag(&tbs, TAG_INTEGER, &serial));
	TRY(take_algorithm(&tbs));
	TRY(tlv_take_tag(&tbs, TAG_SEQUENCE, &issuer));
	TRY(tlv_take_tag(&tbs, TAG_SEQUENCE, &validity));
	TRY(tlv_take_tag(&tbs, TAG_SEQUENCE, &subject));
	TRY(tlv_take_tag(&tbs, TAG_SEQUENCE, &key));
	out->serial = serial.value;
	out->issuer = issuer.whole;
	TRY(parse_validity(validity.value, out));
	TRY(parse_subject(&subject, out));
	TRY(parse_public_key(key.value, &out->public_key));
	return parse_extensions(tbs, out);
}

enum err certificate_parse(struct bytes der, struct certificate *out)
{
	struct certificate cert = {.der = der, .path_len = CERTIFICATE_PATH_LEN_NONE};
	struct tlv whole = {};
	struct tlv tbs = {};
	struct bytes signature = {};
	if (der.len > LIMIT_CERTIFICATE)
		return ERR_TOO_LONG;
	TRY(tlv_only(der, TAG_SEQUENCE, &whole));
	TRY(tlv_take_tag(&whole.value, TAG_SEQUENCE, &tbs));
	TRY(take_algorithm(&whole.value));
	TRY(take_bits(&whole.value, &signature));
	if (whole.value.len > 0)
		return ERR_TRAILING;
	cert.tbs = tbs.whole;
	TRY(parse_signature(signature, cert.signature));
	TRY(parse_tbs(tbs.value, &cert));
	*out = cert;
	return OK;
}

/* The base64 between the first pair of CERTIFICATE lines. */
static enum err find_pem(struct bytes file, struct bytes *out)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----";
	static const char end[] = "-----END CERTIFICATE-----";
	const uint8_t *start = memmem(file.ptr, file.len, begin, sizeof(begin) - 1);
	if (!start)
		return ERR_SYNTAX;
	struct bytes rest = bytes_from(start, file.len - (size_t)(start - file.ptr));
	TRY(bytes_take(&rest, sizeof(begin) - 1, &(struct bytes){}));
	const uint8_t *stop = memmem(rest.ptr, rest.len, end, sizeof(end) - 1);
	if (!stop)
		return ERR_SYNTAX;
	*out = bytes_from(rest.ptr, (size_t)(stop - rest.ptr));
	return OK;
}

enum err certificate_load(const char *path, struct buf *out)
{
	struct buf file CLEANUP(buf_free) = buf_make(FILE_MAX);
	struct arena arena CLEANUP(arena_free) = arena_make(FILE_MAX);
	struct bytes text = {};
	struct bytes der = {};
	struct tlv t = {};
	TRY(file_read(path, &file));
	if (tlv_only(buf_bytes(&file), TAG_SEQUENCE, &t) == OK)
		return buf_put(out, t.whole);
	TRY(find_pem(buf_bytes(&file), &text));
	TRY(base64_decode(&arena, text, &der));
	if (tlv_only(der, TAG_SEQUENCE, &t) != OK)
		return ERR_SYNTAX;
	return buf_put(out, der);
}

enum err certificate_verify(const struct certificate *cert, const struct public_key *key)
{
	return ecdsa_verify(key, &cert->tbs, 1, BYTES_OF(cert->signature));
}

enum err certificate_valid_at(const struct certificate *cert, int64_t now_ms)
{
	return cert->not_before_ms <= now_ms && now_ms <= cert->not_after_ms ? OK : ERR_EXPIRED;
}

enum err certificate_next_permitted(struct bytes *cursor, struct bytes *organization,
				    struct bytes *serial_number)
{
	struct tlv subtree = {};
	struct tlv directory = {};
	struct tlv names = {};
	struct extension_name name = {};
	TRY(tlv_take_tag(cursor, TAG_SEQUENCE, &subtree));
	TRY(tlv_take_tag(&subtree.value, TAG_DIRECTORY_NAME, &directory));
	TRY(tlv_only(directory.value, TAG_SEQUENCE, &names));
	TRY(extension_parse_name(names.value, &name));
	*organization = name.organization;
	*serial_number = name.serial_number;
	return bytes_present(name.organization) && bytes_present(name.serial_number) ? OK
										     : ERR_MISSING;
}

/* True if one of the labels stands for `host`: "*.example.com" for one label more. */
static bool dns_name_matches(struct bytes pattern, struct bytes host)
{
	if (bytes_has_prefix(pattern, BYTES_LIT("*."))) {
		struct bytes label = {};
		bytes_take_until(&pattern, '.', &label);
		bytes_take_until(&host, '.', &label);
		if (label.len == 0)
			return false;
	}
	return pattern.len > 0 && bytes_eq_nocase(pattern, host);
}

bool certificate_has_dns_name(const struct certificate *cert, struct bytes host)
{
	struct bytes row = cert->alt_names;
	struct tlv name = {};
	while (row.len > 0 && tlv_take(&row, &name) == OK)
		if (name.tag == TAG_DNS_NAME && dns_name_matches(name.value, host))
			return true;
	return false;
}

bool certificate_has_policy(const struct certificate *cert, struct bytes oid)
{
	struct bytes row = cert->policies;
	struct tlv information = {};
	struct tlv policy = {};
	while (row.len > 0 && tlv_take(&row, &information) == OK)
		if (tlv_take(&information.value, &policy) == OK && bytes_eq(policy.value, oid))
			return true;
	return false;
}

bool certificate_has_purpose(const struct certificate *cert, struct bytes oid)
{
	struct bytes row = cert->purposes;
	struct tlv purpose = {};
	while (row.len > 0 && tlv_take(&row, &purpose) == OK)
		if (bytes_eq(purpose.value, oid))
			return true;
	return false;
}

const struct certificate *certificate_by_key_id(const struct certificate *certs, size_t n,
						struct bytes key_id)
{
	for (size_t i = 0; i < n && key_id.len > 0; i++)
		if (bytes_eq(certs[i].subject_key_id, key_id))
			return &certs[i];
	return NULL;
}

/* Below id-rspRole (2.23.146.1.2.1), in version 2 and in version 3. */
#define ROLE(s) BYTES_LIT("\x67\x81\x12\x01\x02\x01" s)

unsigned certificate_role_versions(const struct certificate *cert, enum certificate_role role)
{
	static const struct {
		struct bytes v2, v3;
	} rows[CERTIFICATE_ROLE_COUNT] = {
		[CERTIFICATE_CI] = {ROLE("\x00"), ROLE("\x00")},
		[CERTIFICATE_EUM] = {ROLE("\x02"), ROLE("\x00\x00\x00")},
		[CERTIFICATE_EUICC] = {ROLE("\x01"), ROLE("\x00\x00\x00\x00\x00")},
		[CERTIFICATE_DPTLS] = {ROLE("\x03"), ROLE("\x00\x00\x01\x00")},
		[CERTIFICATE_DPAUTH] = {ROLE("\x04"), ROLE("\x00\x00\x01\x01")},
		[CERTIFICATE_DPPB] = {ROLE("\x05"), ROLE("\x00\x00\x01\x02")},
		[CERTIFICATE_DSTLS] = {ROLE("\x06"), ROLE("\x00\x00\x02\x00")},
		[CERTIFICATE_DSAUTH] = {ROLE("\x07"), ROLE("\x00\x00\x02\x01")},
		[CERTIFICATE_CI_SUB_CA] = {{}, ROLE("\x00\x00")},
		[CERTIFICATE_EUM_SUB_CA] = {{}, ROLE("\x00\x00\x00\x00")},
		[CERTIFICATE_DP_SUB_CA] = {{}, ROLE("\x00\x00\x01")},
		[CERTIFICATE_DS_SUB_CA] = {{}, ROLE("\x00\x00\x02")},
	};
	const bool v2 = bytes_present(rows[role].v2) && certificate_has_policy(cert, rows[role].v2);
	const bool v3 = certificate_has_policy(cert, rows[role].v3);
	return (v2 ? CERTIFICATE_VERSION_2 : 0U) | (v3 ? CERTIFICATE_VERSION_3 : 0U);
}

bool certificate_has_role(const struct certificate *cert, enum certificate_role role)
{
	return certificate_role_versions(cert, role) != 0;
}
