/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The N-th failure in crypto/: on a new thread each time, another allocation of libcrypto fails,
 * until none is left. The result is right, or ERR_CRYPTO; and asked again on that thread, where
 * contexts are kept from one call to the next, it is right.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>

#include "crypto/aes.h"
#include "crypto/ecdsa.h"
#include "crypto/ecka.h"
#include "crypto/hash.h"
#include "crypto/library.h"
#include "fault.h"

enum { OUTPUT_MAX = 64, CONTEXTS_STRIDE = 7, PEM_STRIDE = 53 };

static const struct bytes text = BYTES_LIT("thirty-two bytes, one more block");
static const uint8_t key[AES_GCM_KEY_LEN] = {1, 2, 3};
static const uint8_t iv[AES_BLOCK_LEN] = {4, 5, 6};
static const struct aes_gcm gcm = {.key = key, .nonce = iv, .aad = BYTES_LIT("aad")};
static struct private_key *own;
static struct public_key own_public;

static enum err digests(uint8_t *out)
{
	return hash_sha256(&text, 1, out);
}

static enum err derives(uint8_t *out)
{
	return hash_hkdf(text, text, out);
}

static enum err derives_by_x963(uint8_t *out)
{
	return hash_x963(text, text, out, OUTPUT_MAX);
}

static enum err encrypts_and_decrypts(uint8_t *out)
{
	TRY(aes_cbc_encrypt(key, iv, text, out));
	return aes_cbc_decrypt(key, iv, bytes_from(out, text.len), out);
}

static enum err authenticates(uint8_t *out)
{
	return aes_cmac(key, &text, 1, out);
}

static enum err seals_and_opens(uint8_t *out)
{
	CLEANUP(buf_free) struct buf sealed = buf_make(OUTPUT_MAX);
	CLEANUP(buf_free) struct buf opened = buf_make(OUTPUT_MAX);
	TRY(aes_gcm_seal(&gcm, text, &sealed));
	TRY(aes_gcm_open(&gcm, buf_bytes(&sealed), &opened));
	memcpy(out, opened.ptr, opened.len);
	return OK;
}

/* What is random does not come out. */
static enum err signs_and_verifies(uint8_t *out)
{
	uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
	(void)out;
	TRY(ecdsa_sign(own, &text, 1, signature));
	return ecdsa_verify(&own_public, &text, 1, BYTES_OF(signature));
}

static enum err agrees(uint8_t *out)
{
	CLEANUP(secret_wipe) struct secret shared = {};
	TRY(ecka_shared(own, &own_public, &shared));
	memcpy(out, shared.ptr, shared.len);
	return OK;
}

static enum err generates(uint8_t *out)
{
	CLEANUP(private_key_free) struct private_key *made = NULL;
	(void)out;
	return private_key_generate(CURVE_P256, &made);
}

static enum err reads_a_key(uint8_t *out)
{
	CLEANUP(buf_free) struct buf pem = buf_make(1024);
	CLEANUP(private_key_free) struct private_key *read = NULL;
	struct public_key public_key = {};
	TRY(private_key_pem(own, &pem));
	TRY(private_key_parse(buf_bytes(&pem), &read));
	TRY(private_key_public(read, &public_key));
	memcpy(out, public_key.point + 1, OUTPUT_MAX);
	return OK;
}

static const struct function {
	enum err (*run)(uint8_t *out);
	uint64_t stride;     /* from one failure to the next */
	bool makes_contexts; /* it is the thread's first */
} functions[] = {
	{digests, 1, false},	     {digests, CONTEXTS_STRIDE, true},	{derives, 1, false},
	{derives_by_x963, 1, false}, {encrypts_and_decrypts, 1, false}, {authenticates, 1, false},
	{seals_and_opens, 1, false}, {signs_and_verifies, 1, false},	{agrees, 1, false},
	{generates, 1, false},	     {reads_a_key, PEM_STRIDE, false},
};

/* What a thread does, and what came of it. */
struct attempt {
	const struct function *function;
	uint64_t nth;
	uint64_t operations;
	enum err failing, again;
	uint8_t output[OUTPUT_MAX], output_again[OUTPUT_MAX];
};

static void *make_attempt(void *context)
{
	struct attempt *a = context;
	struct library *l = NULL;
	if (!a->function->makes_contexts)
		(void)library_get(&l);
	fault_arm(FAULT_LIBRARY, a->nth);
	a->failing = a->function->run(a->output);
	a->operations = fault_disarm();
	a->again = a->function->run(a->output_again);
	return NULL;
}

static struct attempt attempt(const struct function *function, uint64_t nth)
{
	struct attempt a = {.function = function, .nth = nth};
	pthread_t thread = 0;
	assert_int_equal(pthread_create(&thread, NULL, make_attempt, &a), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	return a;
}

static void check(const struct function *function)
{
	struct attempt usual = attempt(function, 0);
	assert_int_equal(usual.failing, OK);
	uint64_t stride = fault_stride(function->stride);
	for (uint64_t nth = 1; nth <= usual.operations; nth += stride) {
		struct attempt a = attempt(function, nth);
		if (a.failing == OK)
			assert_memory_equal(a.output, usual.output, OUTPUT_MAX);
		else
			assert_int_equal(a.failing, ERR_CRYPTO);
		assert_int_equal(a.again, OK);
		assert_memory_equal(a.output_again, usual.output, OUTPUT_MAX);
	}
}

static void a_function_that_failed_serves_again(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		check(&functions[i]);
}

static int make(void **state)
{
	(void)state;
	bool made = fault_install_libcrypto() == OK &&
		    private_key_generate(CURVE_P256, &own) == OK &&
		    private_key_public(own, &own_public) == OK;
	return made ? 0 : -1;
}

static int unmake(void **state)
{
	(void)state;
	private_key_free(&own);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_function_that_failed_serves_again),
	};
	return cmocka_run_group_tests(tests, make, unmake);
}
