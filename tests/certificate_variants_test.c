/* SPDX-License-Identifier: Apache-2.0 */
/*
 * eUICCs with certificates of version 3, with and without sub-CAs, at an SM-DP+ of version 2; and
 * revoked ones. The rows of the chain are tested in src/pki.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "device.h"
#include "msg/rsp_type.h"
#include "pki/issue_crl.h"

enum { HOUR_MS = 3600 * 1000, OTHERS_MAX = 4 * LIMIT_CERTIFICATE };

/* A chain of a variant under the world's CI. */
struct chain {
	struct smdpp_world *w;
	enum issue_variant variant;
	struct buf der[ISSUE_KIND_COUNT];
	struct buf others;
};

static void release(struct chain *c)
{
	for (int i = 0; i < ISSUE_KIND_COUNT; i++)
		buf_free(&c->der[i]);
	buf_free(&c->others);
}

static struct bytes issue(struct chain *c, enum issue_kind kind)
{
	struct test_pki *pki = &c->w->pki[CURVE_P256];
	if (kind == ISSUE_CI)
		return buf_bytes(&pki->der[ISSUE_CI]);
	if (c->der[kind].len > 0)
		return buf_bytes(&c->der[kind]);
	enum issue_kind by = issue_template_issuer(c->variant, kind);
	const struct issue_issuer issuer = {pki->keys[by], issue(c, by)};
	const struct certificate_template t =
		issue_template_of(c->variant, kind, pki->now_ms - HOUR_MS);
	c->der[kind] = buf_make(LIMIT_CERTIFICATE);
	assert_int_equal(
		issue_certificate(&t, pki->keys[kind], &issuer, &pki->entropy, &c->der[kind]), OK);
	return buf_bytes(&c->der[kind]);
}

/* The device shows the chain. */
static void show(struct chain *c, struct device *d)
{
	enum issue_kind above = issue_template_issuer(c->variant, ISSUE_EUICC);
	c->others = buf_make(OTHERS_MAX);
	d->euicc = issue(c, ISSUE_EUICC);
	d->eum = issue(c, above);
	while ((above = issue_template_issuer(c->variant, above)) != ISSUE_CI)
		assert_int_equal(buf_put(&c->others, issue(c, above)), OK);
	d->other_certs = c->others.len > 0 ? buf_bytes(&c->others) : (struct bytes){};
}

static void each_variant_downloads(void **state)
{
	struct device_scene *s = *state;
	for (int v = ISSUE_VARIANT_O; v < WORLD_STOCK; v++) {
		CLEANUP(release) struct chain c = {.w = &s->w, .variant = (enum issue_variant)v};
		show(&c, &s->d);
		device_new_otpk(&s->d);
		device_up_to_package(&s->d,
				     smdpp_world_order(&s->w, WORLD_SESSION, (unsigned)v, ""));
		s->d.iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, (unsigned)v);
		assert_int_equal(device_install(&s->d, 0).status, 204);
		s->d.seq_number++;
		assert_int_equal(device_notify(&s->d, RSP_EVENT_ENABLE).status, 204);
		s->d.seq_number++;
		struct profile_row row = smdpp_world_profile(&s->w, s->d.iccid);
		assert_int_equal(row.state, PROFILE_INSTALLED);
		assert_int_equal(row.device_state, DEVICE_ENABLED);
	}
}

static void variant_c_downloads(void **state)
{
	struct device_scene *s = *state;
	CLEANUP(release) struct chain c = {.w = &s->w, .variant = ISSUE_VARIANT_C};
	show(&c, &s->d);
	device_up_to_package(&s->d, smdpp_world_order(&s->w, WORLD_SESSION, 0, ""));
}

static void without_the_certificates_between_there_is_no_chain(void **state)
{
	struct device_scene *s = *state;
	CLEANUP(release) struct chain c = {.w = &s->w, .variant = ISSUE_VARIANT_B};
	show(&c, &s->d);
	s->d.other_certs = (struct bytes){};
	s->d.matching_id = smdpp_world_order(&s->w, WORLD_SESSION, 0, "");
	device_up_to_initiate(&s->d);
	assert_true(world_refused(device_authenticate(&s->d), "8.11.1", "3.9"));
}

