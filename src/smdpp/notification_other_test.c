/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "device.h"

/* The device has acme's first profile installed. */
static const char *installed(struct device_scene *s)
{
	const char *iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, 0);
	device_up_to_package(&s->d, smdpp_world_order(&s->w, WORLD_SESSION, 0, ""));
	s->d.iccid = iccid;
	assert_int_equal(device_install(&s->d, 0).status, 204);
	s->d.seq_number++;
	return iccid;
}

static enum device_state state_of(struct device_scene *s, const char *iccid)
{
	return smdpp_world_profile(&s->w, iccid).device_state;
}

static bool acknowledged(struct world_answer a)
{
	return a.result == OK && a.status == 204 && a.body.len == 0;
}

static void runtime_states_follow(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = installed(s);
	assert_int_equal(state_of(s, iccid), DEVICE_NONE);
	assert_true(acknowledged(device_notify(&s->d, RSP_EVENT_ENABLE)));
	assert_int_equal(state_of(s, iccid), DEVICE_ENABLED);
	s->d.seq_number++;
	assert_true(acknowledged(device_notify(&s->d, RSP_EVENT_DISABLE)));
	assert_int_equal(state_of(s, iccid), DEVICE_DISABLED);
	s->d.seq_number++;
	assert_true(acknowledged(device_notify(&s->d, RSP_EVENT_DELETE)));
	assert_int_equal(state_of(s, iccid), DEVICE_DELETED);
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_INSTALLED);
}

/* No clause numbers these points: the operator that has none for them is not told. */
static void its_operator_is_told_by_its_own_numbers(void **state)
{
	struct device_scene *s = *state;
	(void)installed(s);
	size_t before = smdpp_world_message(&s->w).n;
	assert_true(acknowledged(device_notify(&s->d, RSP_EVENT_ENABLE)));
	assert_int_equal(smdpp_world_message(&s->w).n, before);
	struct es2p_dialect *dialect = &s->w.operators[WORLD_ACME].dialect;
	dialect->points.enabled = 101;
	dialect->points.disabled = 102;
	dialect->points.deleted = 5;
	static const struct {
		unsigned event;
		int point;
	} rows[] = {{RSP_EVENT_DISABLE, 102}, {RSP_EVENT_ENABLE, 101}, {RSP_EVENT_DELETE, 5}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned woken = s->w.woken;
		s->d.seq_number++;
		assert_true(acknowledged(device_notify(&s->d, rows[i].event)));
		struct world_message m = smdpp_world_message(&s->w);
		assert_int_equal(m.n, before + i + 1);
		assert_int_equal(m.point, rows[i].point);
		assert_string_equal(m.codes, "");
		assert_int_equal(s->w.woken, woken + 1);
	}
}

static void install_says_nothing_of_the_runtime(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = installed(s);
	size_t events = smdpp_world_count_events(&s->w, iccid);
	assert_true(acknowledged(device_notify(&s->d, RSP_EVENT_INSTALL)));
	assert_int_equal(state_of(s, iccid), DEVICE_NONE);
	assert_int_equal(smdpp_world_count_events(&s->w, iccid), events + 1);
}

/* It may overtake the installation result. */
static void before_the_installation_result(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, 0);
	device_up_to_package(&s->d, smdpp_world_order(&s->w, WORLD_SESSION, 0, ""));
	s->d.iccid = iccid;
	s->d.seq_number = 2;
	assert_true(acknowledged(device_notify(&s->d, RSP_EVENT_ENABLE)));
	assert_int_equal(state_of(s, iccid), DEVICE_ENABLED);
	s->d.seq_number = 1;
	assert_true(acknowledged(device_install(&s->d, 0)));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_INSTALLED);
	assert_int_equal(state_of(s, iccid), DEVICE_ENABLED);
}

static void a_repetition_counts_once(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = installed(s);
	struct bytes enabled = device_notify_body(&s->d, RSP_EVENT_ENABLE);
	assert_true(acknowledged(smdpp_world_es9p(&s->w, "handleNotification", enabled)));
	s->d.seq_number++;
	assert_true(acknowledged(device_notify(&s->d, RSP_EVENT_DISABLE)));
	size_t events = smdpp_world_count_events(&s->w, iccid);
	assert_true(acknowledged(smdpp_world_es9p(&s->w, "handleNotification", enabled)));
	assert_int_equal(state_of(s, iccid), DEVICE_DISABLED);
	assert_int_equal(smdpp_world_count_events(&s->w, iccid), events);
}

