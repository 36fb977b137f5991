/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions during which the certificates of the SM-DP+ are exchanged: each goes on with those it
 * began with, and what comes after it (a retry, the result, notifications) with the new ones.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/limits.h"
#include "device.h"
#include "msg/es10b_cancel_session.h"
#include "msg/es8p_bound_profile_package.h"
#include "msg/es8p_initialise_secure_channel.h"
#include "msg/rsp_type.h"
#include "sys/file.h"

enum { PEM_MAX = 4096 };

/* A new key and certificate in the files of the old ones. */
static void renew(struct smdpp_world *w, enum issue_kind kind, const struct rspd_key_pair *pair)
{
	CLEANUP(private_key_free) struct private_key *key = NULL;
	CLEANUP(buf_free) struct buf pem = buf_make(PEM_MAX);
	CLEANUP(buf_free) struct buf der = buf_make(LIMIT_CERTIFICATE);
	struct test_pki *pki = &w->pki[CURVE_P256];
	const struct certificate_template t = test_pki_template(pki, kind);
	const struct issue_issuer ci = {pki->keys[ISSUE_CI], buf_bytes(&pki->der[ISSUE_CI])};
	assert_int_equal(private_key_generate(CURVE_P256, &key), OK);
	assert_int_equal(issue_certificate(&t, key, &ci, &w->entropy, &der), OK);
	assert_int_equal(private_key_pem(key, &pem), OK);
	assert_int_equal(file_write(pair->certificate, buf_bytes(&der), 0600), OK);
	assert_int_equal(file_write(pair->key, buf_bytes(&pem), 0600), OK);
}

static void exchange(struct smdpp_world *w)
{
	const struct role *role = &w->smdpp->role;
	CLEANUP(credentials_free) struct credentials *fresh = NULL;
	renew(w, ISSUE_DPAUTH, &w->issuers[CURVE_P256].dpauth);
	renew(w, ISSUE_DPPB, &w->issuers[CURVE_P256].dppb);
	assert_int_equal(role_load(role, &w->config, &fresh), OK);
	assert_int_equal(role_exchange(role, &fresh), OK);
}

/* The SM-DP+'s one-time key in the package, whose signature must be that of the certificate that
 * the eUICC was shown in this session. */
static struct bytes signed_otpk(struct device *d)
{
	struct es8p_bound_profile_package bpp = {};
	struct es8p_initialise_secure_channel channel = {};
	struct certificate pb = {};
	CLEANUP(buf_free) struct buf input = buf_make(PEM_MAX);
	assert_int_equal(es8p_bound_profile_package_decode(d->bpp, &bpp), OK);
	assert_int_equal(
		es8p_initialise_secure_channel_decode(bpp.initialise_secure_channel, &channel), OK);
	assert_int_equal(certificate_parse(d->smdp_certificate, &pb), OK);
	assert_int_equal(
		es8p_initialise_secure_channel_input(&channel, BYTES_OF(d->otpk.point), &input),
		OK);
	const struct bytes part = buf_bytes(&input);
	assert_int_equal(ecdsa_verify(&pb.public_key, &part, 1, channel.smdp_sign), OK);
	return channel.smdp_otpk;
}

static void a_session_keeps_its_certificates(void **state)
{
	struct device_scene *s = *state;
	const char *matching_id = smdpp_world_order(&s->w, WORLD_SESSION, 0, "");
	CLEANUP(buf_free) struct buf pb = buf_make(LIMIT_CERTIFICATE);
	assert_int_equal(certificate_load(s->w.issuers[CURVE_P256].dppb.certificate, &pb), OK);
	device_up_to_initiate(&s->d);
	struct bytes auth = s->d.server_certificate;
	exchange(&s->w);
	s->d.matching_id = matching_id;
	assert_true(world_done(device_authenticate(&s->d)));
	assert_true(bytes_eq(s->d.smdp_certificate, buf_bytes(&pb)));
	exchange(&s->w);
	assert_true(world_done(device_get_package(&s->d)));
	(void)signed_otpk(&s->d);
	exchange(&s->w);
	s->d.iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, 0);
	assert_int_equal(device_install(&s->d, 0).status, 204);
	assert_int_equal(smdpp_world_profile(&s->w, s->d.iccid).state, PROFILE_INSTALLED);
	exchange(&s->w);
	assert_int_equal(device_notify(&s->d, RSP_EVENT_ENABLE).status, 204);
	device_up_to_initiate(&s->d);
	assert_false(bytes_eq(s->d.server_certificate, auth));
}

/* The same otPK.EUICC is answered with the same otPK.DP, signed by the new DPpb. */
static void a_retry_is_signed_anew(void **state)
{
	struct device_scene *s = *state;
	const char *matching_id = smdpp_world_order(&s->w, WORLD_SESSION, 0, "");
	device_up_to_package(&s->d, matching_id);
	struct bytes first = signed_otpk(&s->d);
	struct bytes before = s->d.smdp_certificate;
	exchange(&s->w);
	device_up_to_package(&s->d, matching_id);
	assert_false(bytes_eq(s->d.smdp_certificate, before));
	assert_true(bytes_eq(signed_otpk(&s->d), first));
}

static void cancelling_needs_no_old_certificate(void **state)
{
	struct device_scene *s = *state;
	device_up_to_authenticate(&s->d, smdpp_world_order(&s->w, WORLD_SESSION, 0, ""));
	exchange(&s->w);
	assert_true(world_done(device_cancel(&s->d, ES10B_CANCEL_POSTPONED)));
}

/* Old sets are kept for the time of a session, which is then over anyway. */
static void old_certificates_are_forgotten_with_their_sessions(void **state)
{
	struct device_scene *s = *state;
	const char *matching_id = smdpp_world_order(&s->w, WORLD_SESSION, 0, "");
	const struct credential_set *set = NULL;
	struct current_hold now = current_take(s->w.smdpp->role.credentials);
	size_t before = 0, after = 0;
	(void)credentials_cis(now.value, &before);
	current_give(&now);
	device_up_to_initiate(&s->d);
	exchange(&s->w);
	s->w.clock.fixed_ms += s->w.smdpp->role.with.session_ttl_s * 1000 - 1;
	role_forget(&s->w.smdpp->role);
	now = current_take(s->w.smdpp->role.credentials);
	(void)credentials_cis(now.value, &after);
	assert_int_equal(after, before + 1);
	current_give(&now);
	s->w.clock.fixed_ms += 1;
	role_forget(&s->w.smdpp->role);
	now = current_take(s->w.smdpp->role.credentials);
	(void)credentials_cis(now.value, &after);
	assert_int_equal(after, before);
	assert_int_equal(credentials_by_name(now.value, "nobody", &set), ERR_NOT_FOUND);
	current_give(&now);
	s->d.matching_id = matching_id;
	assert_true(world_refused(device_authenticate(&s->d), "8.10.1", "3.9"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, device_setup, device_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_session_keeps_its_certificates),
		TEST(a_retry_is_signed_anew),
		TEST(cancelling_needs_no_old_certificate),
		TEST(old_certificates_are_forgotten_with_their_sessions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
