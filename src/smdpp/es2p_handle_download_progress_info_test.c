/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/limits.h"
#include "notify/kind.h"
#include "smdpp/es2p_handle_download_progress_info.h"
#include "smdpp_world.h"

static struct role_call call_of(struct smdpp_world *w)
{
	return (struct role_call){
		.role = &w->smdpp->role,
		.smdpp = w->smdpp,
		.arena = &w->arena,
		.now = w->clock.fixed_ms,
		.function = "test",
		.who = "test",
	};
}

static struct es2p_handle_download_progress_info_request read_back(struct smdpp_world *w,
								   struct bytes body)
{
	struct es2p_handle_download_progress_info_request request = {};
	assert_int_equal(
		es2p_handle_download_progress_info_request_decode(&w->arena, body, &request), OK);
	return request;
}

static void says_what_happened(void **state)
{
	struct smdpp_world *w = *state;
	struct role_call call = call_of(w);
	struct profile_change change = {};
	const struct status_code code = {"8.2.7", "3.8", "wrong", NULL};
	struct profile_row row = smdpp_world_profile(w, smdpp_world_iccid(w, WORLD_SESSION, 0));
	const struct report report = {.point = ES2P_POINT_CONFIRMATION_FAILURE,
				      .code = &code,
				      .eid = WORLD_EID,
				      .result_data = BYTES_LIT("\xBF\x37\x00")};
	assert_int_equal(smdpp_report_add(&call, &row, &report, &change), OK);
	assert_int_equal(change.messages_n, 1);
	assert_string_equal(change.messages[0].operator_name, "acme");
	assert_string_equal(change.messages[0].kind, KIND_DOWNLOAD_PROGRESS);
	struct es2p_handle_download_progress_info_request r = read_back(w, change.messages[0].body);
	assert_true(bytes_eq(r.iccid, bytes_str(row.iccid)));
	assert_true(bytes_eq(r.eid, bytes_str(WORLD_EID)));
	assert_true(bytes_eq(r.profile_type, bytes_str("session")));
	assert_int_equal(r.timestamp_ms, w->clock.fixed_ms);
	assert_int_equal(r.notification_point_id, 2);
	assert_int_equal(r.notification_point_status.status, ESX_FAILED);
	assert_string_equal(r.notification_point_status.code.reason, "3.8");
	assert_true(bytes_eq(r.header.function_requester_identifier, bytes_str("2.999.10")));
	assert_int_equal(r.header.function_call_identifier.len, 16);
	assert_true(bytes_eq(r.result_data, report.result_data));
}

/* As much as one request can bring is passed on, whatever surrounds it. */
static void the_largest_result_is_passed_on(void **state)
{
	static uint8_t result[LIMIT_HTTP_BODY / 4 * 3];
	struct smdpp_world *w = *state;
	struct role_call call = call_of(w);
	struct profile_change change = {};
	struct profile_row row = smdpp_world_profile(w, smdpp_world_iccid(w, WORLD_SESSION, 0));
	const struct report report = {.point = ES2P_POINT_BPP_INSTALLATION,
				      .eid = WORLD_EID,
				      .result_data = BYTES_OF(result)};
	assert_int_equal(smdpp_report_add(&call, &row, &report, &change), OK);
	assert_true(change.messages[0].body.len > LIMIT_HTTP_BODY);
}

static void success_without_an_eid(void **state)
{
	struct smdpp_world *w = *state;
	struct role_call call = call_of(w);
	struct profile_change change = {};
	struct profile_row row = smdpp_world_profile(w, smdpp_world_iccid(w, WORLD_SESSION, 0));
	const struct report report = {.point = ES2P_POINT_BPP_DOWNLOAD, .eid = ""};
	assert_int_equal(smdpp_report_add(&call, &row, &report, &change), OK);
	struct es2p_handle_download_progress_info_request r = read_back(w, change.messages[0].body);
	assert_int_equal(r.notification_point_status.status, ESX_EXECUTED_SUCCESS);
	assert_false(bytes_present(r.eid));
}

