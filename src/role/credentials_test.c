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
	enum err e =
		credentials_load(&w->config, CREDENTIALS_SMDPP, w->keyring, w->clock.fixed_ms, &c);
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

static struct bytes ski(struct smdpp_world *w, enum curve curve)
{
	return w->pki[curve].ci.subject_key_id;
}

static enum err choose(struct smdpp_world *w, const struct bytes *signing,
		       const struct bytes *verification, const struct credential_set **out)
{
	const struct credential_offer offer = {signing, 2, verification, 2};
	return credentials_choose(w->smdpp->role.credentials, &offer, out);
}

static void knows_its_sets(void **state)
{
	struct smdpp_world *w = *state;
	const struct credentials *c = w->smdpp->role.credentials;
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
	assert_int_equal(credentials_by_name(w->smdpp->role.credentials, set->name, &again), OK);
	assert_ptr_equal(set, again);
	assert_int_equal(
		credentials_by_name(w->smdpp->role.credentials, "0123456789ABCDEF", &again),
		ERR_NOT_FOUND);
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
		TEST(oid_of_another_smdp),
		TEST(certificate_that_has_expired),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
