/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "http/tls.h"
#include "smdpp_world.h"
#include "sys/file.h"

static enum err identify(struct smdpp_world *w, struct bytes certificate, const char **name)
{
	const void *found = NULL;
	enum err e = clients_identify(w->smdpp->operators, &w->arena, certificate,
				      w->clock.fixed_ms, &found);
	*name = found ? ((const struct rspd_operator *)found)->name : "";
	return e;
}

/* A certificate like acme's client's, but for the template. */
static struct bytes client(struct smdpp_world *w, const struct certificate_template *t)
{
	struct buf der = test_pki_issue(&w->pki[0], t, ISSUE_OPERATOR_CLIENT);
	struct bytes kept = {};
	assert_int_equal(arena_dup(&w->arena, buf_bytes(&der), &kept), OK);
	buf_free(&der);
	return kept;
}

static struct certificate_template template_of(struct smdpp_world *w)
{
	return test_pki_template(&w->pki[0], ISSUE_OPERATOR_CLIENT);
}

static void by_ca_and_subject(void **state)
{
	struct smdpp_world *w = *state;
	const char *name = NULL;
	assert_int_equal(identify(w, buf_bytes(&w->pki[0].der[ISSUE_OPERATOR_CLIENT]), &name), OK);
	assert_string_equal(name, "acme");
}

/* Renewed by its CA, with another key even, it is still acme's. */
static void renewed_by_its_ca(void **state)
{
	struct smdpp_world *w = *state;
	const char *name = NULL;
	struct certificate_template t = template_of(w);
	t.serial = 4711;
	assert_int_equal(identify(w, client(w, &t), &name), OK);
	assert_string_equal(name, "acme");
}

static void by_the_pinned_certificate(void **state)
{
	struct smdpp_world *w = *state;
	const char *name = NULL;
	assert_int_equal(identify(w, buf_bytes(&w->other_certificate), &name), OK);
	assert_string_equal(name, "other");
}

/* The configuration with these clients of acme and of the other; ERR_CONFLICT if they share one. */
static enum err check(struct smdpp_world *w, struct rspd_client acme, struct rspd_client other)
{
	CLEANUP(clients_free) struct clients *clients = NULL;
	struct clients_conflict conflict = {};
	assert_int_equal(clients_new(&clients), OK);
	assert_int_equal(clients_add(clients, &acme, 1, "acme"), OK);
	assert_int_equal(clients_add(clients, &other, 1, "other"), OK);
	enum err e = clients_check(clients, w->clock.fixed_ms, &conflict);
	if (e != OK)
		assert_string_not_equal(conflict.one, conflict.other);
	return e;
}

/* Whatever the words by which the configuration names it. */
static void a_certificate_of_two_owners(void **state)
{
	struct smdpp_world *w = *state;
	const struct rspd_client by_ca = w->operators[WORLD_ACME].clients[0];
	const struct rspd_client pinned = w->operators[WORLD_OTHER].clients[0];
	CLEANUP(buf_free) struct buf hex = buf_make(128);
	uint8_t fingerprint[TLS_FINGERPRINT_LEN] = {};
	char path[128] = "";
	struct bytes acme_certificate = buf_bytes(&w->pki[0].der[ISSUE_OPERATOR_CLIENT]);
	assert_int_equal(tls_certificate_fingerprint(buf_bytes(&w->other_certificate), fingerprint),
			 OK);
	assert_int_equal(hex_encode(&hex, BYTES_OF(fingerprint)), OK);
	assert_int_equal(buf_put_u8(&hex, '\0'), OK);
	const struct rspd_client by_print = {.fingerprint = (const char *)hex.ptr};
	(void)snprintf(path, sizeof(path), "%s/acme.der", w->dir);
	assert_int_equal(file_write(path, acme_certificate, 0600), OK);
	const struct rspd_client pinned_acme = {.certificate = path};
	assert_int_equal(check(w, by_ca, pinned), OK);
	assert_int_equal(check(w, by_ca, by_print), OK);
	assert_int_equal(check(w, pinned_acme, pinned), OK);
	assert_int_equal(check(w, by_ca, pinned_acme), ERR_CONFLICT);
	assert_int_equal(check(w, pinned_acme, by_ca), ERR_CONFLICT);
	assert_int_equal(check(w, by_print, pinned), ERR_CONFLICT);
	assert_int_equal(check(w, pinned, by_print), ERR_CONFLICT);
	assert_int_equal(check(w, by_print, by_print), ERR_CONFLICT);
}

static void by_the_fingerprint(void **state)
{
	struct smdpp_world *w = *state;
	uint8_t fingerprint[TLS_FINGERPRINT_LEN] = {};
	CLEANUP(buf_free) struct buf hex = buf_make(2 * TLS_FINGERPRINT_LEN + 1);
	assert_int_equal(tls_certificate_fingerprint(buf_bytes(&w->other_certificate), fingerprint),
			 OK);
	assert_int_equal(hex_encode(&hex, BYTES_OF(fingerprint)), OK);
	assert_int_equal(buf_put_u8(&hex, 0), OK);
	const struct rspd_client rule = {.fingerprint = (const char *)hex.ptr};
	CLEANUP(clients_free) struct clients *c = NULL;
	const void *found = NULL;
	assert_int_equal(clients_new(&c), OK);
	assert_int_equal(clients_add(c, &rule, 1, "other"), OK);
	assert_int_equal(clients_identify(c, &w->arena, buf_bytes(&w->other_certificate),
					  w->clock.fixed_ms, &found),
			 OK);
	assert_string_equal(found, "other");
}

