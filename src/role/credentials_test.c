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
#include "smdpp_world.h"
#include "sys/file.h"

/* Load the world's certificates anew, after `config` was changed. */
static enum err load(struct smdpp_world *w)
{
	struct credentials *c = NULL;
	enum err e = credentials_load(&w->config, CREDENTIALS_SMDPP, w->clock.fixed_ms, &c);
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = 2});
	credentials_free(&c);
	return e;
}

/* Messages about what is wrong on purpose do not belong on the screen. */
static enum err load_quietly(struct smdpp_world *w)
{
	int fd = open("/dev/null", O_WRONLY);
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = fd});
	enum err e = load(w);
	assert_int_equal(close(fd), 0);
	return e;
}

/* Nobody exchanges them meanwhile. */
static const struct credentials *of(struct smdpp_world *w)
{
	struct current_hold hold = current_take(w->smdpp->role.credentials);
	const struct credentials *c = hold.value;
	current_give(&hold);
	return c;
}

static struct bytes ski(struct smdpp_world *w, enum curve curve)
{
	return w->pki[curve].ci.subject_key_id;
}

static enum err choose(struct smdpp_world *w, const struct bytes *signing,
		       const struct bytes *verification, const struct credential_set **out)
{
	const struct credential_offer offer = {signing, 2, verification, 2};
	return credentials_choose(of(w), &offer, w->clock.fixed_ms, out);
}

static void knows_its_sets(void **state)
{
	struct smdpp_world *w = *state;
	const struct credentials *c = of(w);
	size_t n = 0;
	const struct certificate *cis = credentials_cis(c, &n);
	assert_int_equal(n, 2);
	assert_true(bytes_eq(cis[1].subject_key_id, ski(w, CURVE_BRAINPOOLP256R1)));
	assert_string_equal(credentials_oid_text(c), "2.999.10");
	assert_true(bytes_eq(credentials_oid(c), BYTES_LIT("\x88\x37\x0A")));
}

static void chooses_by_the_signing_list(void **state)
{
	struct smdpp_world *w = *state;
	const struct bytes both[] = {ski(w, CURVE_BRAINPOOLP256R1), ski(w, CURVE_P256)};
	const struct bytes p256[] = {ski(w, CURVE_P256), BYTES_LIT("x")};
	const struct bytes none[] = {BYTES_LIT("x"), BYTES_LIT("y")};
	const struct credential_set *set = NULL;
	assert_int_equal(choose(w, both, both, &set), OK);
	assert_int_equal(set->pb.certificate.public_key.curve, CURVE_BRAINPOOLP256R1);
	assert_int_equal(choose(w, both, p256, &set), OK);
	assert_int_equal(set->pb.certificate.public_key.curve, CURVE_P256);
	assert_int_equal(choose(w, none, both, &set), ERR_NOT_FOUND);
	assert_int_equal(choose(w, both, none, &set), ERR_MISMATCH);
}

static void finds_a_set_again_by_its_name(void **state)
{
	struct smdpp_world *w = *state;
	const struct bytes p256[] = {ski(w, CURVE_P256), BYTES_LIT("x")};
	const struct credential_set *set = NULL, *again = NULL;
	assert_int_equal(choose(w, p256, p256, &set), OK);
	assert_int_equal(strlen(set->name), CREDENTIAL_NAME_LEN);
	assert_int_equal(credentials_by_name(of(w), set->name, &again), OK);
	assert_ptr_equal(set, again);
	assert_int_equal(credentials_by_name(of(w), "0123456789ABCDEF", &again), ERR_NOT_FOUND);
}

static void loads(void **state)
{
	assert_int_equal(load(*state), OK);
}

static void without_a_ci(void **state)
{
	struct smdpp_world *w = *state;
	w->config.certificate_issuers_n = 0;
	assert_int_equal(load(w), ERR_MISSING);
}

static void file_is_not_there(void **state)
{
	struct smdpp_world *w = *state;
	w->issuers[0].dppb.certificate = "/nowhere.der";
	assert_int_equal(load_quietly(w), ERR_NOT_FOUND);
}

static void key_file_is_not_there(void **state)
{
	struct smdpp_world *w = *state;
	w->issuers[0].dpauth.key = "/nowhere.key";
	assert_int_equal(load_quietly(w), ERR_NOT_FOUND);
}

static void file_is_no_certificate(void **state)
{
	struct smdpp_world *w = *state;
	w->issuers[0].certificate = w->issuers[0].dpauth.key;
	assert_int_equal(load_quietly(w), ERR_SYNTAX);
}

static void key_is_of_another_certificate(void **state)
{
	struct smdpp_world *w = *state;
	w->issuers[0].dpauth.key = w->issuers[0].dppb.key;
	assert_int_equal(load_quietly(w), ERR_MISMATCH);
}

