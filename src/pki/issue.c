/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates by libcrypto; the extensions are rows, in the words of openssl.cnf. */
#include "pki/issue.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/text.h"
#include "codec/tlv.h"
#include "pki/certificate.h"

enum { VERSION_3 = 2, EXTENSION_TEXT_MAX = 1024, RANDOM_SERIAL_LEN = 8 };

enum err issue_set_name(struct certificate_template *t, const char *type, const char *value)
{
	for (size_t i = 0; i < ISSUE_NAMES_MAX && t->subject[i].type; i++) {
		if (strcmp(t->subject[i].type, type) == 0) {
			t->subject[i].value = value;
			return OK;
		}
	}
	return ERR_NOT_FOUND;
}

static void free_x509(X509 **x)
{
	X509_free(*x);
}

static void free_extension(X509_EXTENSION **x)
{
	X509_EXTENSION_free(*x);
}

static void free_number(BIGNUM **x)
{
	BN_free(*x);
}

static void free_conf(CONF **x)
{
	NCONF_free(*x);
}

static void free_bio(BIO **x)
{
	BIO_free(*x);
}

static void free_openssl(uint8_t **x)
{
	OPENSSL_free(*x);
}

/* Nobody else reads the queue's content, and TLS must not find it. */
static enum err failed(enum err e)
{
	ERR_clear_error();
	return e;
}

/* What is being built: the template, and whether it signs itself. */
struct issue {
	const struct certificate_template *t;
	bool self_signed;
};

/* Text of the template inside a line of openssl.cnf: it must not be able to say more. */
static enum err put_plain(struct buf *out, const char *text)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789.-_:/*[]~%?=&";
	if (text[strspn(text, allowed)] != '\0')
		return ERR_SYNTAX;
	return buf_put_str(out, text);
}

static enum err put_critical(struct buf *out, bool critical)
{
	return critical ? buf_put_str(out, "critical,") : OK;
}

/* "critical,DER:" and the hexadecimal of `der`. */
static enum err put_der(struct buf *out, const struct buf *der)
{
	TRY(buf_put_str(out, "critical,DER:"));
	return hex_encode(out, buf_bytes(der));
}

/* Each writes the value of one extension, or nothing where the template has none. */
static enum err put_subject_key_id(const struct issue *i, struct buf *out)
{
	(void)i;
	return buf_put_str(out, "hash");
}

static enum err put_authority_key_id(const struct issue *i, struct buf *out)
{
	return i->self_signed ? OK : buf_put_str(out, "keyid:always");
}

static enum err put_basic_constraints(const struct issue *i, struct buf *out)
{
	if (!i->t->is_ca)
		return OK;
	TRY(buf_put_str(out, "critical,CA:TRUE"));
	if (i->t->path_len == CERTIFICATE_PATH_LEN_NONE)
		return OK;
	return buf_put_fmt(out, ",pathlen:%d", i->t->path_len);
}

static enum err put_key_usage(const struct issue *i, struct buf *out)
{
	static const struct {
		unsigned bit;
		const char *text;
	} rows[] = {
		{CERTIFICATE_DIGITAL_SIGNATURE, ",digitalSignature"},
		{CERTIFICATE_KEY_CERT_SIGN, ",keyCertSign"},
		{CERTIFICATE_CRL_SIGN, ",cRLSign"},
	};
	if (i->t->key_usage == 0)
		return OK;
	TRY(buf_put_str(out, "critical"));
	for (size_t k = 0; k < sizeof(rows) / sizeof(rows[0]); k++)
		if (i->t->key_usage & rows[k].bit)
			TRY(buf_put_str(out, rows[k].text));
	return OK;
}

static enum err put_purposes(const struct issue *i, struct buf *out)
{
	if (!i->t->server_auth && !i->t->client_auth)
		return OK;
	TRY(buf_put_str(out, "critical"));
	TRY(buf_put_str(out, i->t->server_auth ? ",serverAuth" : ""));
	return buf_put_str(out, i->t->client_auth ? ",clientAuth" : "");
}

static enum err put_policy(const struct issue *i, struct buf *out)
{
	if (!i->t->policy)
		return OK;
	TRY(put_critical(out, i->t->policy_critical));
	return put_plain(out, i->t->policy);
}

static enum err put_alt_names(const struct issue *i, struct buf *out)
{
	if (i->t->dns_name) {
		TRY(buf_put_str(out, "DNS:"));
		TRY(put_plain(out, i->t->dns_name));
	}
	if (i->t->registered_id) {
		TRY(buf_put_str(out, i->t->dns_name ? ",RID:" : "RID:"));
		TRY(put_plain(out, i->t->registered_id));
	}
	return OK;
}