static void fingerprint_that_is_none(void **state)
{
	struct smdpp_world *w = *state;
	const struct rspd_client rule = {.fingerprint = "AABB"};
	CLEANUP(clients_free) struct clients *c = NULL;
	const void *found = NULL;
	assert_int_equal(clients_new(&c), OK);
	int fd = open("/dev/null", O_WRONLY);
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = fd});
	assert_int_equal(clients_add(c, &rule, 1, "other"), ERR_RANGE);
	assert_int_equal(clients_identify(c, &w->arena, buf_bytes(&w->other_certificate),
					  w->clock.fixed_ms, &found),
			 ERR_DENIED);
	assert_int_equal(close(fd), 0);
}

static void any_subject_of_the_ca(void **state)
{
	struct smdpp_world *w = *state;
	const struct rspd_client rule = {.ca = w->operators[WORLD_ACME].clients[0].ca};
	CLEANUP(clients_free) struct clients *c = NULL;
	const void *found = NULL;
	struct certificate_template t = template_of(w);
	assert_int_equal(issue_set_name(&t, "CN", "Test Operator Guest"), OK);
	assert_int_equal(clients_new(&c), OK);
	assert_int_equal(clients_add(c, &rule, 1, "any"), OK);
	assert_int_equal(clients_identify(c, &w->arena, client(w, &t), w->clock.fixed_ms, &found),
			 OK);
	assert_string_equal(found, "any");
	assert_int_equal(clients_identify(c, &w->arena, buf_bytes(&w->other_certificate),
					  w->clock.fixed_ms, &found),
			 ERR_DENIED);
}

static void by_ca_and_oid(void **state)
{
	struct smdpp_world *w = *state;
	struct bytes dptls = buf_bytes(&w->pki[0].der[ISSUE_DPTLS]);
	struct rspd_client rule = {.ca = w->issuers[0].certificate, .oid = "2.999.10"};
	CLEANUP(clients_free) struct clients *c = NULL;
	const void *found = NULL;
	assert_int_equal(clients_new(&c), OK);
	assert_int_equal(clients_add(c, &rule, 1, "smdpp"), OK);
	assert_int_equal(clients_identify(c, &w->arena, dptls, w->clock.fixed_ms, &found), OK);
	assert_string_equal(found, "smdpp");
	rule.oid = "2.999.1";
	assert_int_equal(clients_identify(c, &w->arena, dptls, w->clock.fixed_ms, &found),
			 ERR_DENIED);
}

static void another_subject_of_the_ca(void **state)
{
	struct smdpp_world *w = *state;
	const char *name = NULL;
	struct certificate_template t = template_of(w);
	assert_int_equal(issue_set_name(&t, "CN", "Test Operator Guest"), OK);
	assert_int_equal(identify(w, client(w, &t), &name), ERR_DENIED);
}

static void the_subject_without_the_ca(void **state)
{
	struct smdpp_world *w = *state;
	struct test_pki stranger = {};
	const char *name = NULL;
	test_pki_make(&stranger, CURVE_P256);
	assert_int_equal(identify(w, buf_bytes(&stranger.der[ISSUE_OPERATOR_CLIENT]), &name),
			 ERR_DENIED);
	test_pki_free(&stranger);
}

static void expired_certificate_of_the_ca(void **state)
{
	struct smdpp_world *w = *state;
	const char *name = NULL;
	struct certificate_template t = template_of(w);
	t.not_before_ms -= INT64_C(2) * 24 * 3600 * 1000;
	t.not_after_ms = t.not_before_ms + 1000;
	assert_int_equal(identify(w, client(w, &t), &name), ERR_DENIED);
}

static void certificate_of_nobody(void **state)
{
	struct smdpp_world *w = *state;
	const char *name = NULL;
	assert_int_equal(identify(w, buf_bytes(&w->pki[0].der[ISSUE_DPTLS]), &name), ERR_DENIED);
	assert_int_equal(identify(w, (struct bytes){}, &name), ERR_DENIED);
	assert_int_equal(identify(w, BYTES_LIT("nonsense"), &name), ERR_DENIED);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smdpp_world_setup, smdpp_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(by_ca_and_subject),
		TEST(renewed_by_its_ca),
		TEST(by_the_pinned_certificate),
		TEST(a_certificate_of_two_owners),
		TEST(by_the_fingerprint),
		TEST(fingerprint_that_is_none),
		TEST(any_subject_of_the_ca),
		TEST(by_ca_and_oid),
		TEST(another_subject_of_the_ca),
		TEST(the_subject_without_the_ca),
		TEST(expired_certificate_of_the_ca),
		TEST(certificate_of_nobody),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
