/* SPDX-License-Identifier: Apache-2.0 */
/* CRLs as libcrypto parses them; what they cover, and what they say of a certificate. */
#include "pki/crl.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <time.h>

#include "base/limits.h"
#include "base/mutant.h"
#include "codec/tlv.h"
#include "crypto/library_error.h"

enum { TAG_INTEGER = 0x02, TAG_SEQUENCE = 0x30, TAG_URI = 0x86, TAG_0 = 0xA0 };
enum { VERSION_2 = 1, SERIAL_MAX = 64 };

struct crl {
	X509_CRL *list;
	uint8_t *der;
	size_t der_len;
	ASN1_INTEGER *number;
	ASN1_OCTET_STRING *authority_key_id; /* NULL: none */
	ISSUING_DIST_POINT *scope;	     /* NULL: all certificates of the issuer */
	struct bytes scope_der;		     /* the extension's value, within `list` */
	int64_t this_update_ms, next_update_ms;
};

void crl_free(struct crl **crl)
{
	struct crl *c = *crl;
	if (!c)
		return;
	X509_CRL_free(c->list);
	OPENSSL_free(c->der);
	ASN1_INTEGER_free(c->number);
	ASN1_OCTET_STRING_free(c->authority_key_id);
	ISSUING_DIST_POINT_free(c->scope);
	free(c);
	*crl = NULL;
}

static void free_bio(BIO **bio)
{
	BIO_free(*bio);
}

static void free_x509(X509 **x)
{
	X509_free(*x);
}

static void free_integer(ASN1_INTEGER **x)
{
	ASN1_INTEGER_free(*x);
}

static enum err read_pem(struct bytes content, struct crl *c)
{
	CLEANUP(free_bio) BIO *bio = BIO_new_mem_buf(content.ptr, (int)content.len);
	if (!bio)
		return library_error();
	c->list = PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL);
	return c->list ? OK : library_error_or(ERR_SYNTAX);
}

static enum err read_list(struct bytes content, struct crl *c)
{
	const uint8_t *at = content.ptr;
	if (content.len == 0)
		return ERR_SYNTAX;
	if (content.len > LIMIT_CRL)
		return ERR_TOO_LONG;
	if (memmem(content.ptr, content.len, "-----BEGIN", 10))
		return read_pem(content, c);
	c->list = d2i_X509_CRL(NULL, &at, (long)content.len);
	if (!c->list)
		return library_error_or(ERR_SYNTAX);
	return at == content.ptr + content.len ? OK : ERR_TRAILING;
}

static enum err read_time(const ASN1_TIME *time, int64_t *out_ms)
{
	struct tm tm = {};
	if (!time)
		return ERR_UNSUPPORTED;
	if (ASN1_TIME_to_tm(time, &tm) != 1)
		return library_error_or(ERR_SYNTAX);
	*out_ms = (int64_t)timegm(&tm) * 1000;
	return OK;
}

/* A critical extension that is not understood must not be passed over (RFC 5280 §5.2, §5.3). */
static bool understood(X509_EXTENSION *extension, const int *nids, size_t n)
{
	int nid = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
	if (!X509_EXTENSION_get_critical(extension))
		return true;
	for (size_t i = 0; i < n; i++)
		if (nids[i] == nid)
			return true;
	return false;
}

static enum err check_entries(const X509_CRL *list)
{
	static const int nids[] = {NID_crl_reason, NID_invalidity_date};
	const STACK_OF(X509_REVOKED) *entries = X509_CRL_get_REVOKED((X509_CRL *)list);
	for (int i = 0; i < sk_X509_REVOKED_num(entries); i++) {
		const X509_REVOKED *entry = sk_X509_REVOKED_value(entries, i);
		for (int k = 0; k < X509_REVOKED_get_ext_count(entry); k++)
			if (!understood(X509_REVOKED_get_ext(entry, k), nids, 2))
				return ERR_UNSUPPORTED;
	}
	return OK;
}

static enum err check_form(const X509_CRL *list)
{
	static const int nids[] = {NID_issuing_distribution_point, NID_authority_key_identifier,
				   NID_crl_number};
	if (X509_CRL_get_version(list) != VERSION_2 ||
	    X509_CRL_get_signature_nid(list) != NID_ecdsa_with_SHA256 ||
	    X509_CRL_get_ext_by_NID(list, NID_delta_crl, -1) >= 0)
		return ERR_UNSUPPORTED;
	for (int k = 0; k < X509_CRL_get_ext_count(list); k++)
		if (!understood(X509_CRL_get_ext(list, k), nids, 3))
			return ERR_UNSUPPORTED;
	return check_entries(list);
}

/* OK without such an extension, too. ERR_SYNTAX if it is malformed or comes twice. */
static enum err read_extension(const X509_CRL *list, int nid, void **out)
{
	int critical = 0;
	*out = X509_CRL_get_ext_d2i(list, nid, &critical, NULL);
	return *out || critical == -1 ? OK : library_error_or(ERR_SYNTAX);
}

