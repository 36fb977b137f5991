/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the CRLs in use: which are taken, which follow which, when they are fetched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "command_world.h"
#include "pki/issue_crl.h"
#include "role/crls.h"
#include "sys/file.h"
#include "test_pki.h"

enum { HOUR_MS = 3600 * 1000, MINUTE_MS = 60 * 1000 };
#define URL "http://127.0.0.1/ci.crl"

struct scene {
	struct test_pki pki;
	struct command_world files;
	struct clock clock;
	struct rspd_certificate_issuer issuer;
	struct rspd_config config;
	struct certificate eum;
	struct crls *crls;
	char ci_file[COMMAND_WORLD_PATH], sub_ca_file[COMMAND_WORLD_PATH];
	const char *sub_cas[1], *paths[1], *urls[1];
};

static void write_file(struct scene *s, const char *name, struct bytes content, char *path)
{
	(void)snprintf(path, COMMAND_WORLD_PATH, "%s", command_world_path(&s->files, name));
	assert_int_equal(file_write(path, content, 0600), OK);
}

static int setup(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));
	assert_non_null(s);
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = -1});
	test_pki_make_variant(&s->pki, CURVE_P256, ISSUE_VARIANT_B);
	command_world_make(&s->files);
	s->clock = clock_fixed(s->pki.now_ms);
	write_file(s, "ci.der", buf_bytes(&s->pki.der[ISSUE_CI]), s->ci_file);
	write_file(s, "sub.der", buf_bytes(&s->pki.der[ISSUE_CI_SUB_CA]), s->sub_ca_file);
	s->sub_cas[0] = s->sub_ca_file;
	s->issuer = (struct rspd_certificate_issuer){
		.certificate = s->ci_file, .sub_cas = s->sub_cas, .sub_cas_n = 1};
	s->config.certificate_issuers = &s->issuer;
	s->config.certificate_issuers_n = 1;
	s->config.crl.refresh_h = 24;
	assert_int_equal(certificate_parse(buf_bytes(&s->pki.der[ISSUE_EUM]), &s->eum), OK);
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct scene *s = *state;
	crls_free(&s->crls);
	command_world_remove(&s->files);
	test_pki_free(&s->pki);
	free(s);
	return 0;
}

static enum err load(struct scene *s, struct crl_sources **out)
{
	return crl_sources_load(&s->config, s->clock.fixed_ms, out);
}

static void start(struct scene *s)
{
	CLEANUP(crl_sources_free) struct crl_sources *sources = NULL;
	assert_int_equal(load(s, &sources), OK);
	assert_int_equal(crls_create(&sources, &s->clock, &s->crls), OK);
}

static struct crl_template usual(const struct scene *s)
{
	return (struct crl_template){.this_update_ms = s->clock.fixed_ms - HOUR_MS,
				     .next_update_ms = s->clock.fixed_ms + 8 * HOUR_MS,
				     .number = "5"};
}

static struct buf issue(struct scene *s, const struct crl_template *t, enum issue_kind by)
{
	struct buf der = buf_make(LIMIT_CRL);
	const struct issue_issuer issuer = {s->pki.keys[by], buf_bytes(&s->pki.der[by])};
	assert_int_equal(issue_crl(t, &issuer, &der), OK);
	return der;
}

static enum err offer_of(struct scene *s, const struct crl_template *t, enum issue_kind by)
{
	CLEANUP(buf_free) struct buf der = issue(s, t, by);
	return crls_offer(s->crls, buf_bytes(&der), "test");
}

/* What those in use say of the EUM, which the CI's sub-CA has issued. */
static enum err ask(struct scene *s)
{
	struct certificate sub_ca = {};
	CLEANUP(current_give) struct current_hold hold = crls_take(s->crls);
	assert_int_equal(certificate_parse(buf_bytes(&s->pki.der[ISSUE_CI_SUB_CA]), &sub_ca), OK);
	return crl_list_ask(hold.value, &s->eum, &sub_ca, s->clock.fixed_ms);
}

