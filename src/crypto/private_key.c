/* SPDX-License-Identifier: Apache-2.0 */
/* Private keys as libcrypto's handles, with the public part at hand. */
#include "crypto/private_key.h"

#include <limits.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/decoder.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <stdlib.h>

#include "crypto/library.h"

struct private_key {
	EVP_PKEY *handle;
	bool on_curve; /* one of ours: public_key is set */
	struct public_key public_key;
};

static void free_bio(BIO **bio)
{
	BIO_free(*bio);
}

static void free_bn(BIGNUM **number)
{
	BN_clear_free(*number);
}

static void free_group(EC_GROUP **group)
{
	EC_GROUP_free(*group);
}

static void free_point(EC_POINT **point)
{
	EC_POINT_free(*point);
}

static void free_builder(OSSL_PARAM_BLD **builder)
{
	OSSL_PARAM_BLD_free(*builder);
}

static void free_params(OSSL_PARAM **params)
{
	OSSL_PARAM_free(*params);
}

static enum err curve_of(const EVP_PKEY *handle, enum curve *out)
{
	char name[32] = {};
	if (!EVP_PKEY_is_a(handle, "EC") ||
	    EVP_PKEY_get_group_name(handle, name, sizeof(name), NULL) != 1)
		return library_error_or(ERR_UNSUPPORTED);
	return curve_by_name(bytes_str(name), out) == OK ? OK : ERR_UNSUPPORTED;
}

static enum err read_point(const EVP_PKEY *handle, struct public_key *out)
{
	size_t len = 0;
	if (EVP_PKEY_get_octet_string_param(handle, OSSL_PKEY_PARAM_PUB_KEY, out->point,
					    sizeof(out->point), &len) != 1 ||
	    len != sizeof(out->point))
		return library_error();
	return OK;
}

/* Takes the handle over, also when it fails. */
static enum err own(EVP_PKEY *handle, struct private_key **out)
{
	struct private_key *key = calloc(1, sizeof(*key));
	if (!key) {
		EVP_PKEY_free(handle);
		return ERR_NOMEM;
	}
	key->handle = handle;
	*out = key;
	return OK;
}

/* The same for a handle on a known curve. */
static enum err own_on_curve(EVP_PKEY *handle, enum curve curve, struct private_key **out)
{
	struct private_key *key CLEANUP(private_key_free) = NULL;
	TRY(own(handle, &key));
	key->public_key.curve = curve;
	TRY(read_point(handle, &key->public_key));
	key->on_curve = true;
	*out = key;
	key = NULL;
	return OK;
}

/* The same for whatever a file held. */
static enum err own_any(EVP_PKEY *handle, struct private_key **out)
{
	enum curve curve = CURVE_P256;
	enum err e = curve_of(handle, &curve);
	if (e == OK)
		return own_on_curve(handle, curve, out);
	if (e == ERR_UNSUPPORTED)
		return own(handle, out);
	EVP_PKEY_free(handle);
	return e;
}

enum err private_key_generate(enum curve curve, struct private_key **out)
{
	struct library *l = NULL;
	EVP_PKEY *handle = NULL;
	TRY(library_get(&l));
	if (EVP_PKEY_generate(l->generators[curve], &handle) != 1)
		return library_error();
	return own_on_curve(handle, curve, out);
}

/* libcrypto asks for a passphrase: there is none, and the caller wants to know that it asked. */
static int refuse_passphrase(char *buf, int size, int writing, void *asked)
{
	(void)buf, (void)size, (void)writing;
	*(bool *)asked = true;
	return -1;
}

static EVP_PKEY *decode_der(BIO *bio, bool *encrypted)
{
	EVP_PKEY *handle = NULL;
	OSSL_DECODER_CTX *ctx = OSSL_DECODER_CTX_new_for_pkey(
		&handle, "DER", NULL, NULL, OSSL_KEYMGMT_SELECT_PRIVATE_KEY, NULL, NULL);
	if (ctx && OSSL_DECODER_CTX_set_pem_password_cb(ctx, refuse_passphrase, encrypted) == 1)
		(void)OSSL_DECODER_from_bio(ctx, bio);
	OSSL_DECODER_CTX_free(ctx);
	return handle;
}