static enum err read_authority(struct crl *c)
{
	void *value = NULL;
	TRY(read_extension(c->list, NID_authority_key_identifier, &value));
	AUTHORITY_KEYID *authority = value;
	if (!authority)
		return OK;
	c->authority_key_id = authority->keyid;
	authority->keyid = NULL;
	AUTHORITY_KEYID_free(authority);
	return OK;
}

static enum err read_scope(struct crl *c)
{
	void *value = NULL;
	TRY(read_extension(c->list, NID_issuing_distribution_point, &value));
	c->scope = value;
	if (!c->scope)
		return OK;
	int at = X509_CRL_get_ext_by_NID(c->list, NID_issuing_distribution_point, -1);
	const ASN1_OCTET_STRING *der = X509_EXTENSION_get_data(X509_CRL_get_ext(c->list, at));
	c->scope_der = bytes_from(ASN1_STRING_get0_data(der), (size_t)ASN1_STRING_length(der));
	return c->scope->indirectCRL > 0 ? ERR_UNSUPPORTED : OK;
}

static enum err read_all(struct crl *c)
{
	void *number = NULL;
	TRY(check_form(c->list));
	TRY(read_time(X509_CRL_get0_lastUpdate(c->list), &c->this_update_ms));
	TRY(read_time(X509_CRL_get0_nextUpdate(c->list), &c->next_update_ms));
	TRY(read_extension(c->list, NID_crl_number, &number));
	c->number = number;
	if (!c->number)
		return ERR_UNSUPPORTED;
	TRY(read_authority(c));
	TRY(read_scope(c));
	int len = i2d_X509_CRL(c->list, &c->der);
	if (len <= 0)
		return library_error();
	c->der_len = (size_t)len;
	/* The first look-up sorts the entries; the ones behind it may then come from any thread. */
	X509_REVOKED *entry = NULL;
	(void)X509_CRL_get0_by_serial(c->list, &entry, c->number);
	return OK;
}

enum err crl_parse(struct bytes content, struct crl **out)
{
	CLEANUP(crl_free) struct crl *c = calloc(1, sizeof(*c));
	if (!c)
		return ERR_NOMEM;
	TRY(read_list(content, c));
	TRY(read_all(c));
	*out = c;
	c = NULL;
	return OK;
}

struct bytes crl_der(const struct crl *crl)
{
	return bytes_from(crl->der, crl->der_len);
}

int64_t crl_this_update_ms(const struct crl *crl)
{
	return crl->this_update_ms;
}

int64_t crl_next_update_ms(const struct crl *crl)
{
	return crl->next_update_ms;
}

size_t crl_count(const struct crl *crl)
{
	int n = sk_X509_REVOKED_num(X509_CRL_get_REVOKED(crl->list));
	return n > 0 ? (size_t)n : 0;
}

static struct bytes string_bytes(const ASN1_STRING *s)
{
	return bytes_from(ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s));
}

static struct bytes issuer_of(const struct crl *crl)
{
	const uint8_t *der = NULL;
	size_t len = 0;
	if (X509_NAME_get0_der(X509_CRL_get_issuer(crl->list), &der, &len) != 1)
		return (struct bytes){};
	return bytes_from(der, len);
}

/* --- who issued it -------------------------------------------------------------------------- */

static enum err answer(bool yes, enum err no)
{
	return yes ? OK : no;
}

static enum err issuer_name(const struct crl *crl, const struct certificate *issuer)
{
	return answer(bytes_eq(issuer_of(crl), issuer->subject), ERR_MISMATCH);
}

static enum err issuer_key_id(const struct crl *crl, const struct certificate *issuer)
{
	return answer(!crl->authority_key_id ||
			      bytes_eq(string_bytes(crl->authority_key_id), issuer->subject_key_id),
		      ERR_MISMATCH);
}

static enum err issuer_usage(const struct crl *crl, const struct certificate *issuer)
{
	(void)crl;
	return answer(issuer->key_usage & CERTIFICATE_CRL_SIGN, ERR_DENIED);
}

static enum err issuer_signature(const struct crl *crl, const struct certificate *issuer)
{
	const uint8_t *at = issuer->der.ptr;
	CLEANUP(free_x509) X509 *x = d2i_X509(NULL, &at, (long)issuer->der.len);
	EVP_PKEY *key = x ? X509_get0_pubkey(x) : NULL;
	if (!key)
		return library_error();
	return X509_CRL_verify(crl->list, key) == 1 ? OK : library_error_or(ERR_SIGNATURE);
}

static const struct check {
	const char *name;
	enum err (*check)(const struct crl *crl, const struct certificate *issuer);
} checks[] = {
	{"crl.issuer_name", issuer_name},
	{"crl.issuer_key_id", issuer_key_id},
	{"crl.issuer_usage", issuer_usage},
	{"crl.issuer_signature", issuer_signature},
};

enum err crl_verify(const struct crl *crl, const struct certificate *issuer)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		if (!mutant_off(checks[i].name))
			TRY(checks[i].check(crl, issuer));
	return OK;
}

