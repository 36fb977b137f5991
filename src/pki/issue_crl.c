/* SPDX-License-Identifier: Apache-2.0 */
/* CRLs by libcrypto; the extensions are rows, in the words of openssl.cnf. */
#include "pki/issue_crl.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "codec/tlv.h"

enum { VERSION_1 = 0, VERSION_2 = 1, TEXT_MAX = 512, SERIAL_MAX = 64 };

static void free_list(X509_CRL **x)
{
	X509_CRL_free(*x);
}

static void free_x509(X509 **x)
{
	X509_free(*x);
}

static void free_extension(X509_EXTENSION **x)
{
	X509_EXTENSION_free(*x);
}

static void free_conf(CONF **x)
{
	NCONF_free(*x);
}

static void free_entry(X509_REVOKED **x)
{
	X509_REVOKED_free(*x);
}

static void free_integer(ASN1_INTEGER **x)
{
	ASN1_INTEGER_free(*x);
}

static void free_time(ASN1_TIME **x)
{
	ASN1_TIME_free(*x);
}

/* Nobody else reads the queue's content, and TLS must not find it. */
static enum err failed(enum err e)
{
	ERR_clear_error();
	return e;
}

static bool has_scope(const struct crl_template *t)
{
	return t->point || t->only_user || t->only_ca || t->only_attributes || t->indirect ||
	       t->some_reasons;
}

static enum err put_line(struct buf *out, const char *name, const char *value)
{
	return value ? buf_put_fmt(out, "%s = %s\n", name, value) : OK;
}

/* The section [scope] of openssl.cnf. The URL's colon is part of its value. */
static enum err put_section(const struct crl_template *t, struct buf *out)
{
	TRY(buf_put_str(out, "[scope]\n"));
	if (t->point && strpbrk(t->point, " \n\r"))
		return ERR_SYNTAX;
	if (t->point)
		TRY(buf_put_fmt(out, "fullname = URI:%s\n", t->point));
	TRY(put_line(out, "onlyuser", t->only_user ? "TRUE" : NULL));
	TRY(put_line(out, "onlyCA", t->only_ca ? "TRUE" : NULL));
	TRY(put_line(out, "onlyAA", t->only_attributes ? "TRUE" : NULL));
	TRY(put_line(out, "indirectCRL", t->indirect ? "TRUE" : NULL));
	return put_line(out, "onlysomereasons", t->some_reasons ? "keyCompromise" : NULL);
}

static enum err read_section(const struct crl_template *t, CONF *conf)
{
	CLEANUP(buf_free) struct buf text = buf_make(TEXT_MAX);
	long line = 0;
	TRY(put_section(t, &text));
	BIO *bio = BIO_new_mem_buf(text.ptr, (int)text.len);
	int read = bio ? NCONF_load_bio(conf, bio, &line) : 0;
	BIO_free(bio);
	return read == 1 ? OK : failed(ERR_SYNTAX);
}

struct writer {
	X509_CRL *list;
	CONF *conf;
	X509V3_CTX ctx;
};

static enum err add_extension(struct writer *w, const char *name, const char *value)
{
	CLEANUP(free_extension)
	X509_EXTENSION *extension = X509V3_EXT_nconf(w->conf, &w->ctx, name, value);
	if (!extension)
		return failed(ERR_SYNTAX);
	return X509_CRL_add_ext(w->list, extension, -1) == 1 ? OK : failed(ERR_CRYPTO);
}

static enum err add_number(X509_CRL *list, int nid, const char *decimal, int critical)
{
	CLEANUP(free_integer) ASN1_INTEGER *number = s2i_ASN1_INTEGER(NULL, decimal);
	if (!number)
		return failed(ERR_SYNTAX);
	return X509_CRL_add1_ext_i2d(list, nid, number, critical, 0) == 1 ? OK : failed(ERR_CRYPTO);
}

static enum err add_extensions(const struct crl_template *t, X509 *issuer, X509_CRL *list)
{
	CLEANUP(free_conf) CONF *conf = NCONF_new(NULL);
	struct writer w = {.list = list, .conf = conf};
	if (!conf)
		return failed(ERR_NOMEM);
	TRY(read_section(t, conf));
	X509V3_set_ctx(&w.ctx, issuer, NULL, NULL, list, 0);
	X509V3_set_nconf(&w.ctx, conf);
	TRY(add_extension(&w, "authorityKeyIdentifier", "keyid:always"));
	if (has_scope(t))
		TRY(add_extension(&w, "issuingDistributionPoint", "critical,@scope"));
	if (t->number)
		TRY(add_number(list, NID_crl_number, t->number, 0));
	if (t->delta)
		TRY(add_number(list, NID_delta_crl, t->delta, 1));
	if (t->unknown_critical)
		TRY(add_extension(&w, t->unknown_critical, "critical,DER:0500"));
	return OK;
}