enum err private_key_parse(struct bytes file, struct private_key **out)
{
	static const char begin[] = "-----BEGIN ";
	bool encrypted = false;
	if (file.len == 0 || file.len > INT_MAX)
		return ERR_SYNTAX;
	(void)library_error(); /* what was lacking before is not held against this file */
	BIO *bio CLEANUP(free_bio) = BIO_new_mem_buf(file.ptr, (int)file.len);
	if (!bio)
		return library_error();
	EVP_PKEY *handle =
		memmem(file.ptr, file.len, begin, sizeof(begin) - 1)
			? PEM_read_bio_PrivateKey(bio, NULL, refuse_passphrase, &encrypted)
			: decode_der(bio, &encrypted);
	enum err e = library_error_or(encrypted ? ERR_UNSUPPORTED : ERR_SYNTAX);
	return handle ? own_any(handle, out) : e;
}

/* 1 ≤ scalar < order; then its point. */
static enum err point_of(const EC_GROUP *group, const BIGNUM *scalar, struct public_key *out)
{
	if (BN_is_zero(scalar) || BN_cmp(scalar, EC_GROUP_get0_order(group)) >= 0)
		return ERR_RANGE;
	EC_POINT *point CLEANUP(free_point) = EC_POINT_new(group);
	if (!point || EC_POINT_mul(group, point, scalar, NULL, NULL, NULL) != 1 ||
	    EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, out->point,
			       sizeof(out->point), NULL) != sizeof(out->point))
		return library_error();
	return OK;
}

static EVP_PKEY *from_data(const struct public_key *public_key, const BIGNUM *scalar)
{
	EVP_PKEY *handle = NULL;
	OSSL_PARAM_BLD *builder CLEANUP(free_builder) = OSSL_PARAM_BLD_new();
	if (!builder ||
	    OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME,
					    curve_name(public_key->curve), 0) != 1 ||
	    OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, public_key->point,
					     sizeof(public_key->point)) != 1 ||
	    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, scalar) != 1)
		return NULL;
	OSSL_PARAM *params CLEANUP(free_params) = OSSL_PARAM_BLD_to_param(builder);
	EVP_PKEY_CTX *ctx CLEANUP(library_free_pkey_ctx) =
		EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	if (!params || !ctx || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &handle, EVP_PKEY_KEYPAIR, params) != 1)
		return NULL;
	return handle;
}

enum err private_key_from_scalar(enum curve curve, struct bytes scalar, struct private_key **out)
{
	static const int nids[CURVE_COUNT] = {NID_X9_62_prime256v1, NID_brainpoolP256r1};
	if (scalar.len != CURVE_SCALAR_LEN)
		return ERR_RANGE;
	struct public_key public_key = {.curve = curve};
	EC_GROUP *group CLEANUP(free_group) = EC_GROUP_new_by_curve_name(nids[curve]);
	BIGNUM *number CLEANUP(free_bn) = BN_secure_new();
	if (!group || !number || !BN_bin2bn(scalar.ptr, CURVE_SCALAR_LEN, number))
		return library_error();
	TRY(point_of(group, number, &public_key));
	EVP_PKEY *handle = from_data(&public_key, number);
	return handle ? own_on_curve(handle, curve, out) : library_error();
}

void private_key_free(struct private_key **key)
{
	if (!*key)
		return;
	EVP_PKEY_free((*key)->handle);
	free(*key);
	*key = NULL;
}

enum err private_key_public(const struct private_key *key, struct public_key *out)
{
	if (!key->on_curve)
		return ERR_UNSUPPORTED;
	*out = key->public_key;
	return OK;
}

enum err private_key_scalar(const struct private_key *key, struct secret *out)
{
	if (!key->on_curve)
		return ERR_UNSUPPORTED;
	BIGNUM *number CLEANUP(free_bn) = NULL;
	if (EVP_PKEY_get_bn_param(key->handle, OSSL_PKEY_PARAM_PRIV_KEY, &number) != 1 ||
	    BN_bn2binpad(number, out->ptr, CURVE_SCALAR_LEN) != CURVE_SCALAR_LEN)
		return library_error();
	out->len = CURVE_SCALAR_LEN;
	return OK;
}

enum err private_key_pem(const struct private_key *key, struct buf *out)
{
	char *text = NULL;
	BIO *bio CLEANUP(free_bio) = BIO_new(BIO_s_secmem());
	if (!bio || PEM_write_bio_PKCS8PrivateKey(bio, key->handle, NULL, NULL, 0, NULL, NULL) != 1)
		return library_error();
	long len = BIO_get_mem_data(bio, &text);
	return len > 0 ? buf_put(out, bytes_from(text, (size_t)len)) : library_error();
}

struct evp_pkey_st *private_key_handle(const struct private_key *key)
{
	return key->handle;
}