static void certificate_of_another_role(void **state)
{
	struct smdpp_world *w = *state;
	w->issuers[0].dpauth = w->issuers[0].dppb;
	assert_true(err_is_refusal(load_quietly(w)));
}

static void certificate_of_another_ci(void **state)
{
	struct smdpp_world *w = *state;
	w->issuers[0].dpauth = w->issuers[1].dpauth;
	assert_true(err_is_refusal(load_quietly(w)));
}

/* No eUICC would take it from a server of version 2. */
static void certificate_of_version_3(void **state)
{
	struct smdpp_world *w = *state;
	struct certificate_template t = test_pki_template(&w->pki[0], ISSUE_DPPB);
	t.policy = "2.23.146.1.2.1.0.0.1.2";
	CLEANUP(buf_free) struct buf der = test_pki_issue(&w->pki[0], &t, ISSUE_DPPB);
	assert_int_equal(file_write(w->issuers[0].dppb.certificate, buf_bytes(&der), 0600), OK);
	assert_int_equal(load_quietly(w), ERR_UNSUPPORTED);
}

static void oid_of_another_smdp(void **state)
{
	struct smdpp_world *w = *state;
	struct certificate_template t = test_pki_template(&w->pki[0], ISSUE_DPPB);
	t.registered_id = "2.999.11";
	CLEANUP(buf_free) struct buf der = test_pki_issue(&w->pki[0], &t, ISSUE_DPPB);
	assert_int_equal(file_write(w->issuers[0].dppb.certificate, buf_bytes(&der), 0600), OK);
	assert_int_equal(load_quietly(w), ERR_MISMATCH);
}

/* Perhaps the clock is wrong: it is said in the log. */
static void certificate_that_has_expired(void **state)
{
	struct smdpp_world *w = *state;
	w->clock.fixed_ms += INT64_C(50) * 365 * 24 * 3600 * 1000;
	assert_int_equal(load_quietly(w), OK);
}

/* --- several sets of one CI ----------------------------------------------------------------- */

enum { HOUR_MS = 3600 * 1000 };

/* A further pair of certificates for the keys of the first set, from then on, in files of its own;
 * `issuers` gets it behind the world's. */
static void add_set(struct smdpp_world *w, struct rspd_certificate_issuer *issuers, int number,
		    int64_t begin_ms)
{
	static const enum issue_kind kinds[] = {ISSUE_DPAUTH, ISSUE_DPPB};
	struct rspd_certificate_issuer *issuer = &issuers[w->config.certificate_issuers_n];
	memcpy(issuers, w->config.certificate_issuers,
	       w->config.certificate_issuers_n * sizeof(*issuers));
	*issuer = w->issuers[0];
	for (int i = 0; i < 2; i++) {
		const char *path = NULL;
		struct certificate_template t = test_pki_template(&w->pki[0], kinds[i]);
		t.not_before_ms = begin_ms;
		t.not_after_ms = begin_ms + HOUR_MS;
		CLEANUP(buf_free) struct buf der = test_pki_issue(&w->pki[0], &t, kinds[i]);
		assert_int_equal(arena_fmt(&w->arena, &path, "%s/%d-%d.der", w->dir, number, i),
				 OK);
		assert_int_equal(file_write(path, buf_bytes(&der), 0600), OK);
		*(i == 0 ? &issuer->dpauth : &issuer->dppb) = (struct rspd_key_pair){
			path, i == 0 ? issuer->dpauth.key : issuer->dppb.key};
	}
	w->config.certificate_issuers = issuers;
	w->config.certificate_issuers_n++;
}

/* The name of the set that serves P-256 at that time. */
static const char *name_at(struct smdpp_world *w, const struct credentials *c, int64_t now_ms)
{
	const struct bytes p256[] = {ski(w, CURVE_P256)};
	const struct credential_offer offer = {p256, 1, p256, 1};
	const struct credential_set *set = NULL;
	assert_int_equal(credentials_choose(c, &offer, now_ms, &set), OK);
	return set->name;
}