static enum err add_times(const struct crl_template *t, X509_CRL *list)
{
	CLEANUP(free_time) ASN1_TIME *from = ASN1_TIME_set(NULL, t->this_update_ms / 1000);
	CLEANUP(free_time) ASN1_TIME *to = ASN1_TIME_set(NULL, t->next_update_ms / 1000);
	if (!from || !to || X509_CRL_set1_lastUpdate(list, from) != 1)
		return failed(ERR_SYNTAX);
	if (t->next_update_ms != 0 && X509_CRL_set1_nextUpdate(list, to) != 1)
		return failed(ERR_SYNTAX);
	return OK;
}

static enum err mark_entry(const struct crl_template *t, X509_REVOKED *entry)
{
	X509V3_CTX ctx = {};
	if (!t->entry_critical)
		return OK;
	X509V3_set_ctx_nodb(&ctx);
	CLEANUP(free_extension)
	X509_EXTENSION *extension =
		X509V3_EXT_nconf(NULL, &ctx, t->entry_critical, "critical,DER:0500");
	if (!extension)
		return failed(ERR_SYNTAX);
	return X509_REVOKED_add_ext(entry, extension, -1) == 1 ? OK : failed(ERR_CRYPTO);
}

static enum err add_entry(const struct crl_template *t, const struct certificate *revoked,
			  X509_CRL *list)
{
	CLEANUP(buf_free) struct buf der = buf_make(SERIAL_MAX);
	CLEANUP(free_entry) X509_REVOKED *entry = X509_REVOKED_new();
	CLEANUP(free_time) ASN1_TIME *when = ASN1_TIME_set(NULL, t->this_update_ms / 1000);
	TRY(tlv_put(&der, V_ASN1_INTEGER, revoked->serial));
	const uint8_t *at = der.ptr;
	CLEANUP(free_integer) ASN1_INTEGER *serial = d2i_ASN1_INTEGER(NULL, &at, (long)der.len);
	if (!entry || !when || !serial || X509_REVOKED_set_serialNumber(entry, serial) != 1 ||
	    X509_REVOKED_set_revocationDate(entry, when) != 1)
		return failed(ERR_CRYPTO);
	TRY(mark_entry(t, entry));
	if (X509_CRL_add0_revoked(list, entry) != 1)
		return failed(ERR_CRYPTO);
	entry = NULL;
	return OK;
}

static enum err put_list(X509_CRL *list, struct buf *out)
{
	uint8_t *der = NULL;
	int len = i2d_X509_CRL(list, &der);
	if (len <= 0)
		return failed(ERR_CRYPTO);
	enum err e = buf_put(out, bytes_from(der, (size_t)len));
	OPENSSL_free(der);
	return e;
}

enum err issue_crl(const struct crl_template *t, const struct issue_issuer *issuer, struct buf *out)
{
	const uint8_t *at = issuer->certificate.ptr;
	CLEANUP(free_x509) X509 *by = d2i_X509(NULL, &at, (long)issuer->certificate.len);
	CLEANUP(free_list) X509_CRL *list = X509_CRL_new();
	if (!by || !list)
		return failed(ERR_SYNTAX);
	if (X509_CRL_set_version(list, t->version_1 ? VERSION_1 : VERSION_2) != 1 ||
	    X509_CRL_set_issuer_name(list, X509_get_subject_name(by)) != 1)
		return failed(ERR_CRYPTO);
	TRY(add_times(t, list));
	for (size_t i = 0; i < t->revoked_n; i++)
		TRY(add_entry(t, t->revoked[i], list));
	if (!t->version_1)
		TRY(add_extensions(t, by, list));
	const EVP_MD *digest = t->sha384 ? EVP_sha384() : EVP_sha256();
	if (X509_CRL_sign(list, private_key_handle(issuer->key), digest) == 0)
		return failed(ERR_CRYPTO);
	return put_list(list, out);
}
