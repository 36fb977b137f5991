/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/rspctl.h"
#include "cli/rspd_service.h"
#include "command_world.h"
#include "sys/file.h"

struct scene {
	struct command_world w;
	struct rspd_service service;
	struct config_error why;
};

static int setup(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));
	assert_non_null(s);
	command_world_make(&s->w);
	assert_int_equal(command_world_run(&s->w, &rspctl_program,
					   "rspctl sandbox @/s --es9p-port 0 --es2p-port 0 "
					   "--profiles 1"),
			 COMMAND_OK);
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct scene *s = *state;
	rspd_service_stop(&s->service);
	command_world_remove(&s->w);
	free(s);
	return 0;
}

static const char *conf(struct scene *s)
{
	return command_world_path(&s->w, "s/rspd.conf");
}

/* Append to the configuration. */
static void add(struct scene *s, const char *lines)
{
	FILE *f = fopen(conf(s), "a");
	assert_non_null(f);
	assert_true(fputs(lines, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* Put `now` in the place of `was`. */
static void change(struct scene *s, const char *was, const char *now)
{
	CLEANUP(buf_free) struct buf text = buf_make(64 * 1024);
	assert_int_equal(file_read(conf(s), &text), OK);
	uint8_t *at = memmem(text.ptr, text.len, was, strlen(was));
	assert_non_null(at);
	CLEANUP(buf_free) struct buf out = buf_make(64 * 1024);
	size_t before = (size_t)(at - text.ptr), after = before + strlen(was);
	assert_int_equal(buf_put(&out, bytes_from(text.ptr, before)), OK);
	assert_int_equal(buf_put_str(&out, now), OK);
	assert_int_equal(buf_put(&out, bytes_from(text.ptr + after, text.len - after)), OK);
	assert_int_equal(file_write(conf(s), buf_bytes(&out), 0600), OK);
}

static void starts_and_stops(void **state)
{
	struct scene *s = *state;
	assert_int_equal(rspd_service_start(conf(s), &s->service, &s->why), OK);
	assert_true(rspd_service_port(&s->service, RSPD_ES9P) > 0);
	assert_true(rspd_service_port(&s->service, RSPD_ES2P) > 0);
	rspd_service_stop(&s->service);
	rspd_service_stop(&s->service);
}

static void expired_sessions_go(void **state)
{
	struct scene *s = *state;
	assert_int_equal(rspd_service_start(conf(s), &s->service, &s->why), OK);
	struct store *store = s->service.installation.store;
	for (int i = 0; i < 5000; i++) {
		uint8_t id[TRANSACTION_ID_LEN] = {(uint8_t)i, (uint8_t)(i >> 8)};
		const struct session_row row = {.transaction_id = BYTES_OF(id),
						.state = "initiated",
						.euicc_challenge = BYTES_LIT("x"),
						.server_challenge = BYTES_LIT("x"),
						.ci_pk_id = BYTES_LIT("x"),
						.credential_set = "x",
						.created_at = 1,
						.expires_at = i == 0 ? INT64_MAX : 2};
		assert_int_equal(session_open(store, &row), OK);
	}
	rspd_service_tick(&s->service);
	assert_int_equal(session_count(store), 1);
}

static void checks_without_a_trace(void **state)
{
	struct scene *s = *state;
	change(s, "path = \"rspd.db\"", "path = \"other.db\"");
	assert_int_equal(rspd_service_check(conf(s), &s->why), OK);
	assert_int_not_equal(access(command_world_path(&s->w, "s/other.db"), F_OK), 0);
}

static void says_what_is_wrong(struct scene *s, const char *part)
{
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = -1});
	assert_int_not_equal(rspd_service_check(conf(s), &s->why), OK);
	assert_non_null(strstr(s->why.text, part));
	memset(&s->why, 0, sizeof(s->why));
	assert_int_not_equal(rspd_service_start(conf(s), &s->service, &s->why), OK);
	assert_non_null(strstr(s->why.text, part));
}

static void configuration_is_wrong(void **state)
{
	add(*state, "nonsense = 1;\n");
	says_what_is_wrong(*state, "nonsense");
}

static void key_of_tls_is_missing(void **state)
{
	change(*state, "pki/p256/dptls.key", "pki/nowhere.key");
	says_what_is_wrong(*state, "listen.es9p.tls");
}

static void certificate_of_the_smdp_is_missing(void **state)
{
	change(*state, "pki/p256/dppb.pem", "pki/nowhere.pem");
	says_what_is_wrong(*state, "certificates of the SM-DP+");
}

static void identity_for_an_endpoint_is_missing(void **state)
{
	change(*state, "      certificate = \"pki/p256/dptls.pem\"",
	       "      certificate = \"pki/nowhere.pem\"");
	says_what_is_wrong(*state, "operators.notify");
}

static void two_certificates_on_one_curve(void **state)
{
	change(*state, "pki/brainpool/dptls.pem", "pki/p256/dptls.pem");
	change(*state, "pki/brainpool/dptls.key", "pki/p256/dptls.key");
	says_what_is_wrong(*state, "listen.es9p.tls: conflict");
}

/* The certificates in service, as an address only. */
static const void *in_service(struct scene *s)
{
	struct current_hold hold = current_take(s->service.smdpp->role.credentials);
	const void *value = hold.value;
	current_give(&hold);
	return value;
}

static void new_certificates_come_into_service(void **state)
{
	struct scene *s = *state;
	assert_int_equal(rspd_service_start(conf(s), &s->service, &s->why), OK);
	struct current_hold before = current_take(s->service.smdpp->role.credentials);
	assert_int_equal(rspd_service_reload(conf(s), &s->service, &s->why), OK);
	assert_ptr_not_equal(in_service(s), before.value);
	rspd_service_tick(&s->service);
	current_give(&before);
}

/* All or nothing: here the last thing that is read is wrong. */
static void bad_files_leave_the_old_ones_in_service(void **state)
{
	static const struct {
		const char *was, *now, *says;
	} rows[] = {
		{"smdpp = { address", "smdpp = { adress", "adress"},
		{"pki/p256/dppb.key", "pki/nowhere.key", "certificates of the SM-DP+"},
		{"tls = ({ certificate = \"pki/p256/dptls.pem\"; key = \"pki/p256/dptls.key\"",
		 "tls = ({ certificate = \"pki/p256/dptls.pem\"; key = \"pki/p256/dppb.key\"",
		 "listen.es2p.tls"},
	};
	struct scene *s = *state;
	assert_int_equal(rspd_service_start(conf(s), &s->service, &s->why), OK);
	const void *before = in_service(s);
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = -1});
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		change(s, rows[i].was, rows[i].now);
		assert_int_not_equal(rspd_service_reload(conf(s), &s->service, &s->why), OK);
		assert_non_null(strstr(s->why.text, rows[i].says));
		assert_ptr_equal(in_service(s), before);
		change(s, rows[i].now, rows[i].was);
	}
	assert_int_equal(rspd_service_reload(conf(s), &s->service, &s->why), OK);
}

static void the_oid_of_the_server_stays(void **state)
{
	struct scene *s = *state;
	assert_int_equal(rspd_service_start(conf(s), &s->service, &s->why), OK);
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = -1});
	(void)strcpy(s->service.smdpp->role.oid_text, "2.999.77");
	assert_int_equal(rspd_service_reload(conf(s), &s->service, &s->why), ERR_MISMATCH);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(starts_and_stops),
		TEST(expired_sessions_go),
		TEST(checks_without_a_trace),
		TEST(configuration_is_wrong),
		TEST(key_of_tls_is_missing),
		TEST(certificate_of_the_smdp_is_missing),
		TEST(identity_for_an_endpoint_is_missing),
		TEST(two_certificates_on_one_curve),
		TEST(new_certificates_come_into_service),
		TEST(bad_files_leave_the_old_ones_in_service),
		TEST(the_oid_of_the_server_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
