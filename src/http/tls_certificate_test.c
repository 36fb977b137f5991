/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/text.h"
#include "http/tls.h"
#include "tls_world.h"

static struct tls_world world;

static enum err issued_by(const char *leaf, const char *ca, int64_t now_ms)
{
	CLEANUP(buf_free) struct buf der = buf_make(LIMIT_CERTIFICATE);
	const char *file = tls_world_certificate(&world, ca);
	tls_world_der(&world, leaf, &der);
	return tls_certificate_issued_by(
		buf_bytes(&der), &(struct tls_trust){.files = &file, .file_count = 1}, now_ms);
}

static void test_issued_by(void **state)
{
	(void)state;
	static const int64_t month_ms = INT64_C(30) * 24 * 3600 * 1000;
	static const struct {
		const char *leaf, *ca;
		int64_t after_ms;
		enum err err;
	} rows[] = {
		{"client", "ca", 0, OK},
		{"server", "ca", 0, OK}, /* may be a client as well */
		{"server_brainpool", "ca_brainpool", 0, OK},
		{"client", "ca_other", 0, ERR_NOT_FOUND},
		{"client_other", "ca", 0, ERR_NOT_FOUND},
		{"client_self", "ca", 0, ERR_NOT_FOUND},
		{"client_expired", "ca", 0, ERR_EXPIRED},
		{"client", "ca", month_ms, ERR_EXPIRED},
		{"client", "ca", -month_ms, ERR_EXPIRED},
		{"client_server_only", "ca", 0, ERR_DENIED},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(
			issued_by(rows[i].leaf, rows[i].ca, TLS_WORLD_NOW_MS + rows[i].after_ms),
			rows[i].err);
}

static void test_forged(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf der = buf_make(LIMIT_CERTIFICATE);
	const char *file = tls_world_certificate(&world, "ca");
	struct tls_trust trust = {.files = &file, .file_count = 1};
	tls_world_der(&world, "client", &der);
	der.ptr[der.len - 1] ^= 1;
	assert_int_equal(tls_certificate_issued_by(buf_bytes(&der), &trust, TLS_WORLD_NOW_MS),
			 ERR_SIGNATURE);
}

static void test_could_not_be_asked(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf der = buf_make(LIMIT_CERTIFICATE);
	const char *file = "/nonexistent";
	struct tls_trust trust = {.files = &file, .file_count = 1};
	tls_world_der(&world, "client", &der);
	assert_int_equal(tls_certificate_issued_by(buf_bytes(&der), &trust, TLS_WORLD_NOW_MS),
			 ERR_IO);
	assert_int_equal(tls_certificate_issued_by(BYTES_LIT("\x30\x00"), &(struct tls_trust){},
						   TLS_WORLD_NOW_MS),
			 ERR_SYNTAX);
}

static void test_subject(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena arena = arena_make(1024);
	CLEANUP(buf_free) struct buf der = buf_make(LIMIT_CERTIFICATE);
	const char *text = NULL;
	tls_world_der(&world, "client", &der);
	assert_int_equal(tls_certificate_subject(&arena, buf_bytes(&der), &text), OK);
	assert_string_equal(text, "CN=client");
	assert_int_equal(tls_certificate_subject(&arena, (struct bytes){}, &text), ERR_SYNTAX);
}

static void test_fingerprint(void **state)
{
	(void)state;
	static const uint8_t expected[] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea};
	uint8_t fingerprint[TLS_FINGERPRINT_LEN] = {};
	assert_int_equal(tls_certificate_fingerprint(BYTES_LIT("abc"), fingerprint), OK);
	assert_memory_equal(fingerprint, expected, sizeof(expected));
}

static int setup(void **state)
{
	(void)state;
	tls_world_make(&world);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	tls_world_remove(&world);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_issued_by),	   cmocka_unit_test(test_forged),
		cmocka_unit_test(test_could_not_be_asked), cmocka_unit_test(test_subject),
		cmocka_unit_test(test_fingerprint),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