static void each_message_has_its_own_call_identifier(void **state)
{
	struct smdpp_world *w = *state;
	struct role_call call = call_of(w);
	struct profile_change one = {}, two = {};
	struct profile_row row = smdpp_world_profile(w, smdpp_world_iccid(w, WORLD_SESSION, 0));
	const struct report report = {.point = ES2P_POINT_BPP_DOWNLOAD};
	assert_int_equal(smdpp_report_add(&call, &row, &report, &one), OK);
	assert_int_equal(smdpp_report_add(&call, &row, &report, &two), OK);
	assert_false(bytes_eq(read_back(w, one.messages[0].body).header.function_call_identifier,
			      read_back(w, two.messages[0].body).header.function_call_identifier));
}

/* Each key of a dialect is shown with its encoder: here, that the owner's is the one. */
static void speaks_the_owners_dialect(void **state)
{
	struct smdpp_world *w = *state;
	struct role_call call = call_of(w);
	struct profile_change change = {};
	struct profile_row row = smdpp_world_profile(w, smdpp_world_iccid(w, WORLD_SESSION, 0));
	const struct report report = {.point = ES2P_POINT_BPP_DOWNLOAD,
				      .tac = BYTES_LIT("\x53\x19\x12\x05"),
				      .imei = BYTES_LIT("\x53\x19\x12\x05\x20\x43\x65\xF7")};
	assert_int_equal(smdpp_report_add(&call, &row, &report, &change), OK);
	assert_false(bytes_present(read_back(w, change.messages[0].body).tac));
	w->operators[WORLD_ACME].dialect.device = true;
	assert_int_equal(smdpp_report_add(&call, &row, &report, &change), OK);
	struct es2p_handle_download_progress_info_request r = read_back(w, change.messages[0].body);
	assert_true(bytes_eq(r.tac, bytes_str("35912150")));
	assert_true(bytes_eq(r.imei, bytes_str("359121500234567")));
}

static void a_device_that_tells_nonsense_is_left_out(void **state)
{
	struct smdpp_world *w = *state;
	struct role_call call = call_of(w);
	struct profile_change change = {};
	struct profile_row row = smdpp_world_profile(w, smdpp_world_iccid(w, WORLD_SESSION, 0));
	const struct report report = {.point = ES2P_POINT_BPP_DOWNLOAD,
				      .tac = BYTES_LIT("\xAB\xCD\x12\x05"),
				      .imei = BYTES_LIT("\x53\x19\x12\x05\x20\x43\x65\xF7")};
	w->operators[WORLD_ACME].dialect.device = true;
	assert_int_equal(smdpp_report_add(&call, &row, &report, &change), OK);
	struct es2p_handle_download_progress_info_request r = read_back(w, change.messages[0].body);
	assert_false(bytes_present(r.tac));
	assert_true(bytes_eq(r.imei, bytes_str("359121500234567")));
}

static void operator_without_an_endpoint(void **state)
{
	struct smdpp_world *w = *state;
	struct role_call call = call_of(w);
	struct profile_change change = {};
	struct profile_row row = smdpp_world_profile(w, smdpp_world_iccid(w, WORLD_FOREIGN, 0));
	const struct report report = {.point = ES2P_POINT_BPP_DOWNLOAD};
	assert_int_equal(smdpp_report_add(&call, &row, &report, &change), OK);
	assert_int_equal(change.messages_n, 0);
	smdpp_report_wake(&call, &change);
	assert_int_equal(w->woken, 0);
}

static void wakes_the_outbox_for_a_message(void **state)
{
	struct smdpp_world *w = *state;
	struct role_call call = call_of(w);
	smdpp_report_wake(&call, &(struct profile_change){.messages_n = 1});
	assert_int_equal(w->woken, 1);
	w->smdpp->with.wake_outbox = NULL;
	smdpp_report_wake(&call, &(struct profile_change){.messages_n = 1});
	assert_int_equal(w->woken, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smdpp_world_setup, smdpp_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(says_what_happened),
		TEST(the_largest_result_is_passed_on),
		TEST(success_without_an_eid),
		TEST(speaks_the_owners_dialect),
		TEST(a_device_that_tells_nonsense_is_left_out),
		TEST(each_message_has_its_own_call_identifier),
		TEST(operator_without_an_endpoint),
		TEST(wakes_the_outbox_for_a_message),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