/* Without the other CI there is nothing to choose: it is refused, not served. */
static void a_server_with_one_ci_refuses_the_other(void **state)
{
	(void)state;
	static struct smdpp_world w;
	struct device d = {};
	smdpp_world_make(&w, &(struct smdpp_world_options){.only_p256 = true});
	device_make(&d, &w, CURVE_BRAINPOOLP256R1);
	assert_true(world_refused(device_initiate(&d), "8.8.2", "3.1"));
	d.signing[0] = w.pki[CURVE_P256].ci.subject_key_id;
	assert_true(world_refused(device_initiate(&d), "8.8.4", "3.7"));
	d.verification[1] = d.signing[0];
	assert_true(world_done(device_initiate(&d)));
	device_free(&d);
	smdpp_world_free(&w);
}

/* --- revoked -------------------------------------------------------------------------------- */

static void revoke(struct smdpp_world *w, struct bytes der)
{
	struct test_pki *pki = &w->pki[CURVE_P256];
	struct certificate cert = {};
	assert_int_equal(certificate_parse(der, &cert), OK);
	const struct certificate *revoked[] = {&cert};
	const struct crl_template t = {.this_update_ms = pki->now_ms - HOUR_MS,
				       .next_update_ms = pki->now_ms + HOUR_MS,
				       .number = "1",
				       .revoked = revoked,
				       .revoked_n = 1};
	const struct issue_issuer ci = {pki->keys[ISSUE_CI], buf_bytes(&pki->der[ISSUE_CI])};
	CLEANUP(buf_free) struct buf crl = buf_make(LIMIT_CRL);
	assert_int_equal(issue_crl(&t, &ci, &crl), OK);
	assert_int_equal(crls_offer(w->crls, buf_bytes(&crl), "test"), OK);
}

/* It was good a moment ago, and is in the memory of signatures. */
static void a_revoked_eum_is_refused(void **state)
{
	struct device_scene *s = *state;
	const char *matching_id = smdpp_world_order(&s->w, WORLD_SESSION, 0, "");
	device_up_to_authenticate(&s->d, matching_id);
	revoke(&s->w, s->d.eum);
	device_up_to_initiate(&s->d);
	assert_true(world_refused(device_authenticate(&s->d), "8.1.2", "6.1"));
}

static void a_revoked_sub_ca_takes_its_eums_along(void **state)
{
	struct device_scene *s = *state;
	CLEANUP(release) struct chain c = {.w = &s->w, .variant = ISSUE_VARIANT_C};
	show(&c, &s->d);
	revoke(&s->w, issue(&c, ISSUE_CI_SUB_CA));
	s->d.matching_id = smdpp_world_order(&s->w, WORLD_SESSION, 0, "");
	device_up_to_initiate(&s->d);
	assert_true(world_refused(device_authenticate(&s->d), "8.1.2", "6.1"));
}

/* A notification of an eUICC whose EUM was revoked is acknowledged, and not believed. */
static void notifications_under_a_revoked_eum_are_not_counted(void **state)
{
	struct device_scene *s = *state;
	device_up_to_package(&s->d, smdpp_world_order(&s->w, WORLD_SESSION, 0, ""));
	s->d.iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, 0);
	assert_int_equal(device_install(&s->d, 0).status, 204);
	revoke(&s->w, s->d.eum);
	s->d.seq_number++;
	assert_int_equal(device_notify(&s->d, RSP_EVENT_ENABLE).status, 204);
	assert_int_not_equal(smdpp_world_profile(&s->w, s->d.iccid).device_state, DEVICE_ENABLED);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, device_setup, device_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_variant_downloads),
		TEST(variant_c_downloads),
		TEST(without_the_certificates_between_there_is_no_chain),
		cmocka_unit_test(a_server_with_one_ci_refuses_the_other),
		TEST(a_revoked_eum_is_refused),
		TEST(a_revoked_sub_ca_takes_its_eums_along),
		TEST(notifications_under_a_revoked_eum_are_not_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