static void a_successor_is_used(void **state)
{
	struct scene *s = *state;
	const struct certificate *revoked[] = {&s->eum};
	start(s);
	struct crl_template t = usual(s);
	assert_int_equal(ask(s), OK);
	assert_true(crls_next_update_ms(s->crls) == INT64_MAX);
	assert_int_equal(offer_of(s, &t, ISSUE_CI_SUB_CA), OK);
	assert_int_equal(ask(s), OK);
	assert_true(crls_next_update_ms(s->crls) == t.next_update_ms);
	t.number = "6";
	t.revoked = revoked;
	t.revoked_n = 1;
	assert_int_equal(offer_of(s, &t, ISSUE_CI_SUB_CA), OK);
	assert_int_equal(ask(s), ERR_DENIED);
	t.number = "7";
	t.revoked_n = 0;
	assert_int_equal(offer_of(s, &t, ISSUE_CI_SUB_CA), OK);
	assert_int_equal(ask(s), OK);
}

static void an_older_one_is_refused(void **state)
{
	struct scene *s = *state;
	const struct certificate *revoked[] = {&s->eum};
	start(s);
	struct crl_template t = usual(s);
	t.revoked = revoked;
	t.revoked_n = 1;
	CLEANUP(buf_free) struct buf same = issue(s, &t, ISSUE_CI_SUB_CA);
	assert_int_equal(crls_offer(s->crls, buf_bytes(&same), "test"), OK);
	assert_int_equal(crls_offer(s->crls, buf_bytes(&same), "test"), OK);
	t.revoked_n = 0;
	assert_int_equal(offer_of(s, &t, ISSUE_CI_SUB_CA), ERR_CONFLICT);
	t.number = "4";
	assert_int_equal(offer_of(s, &t, ISSUE_CI_SUB_CA), ERR_CONFLICT);
	assert_int_equal(ask(s), ERR_DENIED);
	/* of another scope, or of the CI itself, it is no successor */
	assert_int_equal(offer_of(s, &t, ISSUE_CI), OK);
	t.only_user = true;
	assert_int_equal(offer_of(s, &t, ISSUE_CI_SUB_CA), OK);
	assert_int_equal(ask(s), ERR_DENIED);
}

static void a_strangers_is_refused(void **state)
{
	struct scene *s = *state;
	start(s);
	const struct crl_template t = usual(s);
	assert_int_equal(offer_of(s, &t, ISSUE_DP_SUB_CA), ERR_MISMATCH);
	assert_int_equal(crls_offer(s->crls, BYTES_LIT("nonsense"), "test"), ERR_SYNTAX);
	CLEANUP(buf_free) struct buf der = buf_make(LIMIT_CRL);
	const struct issue_issuer forger = {s->pki.keys[ISSUE_EUM],
					    buf_bytes(&s->pki.der[ISSUE_CI])};
	assert_int_equal(issue_crl(&t, &forger, &der), OK);
	assert_int_equal(crls_offer(s->crls, buf_bytes(&der), "test"), ERR_SIGNATURE);
}

static void one_of_the_future_is_refused(void **state)
{
	struct scene *s = *state;
	start(s);
	struct crl_template t = usual(s);
	t.this_update_ms = s->clock.fixed_ms + HOUR_MS;
	assert_int_equal(offer_of(s, &t, ISSUE_CI), ERR_EXPIRED);
	t.this_update_ms = s->clock.fixed_ms + MINUTE_MS; /* clocks differ */
	assert_int_equal(offer_of(s, &t, ISSUE_CI), OK);
}

static void who_has_taken_it_keeps_it(void **state)
{
	struct scene *s = *state;
	start(s);
	struct crl_template t = usual(s);
	assert_int_equal(offer_of(s, &t, ISSUE_CI), OK);
	struct current_hold hold = crls_take(s->crls);
	const struct crl_list *before = hold.value;
	t.number = "6";
	assert_int_equal(offer_of(s, &t, ISSUE_CI), OK);
	assert_int_equal(before->n, 1);
	assert_true(crl_der(before->crls[0]).len > 0);
	current_give(&hold);
}

/* --- files ---------------------------------------------------------------------------------- */