static enum err put_crl_points(const struct issue *i, struct buf *out)
{
	for (size_t k = 0; k < ISSUE_CRLS_MAX && i->t->crls[k]; k++) {
		TRY(buf_put_str(out, k > 0 ? ",URI:" : "URI:"));
		TRY(put_plain(out, i->t->crls[k]));
	}
	return OK;
}

static enum err put_attribute(struct buf *der, struct bytes oid, uint32_t tag, const char *value)
{
	size_t set = 0;
	size_t sequence = 0;
	TRY(tlv_open(der, 0x31, &set));
	TRY(tlv_open(der, 0x30, &sequence));
	TRY(tlv_put(der, 0x06, oid));
	TRY(tlv_put_str(der, tag, value));
	TRY(tlv_close(der, sequence));
	return tlv_close(der, set);
}

/* NameConstraints { permitted [0] { GeneralSubtree { directoryName [4] { Name } } } } */
static enum err put_name_constraints(const struct issue *i, struct buf *out)
{
	static const uint32_t tags[] = {0x30, 0xA0, 0x30, 0xA4, 0x30};
	enum { LEVELS = sizeof(tags) / sizeof(tags[0]) };
	size_t marks[LEVELS] = {};
	if (!i->t->permitted_organization && !i->t->permitted_serial_number)
		return OK;
	struct buf der CLEANUP(buf_free) = buf_make(EXTENSION_TEXT_MAX);
	for (size_t k = 0; k < LEVELS; k++)
		TRY(tlv_open(&der, tags[k], &marks[k]));
	if (i->t->permitted_organization)
		TRY(put_attribute(&der, BYTES_LIT("\x55\x04\x0A"), 0x0C,
				  i->t->permitted_organization));
	if (i->t->permitted_serial_number)
		TRY(put_attribute(&der, BYTES_LIT("\x55\x04\x05"), 0x13,
				  i->t->permitted_serial_number));
	for (size_t k = LEVELS; k > 0; k--)
		TRY(tlv_close(&der, marks[k - 1]));
	return put_der(out, &der);
}

static enum err put_permitted_eins(const struct issue *i, struct buf *out)
{
	size_t mark = 0;
	if (!i->t->permitted_eins[0])
		return OK;
	struct buf der CLEANUP(buf_free) = buf_make(EXTENSION_TEXT_MAX);
	TRY(tlv_open(&der, 0x30, &mark));
	for (size_t k = 0; k < ISSUE_EINS_MAX && i->t->permitted_eins[k]; k++)
		TRY(tlv_put_str(&der, 0x13, i->t->permitted_eins[k]));
	TRY(tlv_close(&der, mark));
	return put_der(out, &der);
}

static enum err put_unknown(const struct issue *i, struct buf *out)
{
	return i->t->unknown_critical ? buf_put_str(out, "critical,DER:0500") : OK;
}

static const struct extension_row {
	const char *name; /* NULL: unknown_critical of the template */
	enum err (*put)(const struct issue *issue, struct buf *out);
} extension_rows[] = {
	{"authorityKeyIdentifier", put_authority_key_id},
	{"subjectKeyIdentifier", put_subject_key_id},
	{"keyUsage", put_key_usage},
	{"extendedKeyUsage", put_purposes},
	{"certificatePolicies", put_policy},
	{"subjectAltName", put_alt_names},
	{"basicConstraints", put_basic_constraints},
	{"crlDistributionPoints", put_crl_points},
	{"nameConstraints", put_name_constraints},
	{"2.23.146.1.2.2.0", put_permitted_eins},
	{NULL, put_unknown},
};

static enum err add_extension(const struct extension_row *row, const struct issue *issue,
			      X509V3_CTX *ctx, X509 *cert)
{
	struct buf value CLEANUP(buf_free) = buf_make(EXTENSION_TEXT_MAX);
	TRY(row->put(issue, &value));
	if (value.len == 0)
		return OK;
	TRY(buf_put_u8(&value, '\0'));
	const char *name = row->name ? row->name : issue->t->unknown_critical;
	X509_EXTENSION *extension CLEANUP(free_extension) =
		X509V3_EXT_nconf(NULL, ctx, name, (const char *)value.ptr);
	if (!extension)
		return failed(ERR_SYNTAX);
	return X509_add_ext(cert, extension, -1) == 1 ? OK : failed(ERR_CRYPTO);
}