/* The eUICC counts them: what comes late does not undo what came after it. */
static void a_late_one_does_not_undo_a_newer(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = installed(s);
	struct bytes enabled = device_notify_body(&s->d, RSP_EVENT_ENABLE);
	s->d.seq_number++;
	struct bytes disabled = device_notify_body(&s->d, RSP_EVENT_DISABLE);
	s->d.seq_number++;
	assert_true(acknowledged(device_notify(&s->d, RSP_EVENT_DELETE)));
	size_t events = smdpp_world_count_events(&s->w, iccid);
	for (int i = 0; i < 2; i++) {
		assert_true(acknowledged(smdpp_world_es9p(&s->w, "handleNotification", disabled)));
		assert_true(acknowledged(smdpp_world_es9p(&s->w, "handleNotification", enabled)));
	}
	assert_int_equal(state_of(s, iccid), DEVICE_DELETED);
	assert_int_equal(smdpp_world_profile(&s->w, iccid).device_sequence, s->d.seq_number);
	assert_int_equal(smdpp_world_count_events(&s->w, iccid), events + 2);
}

/* What was sent before the profile was installed is of an earlier life of it. */
static void one_from_before_the_installation(void **state)
{
	struct device_scene *s = *state;
	s->d.iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, 0);
	s->d.seq_number = 7;
	struct bytes deleted = device_notify_body(&s->d, RSP_EVENT_DELETE);
	s->d.seq_number = 8;
	const char *iccid = installed(s);
	assert_true(acknowledged(smdpp_world_es9p(&s->w, "handleNotification", deleted)));
	assert_int_equal(state_of(s, iccid), DEVICE_NONE);
}

static void works_on_brainpool(void **state)
{
	struct device_scene *s = *state;
	device_free(&s->d);
	device_make(&s->d, &s->w, CURVE_BRAINPOOLP256R1);
	const char *iccid = installed(s);
	assert_true(acknowledged(device_notify(&s->d, RSP_EVENT_ENABLE)));
	assert_int_equal(state_of(s, iccid), DEVICE_ENABLED);
}

static void another_euicc(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = installed(s);
	device_set_eid(&s->d, WORLD_EID2);
	assert_true(acknowledged(device_notify(&s->d, RSP_EVENT_DELETE)));
	assert_int_equal(state_of(s, iccid), DEVICE_NONE);
}

static void unknown_profile(void **state)
{
	struct device_scene *s = *state;
	s->d.iccid = "8944000000000000000";
	assert_true(acknowledged(device_notify(&s->d, RSP_EVENT_DELETE)));
	assert_int_equal(smdpp_world_count_events(&s->w, s->d.iccid), 1);
	assert_true(acknowledged(device_notify(&s->d, RSP_EVENT_DELETE)));
}

static void profile_that_is_on_no_card(void **state)
{
	struct device_scene *s = *state;
	s->d.iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, 1);
	(void)smdpp_world_order(&s->w, WORLD_SESSION, 1, ",\"eid\":\"" WORLD_EID "\"");
	assert_true(acknowledged(device_notify(&s->d, RSP_EVENT_DELETE)));
	assert_int_equal(state_of(s, s->d.iccid), DEVICE_NONE);
}

static void no_iccid(void **state)
{
	struct device_scene *s = *state;
	s->d.iccid = NULL;
	assert_true(acknowledged(device_notify(&s->d, RSP_EVENT_DELETE)));
}

static void chain_does_not_hold(void **state)
{
	struct device_scene *s = *state;
	struct test_pki stranger = {};
	const char *iccid = installed(s);
	test_pki_make(&stranger, CURVE_P256);
	s->d.eum = buf_bytes(&stranger.der[ISSUE_EUM]);
	s->d.euicc = buf_bytes(&stranger.der[ISSUE_EUICC]);
	s->d.key = stranger.keys[ISSUE_EUICC];
	assert_true(acknowledged(device_notify(&s->d, RSP_EVENT_DELETE)));
	assert_int_equal(state_of(s, iccid), DEVICE_NONE);
	test_pki_free(&stranger);
}

static void signature_is_wrong(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = installed(s);
	s->d.breaks_signature = true;
	assert_true(acknowledged(device_notify(&s->d, RSP_EVENT_DELETE)));
	assert_int_equal(state_of(s, iccid), DEVICE_NONE);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, device_setup, device_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(runtime_states_follow),
		TEST(its_operator_is_told_by_its_own_numbers),
		TEST(install_says_nothing_of_the_runtime),
		TEST(before_the_installation_result),
		TEST(a_repetition_counts_once),
		TEST(a_late_one_does_not_undo_a_newer),
		TEST(one_from_before_the_installation),
		TEST(works_on_brainpool),
		TEST(another_euicc),
		TEST(unknown_profile),
		TEST(profile_that_is_on_no_card),
		TEST(no_iccid),
		TEST(chain_does_not_hold),
		TEST(signature_is_wrong),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