static void the_newest_valid_set_serves(void **state)
{
	struct smdpp_world *w = *state;
	struct rspd_certificate_issuer issuers[8] = {};
	CLEANUP(credentials_free) struct credentials *c = NULL;
	int64_t now = w->clock.fixed_ms;
	add_set(w, issuers, 1, now + 2 * HOUR_MS);
	add_set(w, issuers, 2, now + HOUR_MS / 2);
	assert_int_equal(credentials_load(&w->config, CREDENTIALS_SMDPP, now + 2 * HOUR_MS, &c),
			 OK);
	const char *old = name_at(w, of(w), now);
	const char *first = name_at(w, c, now);
	const char *second = name_at(w, c, now + HOUR_MS);
	const char *third = name_at(w, c, now + 2 * HOUR_MS);
	assert_string_equal(first, old);
	assert_string_not_equal(second, first);
	assert_string_not_equal(third, second);
	assert_string_not_equal(third, first);
	/* when both new ones are over, the old one is still valid */
	assert_string_equal(name_at(w, c, now + 4 * HOUR_MS), old);
	/* when none is, the newest is shown all the same: the clock may be wrong */
	assert_string_equal(name_at(w, c, now + INT64_C(100) * 365 * 24 * HOUR_MS), third);
}

static void a_set_that_was_replaced_is_known_by_its_name(void **state)
{
	struct smdpp_world *w = *state;
	struct rspd_certificate_issuer issuers[8] = {};
	CLEANUP(credentials_free) struct credentials *fresh = NULL, *later = NULL;
	const struct credential_set *set = NULL;
	int64_t now = w->clock.fixed_ms;
	const char *old = name_at(w, of(w), now);
	add_set(w, issuers, 1, now - HOUR_MS);
	issuers[0] = issuers[--w->config.certificate_issuers_n];
	assert_int_equal(credentials_load(&w->config, CREDENTIALS_SMDPP, now, &fresh), OK);
	assert_int_equal(credentials_by_name(fresh, old, &set), ERR_NOT_FOUND);
	assert_int_equal(credentials_keep(fresh, of(w), now, now + HOUR_MS), OK);
	assert_int_equal(credentials_by_name(fresh, old, &set), OK);
	assert_string_not_equal(name_at(w, fresh, now), old);
	assert_false(credentials_stale(fresh, now + HOUR_MS - 1));
	assert_true(credentials_stale(fresh, now + HOUR_MS));
	assert_int_equal(credentials_fresh(fresh, now + HOUR_MS, &later), OK);
	assert_int_equal(credentials_by_name(later, old, &set), ERR_NOT_FOUND);
	assert_string_equal(name_at(w, later, now), name_at(w, fresh, now));
	assert_string_equal(credentials_oid_text(later), "2.999.10");
}

/* What was kept is not kept for longer by a further exchange. */
static void what_is_kept_is_kept_once(void **state)
{
	struct smdpp_world *w = *state;
	CLEANUP(credentials_free) struct credentials *one = NULL, *two = NULL, *three = NULL;
	const struct credential_set *set = NULL;
	int64_t now = w->clock.fixed_ms;
	const char *brainpool = NULL;
	const struct bytes ids[] = {ski(w, CURVE_BRAINPOOLP256R1)};
	const struct credential_offer offer = {ids, 1, ids, 1};
	assert_int_equal(credentials_choose(of(w), &offer, now, &set), OK);
	brainpool = set->name;
	w->config.certificate_issuers_n = 1;
	assert_int_equal(credentials_load(&w->config, CREDENTIALS_SMDPP, now, &one), OK);
	assert_int_equal(credentials_keep(one, of(w), now, now + HOUR_MS), OK);
	assert_int_equal(credentials_choose(one, &offer, now, &set), ERR_NOT_FOUND);
	now += HOUR_MS / 2;
	assert_int_equal(credentials_load(&w->config, CREDENTIALS_SMDPP, now, &two), OK);
	assert_int_equal(credentials_keep(two, one, now, now + HOUR_MS), OK);
	assert_int_equal(credentials_by_name(two, brainpool, &set), OK);
	now += HOUR_MS / 2;
	assert_true(credentials_stale(two, now));
	assert_int_equal(credentials_load(&w->config, CREDENTIALS_SMDPP, now, &three), OK);
	assert_int_equal(credentials_keep(three, two, now, now + HOUR_MS), OK);
	assert_int_equal(credentials_by_name(three, brainpool, &set), ERR_NOT_FOUND);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smdpp_world_setup, smdpp_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(knows_its_sets),
		TEST(chooses_by_the_signing_list),
		TEST(finds_a_set_again_by_its_name),
		TEST(loads),
		TEST(without_a_ci),
		TEST(file_is_not_there),
		TEST(key_file_is_not_there),
		TEST(file_is_no_certificate),
		TEST(key_is_of_another_certificate),
		TEST(certificate_of_another_role),
		TEST(certificate_of_another_ci),
		TEST(certificate_of_version_3),
		TEST(oid_of_another_smdp),
		TEST(certificate_that_has_expired),
		TEST(the_newest_valid_set_serves),
		TEST(a_set_that_was_replaced_is_known_by_its_name),
		TEST(what_is_kept_is_kept_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