static enum err add_extensions(const struct certificate_template *t, X509 *issuer, X509 *cert)
{
	const struct issue issue = {t, issuer == NULL};
	X509V3_CTX ctx = {};
	CONF *conf CLEANUP(free_conf) = NCONF_new(NULL);
	if (!conf)
		return failed(ERR_NOMEM);
	X509V3_set_ctx(&ctx, issuer ? issuer : cert, cert, NULL, NULL, 0);
	X509V3_set_nconf(&ctx, conf); /* some extensions ask for a file, though it is empty */
	for (size_t i = 0; i < sizeof(extension_rows) / sizeof(extension_rows[0]); i++)
		TRY(add_extension(&extension_rows[i], &issue, &ctx, cert));
	return OK;
}

static enum err set_serial(uint64_t serial, struct entropy *entropy, X509 *cert)
{
	uint8_t random[RANDOM_SERIAL_LEN] = {};
	BIGNUM *number CLEANUP(free_number) = BN_new();
	if (!number)
		return failed(ERR_NOMEM);
	if (serial == 0)
		TRY(entropy_fill(entropy, random, sizeof(random)));
	random[0] |= 1; /* never zero */
	bool set = serial != 0 ? BN_set_word(number, serial) == 1
			       : BN_bin2bn(random, sizeof(random), number) != NULL;
	return set && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(cert)) ? OK
									      : failed(ERR_CRYPTO);
}

static enum err set_validity(const struct certificate_template *t, X509 *cert)
{
	static const int64_t end_of_time = 253402300799; /* GeneralizedTime ends with 9999 */
	if (t->not_before_ms / 1000 > end_of_time || t->not_after_ms / 1000 > end_of_time ||
	    !ASN1_TIME_set(X509_getm_notBefore(cert), t->not_before_ms / 1000) ||
	    !ASN1_TIME_set(X509_getm_notAfter(cert), t->not_after_ms / 1000))
		return failed(ERR_SYNTAX);
	return OK;
}

static enum err set_subject(const struct certificate_template *t, X509 *cert)
{
	X509_NAME *name = X509_get_subject_name(cert);
	for (size_t i = 0; i < ISSUE_NAMES_MAX && t->subject[i].type; i++) {
		const unsigned char *value = (const unsigned char *)t->subject[i].value;
		if (X509_NAME_add_entry_by_txt(name, t->subject[i].type, MBSTRING_UTF8, value, -1,
					       -1, 0) != 1)
			return failed(ERR_SYNTAX);
	}
	return OK;
}

static enum err read_issuer(struct bytes der, X509 **out)
{
	if (!bytes_present(der))
		return OK;
	const unsigned char *cursor = der.ptr;
	*out = d2i_X509(NULL, &cursor, (long)der.len);
	return *out ? OK : failed(ERR_SYNTAX);
}

static enum err put_certificate(X509 *cert, struct buf *out)
{
	uint8_t *der CLEANUP(free_openssl) = NULL;
	int len = i2d_X509(cert, &der);
	return len > 0 ? buf_put(out, bytes_from(der, (size_t)len)) : failed(ERR_CRYPTO);
}

enum err issue_certificate(const struct certificate_template *t, const struct private_key *subject,
			   const struct issue_issuer *issuer, struct entropy *entropy,
			   struct buf *out)
{
	X509 *issuer_cert CLEANUP(free_x509) = NULL;
	X509 *cert CLEANUP(free_x509) = X509_new();
	TRY(read_issuer(issuer->certificate, &issuer_cert));
	if (!cert || X509_set_version(cert, VERSION_3) != 1 ||
	    X509_set_pubkey(cert, private_key_handle(subject)) != 1)
		return failed(ERR_CRYPTO);
	TRY(set_serial(t->serial, entropy, cert));
	TRY(set_validity(t, cert));
	TRY(set_subject(t, cert));
	if (X509_set_issuer_name(cert, X509_get_subject_name(issuer_cert ? issuer_cert : cert)) !=
	    1)
		return failed(ERR_CRYPTO);
	TRY(add_extensions(t, issuer_cert, cert));
	if (X509_sign(cert, private_key_handle(issuer->key), EVP_sha256()) == 0)
		return failed(ERR_CRYPTO);
	return put_certificate(cert, out);
}

enum err issue_pem(struct bytes der, struct buf *out)
{
	char *text = NULL;
	BIO *bio CLEANUP(free_bio) = BIO_new(BIO_s_mem());
	if (!bio || PEM_write_bio(bio, "CERTIFICATE", "", der.ptr, (long)der.len) <= 0)
		return failed(ERR_CRYPTO);
	long len = BIO_get_mem_data(bio, &text);
	return len > 0 ? buf_put(out, bytes_from(text, (size_t)len)) : failed(ERR_CRYPTO);
}