bool crl_same_scope(const struct crl *a, const struct crl *b)
{
	return bytes_eq(issuer_of(a), issuer_of(b)) && bytes_eq(a->scope_der, b->scope_der) &&
	       !a->authority_key_id == !b->authority_key_id &&
	       (!a->authority_key_id ||
		bytes_eq(string_bytes(a->authority_key_id), string_bytes(b->authority_key_id)));
}

int crl_compare_number(const struct crl *a, const struct crl *b)
{
	return ASN1_INTEGER_cmp(a->number, b->number);
}

/* --- what it says --------------------------------------------------------------------------- */

/* GeneralNames of one DistributionPoint: its fullName, or absent. */
static enum err take_point(struct bytes *cursor, struct bytes *names)
{
	struct tlv point = {};
	struct tlv name = {};
	struct tlv full = {};
	TRY(tlv_take_tag(cursor, TAG_SEQUENCE, &point));
	TRY(tlv_take_optional(&point.value, TAG_0, &name));
	TRY(tlv_take_optional(&name.value, TAG_0, &full));
	*names = full.value;
	return OK;
}

static bool is_http(struct bytes url)
{
	const struct bytes scheme = BYTES_LIT("http://");
	return url.len > scheme.len && bytes_eq_nocase(bytes_from(url.ptr, scheme.len), scheme) &&
	       !memchr(url.ptr, '\0', url.len);
}

enum err crl_point_url(const struct certificate *cert, size_t n, struct buf *out)
{
	struct bytes row = cert->crl_points;
	struct bytes names = {};
	for (size_t i = 0; i <= n; i++)
		if (row.len == 0 || take_point(&row, &names) != OK)
			return ERR_NOT_FOUND;
	struct tlv name = {};
	while (names.len > 0 && tlv_take(&names, &name) == OK) {
		if (name.tag != TAG_URI || !is_http(name.value))
			continue;
		TRY(buf_put(out, name.value));
		return buf_put_u8(out, '\0');
	}
	return ERR_NOT_FOUND;
}

/* Does one of the certificate's distribution points have this URL? */
static bool points_to(const struct certificate *cert, struct bytes url)
{
	struct bytes row = cert->crl_points;
	struct bytes names = {};
	struct tlv name = {};
	while (row.len > 0 && take_point(&row, &names) == OK)
		while (names.len > 0 && tlv_take(&names, &name) == OK)
			if (name.tag == TAG_URI && bytes_eq(name.value, url))
				return true;
	return false;
}

/* A list of one distribution point is about the certificates that name the point (§6.3.3 b). */
static bool point_covers(const DIST_POINT_NAME *point, const struct certificate *cert)
{
	if (!point || cert->crl_points.len == 0)
		return true;
	if (point->type != 0)
		return false;
	for (int i = 0; i < sk_GENERAL_NAME_num(point->name.fullname); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(point->name.fullname, i);
		if (name->type == GEN_URI &&
		    points_to(cert, string_bytes(name->d.uniformResourceIdentifier)))
			return true;
	}
	return false;
}

static bool covers(const struct crl *crl, const struct certificate *cert)
{
	const ISSUING_DIST_POINT *scope = crl->scope;
	if (!scope)
		return true;
	return !(scope->onlyuser > 0 && cert->is_ca) && !(scope->onlyCA > 0 && !cert->is_ca) &&
	       scope->onlyattr <= 0 && point_covers(scope->distpoint, cert);
}

/* One for some reasons of revocation only may condemn, but not acquit. */
static bool is_complete(const struct crl *crl)
{
	return !crl->scope || !crl->scope->onlysomereasons;
}

static bool is_by(const struct crl *crl, const struct certificate *issuer)
{
	return issuer_name(crl, issuer) == OK && issuer_key_id(crl, issuer) == OK;
}

static bool is_current(const struct crl *crl, int64_t now_ms)
{
	return crl->this_update_ms <= now_ms && now_ms <= crl->next_update_ms;
}

static enum err serial_of(const struct certificate *cert, ASN1_INTEGER **out)
{
	CLEANUP(buf_free) struct buf der = buf_make(SERIAL_MAX);
	TRY(tlv_put(&der, TAG_INTEGER, cert->serial));
	const uint8_t *at = der.ptr;
	*out = d2i_ASN1_INTEGER(NULL, &at, (long)der.len);
	return *out ? OK : library_error_or(ERR_SYNTAX);
}

enum err crl_list_ask(const struct crl_list *list, const struct certificate *cert,
		      const struct certificate *issuer, int64_t now_ms)
{
	CLEANUP(free_integer) ASN1_INTEGER *serial = NULL;
	bool current = false;
	if (!list)
		return OK;
	TRY(serial_of(cert, &serial));
	for (size_t i = 0; i < list->n; i++) {
		const struct crl *crl = list->crls[i];
		X509_REVOKED *entry = NULL;
		if (!is_by(crl, issuer) || !covers(crl, cert))
			continue;
		if (X509_CRL_get0_by_serial(crl->list, &entry, serial) == 1)
			return ERR_DENIED;
		current = current || (is_current(crl, now_ms) && is_complete(crl));
	}
	return answer(current || !list->required || cert->crl_points.len == 0, ERR_EXPIRED);
}