static void files_and_directories_are_read(void **state)
{
	struct scene *s = *state;
	char path[COMMAND_WORLD_PATH] = "";
	const struct certificate *revoked[] = {&s->eum};
	struct crl_template t = usual(s);
	t.revoked = revoked;
	t.revoked_n = 1;
	assert_int_equal(file_mkdir(command_world_path(&s->files, "crls"), 0700), OK);
	CLEANUP(buf_free) struct buf ci = issue(s, &t, ISSUE_CI);
	CLEANUP(buf_free) struct buf sub_ca = issue(s, &t, ISSUE_CI_SUB_CA);
	write_file(s, "crls/ci.crl", buf_bytes(&ci), path);
	write_file(s, "crls/.hidden", BYTES_LIT("nonsense"), path);
	write_file(s, "crls/sub.crl", buf_bytes(&sub_ca), path);
	s->paths[0] = path;
	s->config.crl.files = s->paths;
	s->config.crl.files_n = 1;
	start(s);
	assert_int_equal(ask(s), ERR_DENIED);
	crls_free(&s->crls);
	(void)snprintf(path, sizeof(path), "%s", command_world_path(&s->files, "crls"));
	start(s);
	assert_int_equal(ask(s), ERR_DENIED);
}

static void a_bad_file_is_an_error(void **state)
{
	struct scene *s = *state;
	char path[COMMAND_WORLD_PATH] = "";
	struct crl_sources *sources = NULL;
	const struct crl_template t = usual(s);
	write_file(s, "bad.crl", BYTES_LIT("nonsense"), path);
	s->paths[0] = path;
	s->config.crl.files = s->paths;
	s->config.crl.files_n = 1;
	assert_int_equal(load(s, &sources), ERR_SYNTAX);
	CLEANUP(buf_free) struct buf stranger = issue(s, &t, ISSUE_DP_SUB_CA);
	write_file(s, "bad.crl", buf_bytes(&stranger), path);
	assert_int_equal(load(s, &sources), ERR_MISMATCH);
	(void)strcpy(path, "/nowhere.crl");
	assert_int_equal(load(s, &sources), ERR_NOT_FOUND);
}

static void a_bad_ca_is_an_error(void **state)
{
	struct scene *s = *state;
	struct crl_sources *sources = NULL;
	s->sub_cas[0] = "/nowhere.der";
	assert_int_equal(load(s, &sources), ERR_NOT_FOUND);
	s->sub_cas[0] = s->ci_file;
	assert_true(err_is_refusal(load(s, &sources)));
}

/* --- fetching ------------------------------------------------------------------------------- */

static void fetch_from_url(struct scene *s)
{
	s->urls[0] = URL;
	s->config.crl.urls = s->urls;
	s->config.crl.urls_n = 1;
}

static bool due(struct scene *s)
{
	char url[CRLS_URL_MAX] = "";
	if (crls_due(s->crls, s->clock.fixed_ms, url) != OK)
		return false;
	assert_string_equal(url, URL);
	return true;
}

static void one_is_fetched_before_it_runs_out(void **state)
{
	struct scene *s = *state;
	fetch_from_url(s);
	start(s);
	struct crl_template t = usual(s);
	CLEANUP(buf_free) struct buf der = issue(s, &t, ISSUE_CI);
	assert_true(due(s));
	assert_false(due(s)); /* it is under way */
	crls_fetched(s->crls, URL, buf_bytes(&der));
	s->clock.fixed_ms += 5 * HOUR_MS;
	assert_false(due(s));
	s->clock.fixed_ms += HOUR_MS;
	assert_true(due(s));
	/* one that lasts for long is looked after once a day */
	t.number = "6";
	t.next_update_ms = s->clock.fixed_ms + 1000 * (int64_t)HOUR_MS;
	CLEANUP(buf_free) struct buf lasting = issue(s, &t, ISSUE_CI);
	crls_fetched(s->crls, URL, buf_bytes(&lasting));
	s->clock.fixed_ms += 24 * HOUR_MS - 1;
	assert_false(due(s));
	s->clock.fixed_ms += 1;
	assert_true(due(s));
}

static void what_was_no_good_is_tried_again(void **state)
{
	struct scene *s = *state;
	fetch_from_url(s);
	start(s);
	for (int i = 0; i < 2; i++) {
		assert_true(due(s));
		crls_fetched(s->crls, URL, i == 0 ? (struct bytes){} : BYTES_LIT("nonsense"));
		s->clock.fixed_ms += 9 * MINUTE_MS;
		assert_false(due(s));
		s->clock.fixed_ms += MINUTE_MS;
	}
	assert_true(due(s));
}

static void what_was_fetched_outlives_a_restart(void **state)
{
	struct scene *s = *state;
	char cache[COMMAND_WORLD_PATH] = "";
	const struct certificate *revoked[] = {&s->eum};
	struct crl_template t = usual(s);
	t.revoked = revoked;
	t.revoked_n = 1;
	(void)snprintf(cache, sizeof(cache), "%s", command_world_path(&s->files, "cache"));
	fetch_from_url(s);
	s->config.crl.cache = cache;
	start(s);
	CLEANUP(buf_free) struct buf der = issue(s, &t, ISSUE_CI_SUB_CA);
	crls_fetched(s->crls, URL, buf_bytes(&der));
	assert_int_equal(ask(s), ERR_DENIED);
	crls_free(&s->crls);
	start(s);
	assert_int_equal(ask(s), ERR_DENIED);
	assert_true(due(s));
	/* and numbers do not go back over a restart either */
	t.number = "4";
	assert_int_equal(offer_of(s, &t, ISSUE_CI_SUB_CA), ERR_CONFLICT);
}

static void points_of_certificates_are_fetched_if_wanted(void **state)
{
	struct scene *s = *state;
	char dpauth[COMMAND_WORLD_PATH] = "";
	CLEANUP(crl_sources_free) struct crl_sources *sources = NULL;
	assert_int_equal(load(s, &sources), OK);
	assert_int_equal(sources->urls_n, 0);
	crl_sources_free(&sources);
	write_file(s, "dpauth.der", buf_bytes(&s->pki.der[ISSUE_DPAUTH]), dpauth);
	s->issuer.dpauth.certificate = dpauth;
	s->config.crl.fetch_points = true;
	assert_int_equal(load(s, &sources), OK);
	assert_int_equal(sources->urls_n, 2);
	assert_string_equal(sources->urls[0].url, "http://ci.test.example.com/CRL-A.crl");
}

static void only_plain_urls_are_taken(void **state)
{
	struct scene *s = *state;
	struct crl_sources *sources = NULL;
	fetch_from_url(s);
	s->urls[0] = "https://127.0.0.1/ci.crl";
	assert_int_equal(load(s, &sources), ERR_UNSUPPORTED);
}

static void sources_are_exchanged(void **state)
{
	struct scene *s = *state;
	CLEANUP(crl_sources_free) struct crl_sources *sources = NULL;
	start(s);
	const struct crl_template t = usual(s);
	assert_int_equal(offer_of(s, &t, ISSUE_CI), OK);
	assert_false(due(s));
	assert_int_equal(ask(s), OK);
	fetch_from_url(s);
	s->config.crl.without = RSPD_WITHOUT_CRL_REFUSE;
	assert_int_equal(load(s, &sources), OK);
	crls_exchange(s->crls, &sources);
	assert_null(sources);
	assert_true(due(s));
	assert_true(crls_next_update_ms(s->crls) == t.next_update_ms);
	assert_int_equal(ask(s), ERR_EXPIRED);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_successor_is_used),
		TEST(an_older_one_is_refused),
		TEST(a_strangers_is_refused),
		TEST(one_of_the_future_is_refused),
		TEST(who_has_taken_it_keeps_it),
		TEST(files_and_directories_are_read),
		TEST(a_bad_file_is_an_error),
		TEST(a_bad_ca_is_an_error),
		TEST(one_is_fetched_before_it_runs_out),
		TEST(what_was_no_good_is_tried_again),
		TEST(what_was_fetched_outlives_a_restart),
		TEST(points_of_certificates_are_fetched_if_wanted),
		TEST(only_plain_urls_are_taken),
		TEST(sources_are_exchanged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
