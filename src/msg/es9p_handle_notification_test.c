/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES9+.HandleNotification on the wire. */
#include "msg/message_test.h"

#include "msg/es9p_handle_notification.h"

typedef struct es9p_handle_notification_request request_t;

DECODE_JSON(decode_request, es9p_handle_notification_request_decode, request_t)

#define REQUEST "{\"pendingNotification\":\"vzcA\"}"

static void reads_and_writes_a_request(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	request_t r = {};
	assert_int_equal(es9p_handle_notification_request_decode(&a, BYTES_LIT(REQUEST), &r), OK);
	assert_bytes(r.pending_notification, unhex(&a, "BF3700"));
	assert_int_equal(es9p_handle_notification_request_encode(&r, &out), OK);
	assert_text(buf_bytes(&out), REQUEST);
}

static void request_withstands_damage(void **state)
{
	(void)state;
	WITHSTANDS_JSON(decode_request, BYTES_LIT(REQUEST));
}

static void takes_any_tag(void **state)
{
	(void)state;
	assert_int_equal(
		decode_with(decode_request, BYTES_LIT(REQUEST), "pendingNotification", "MAA="), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_writes_a_request),
		cmocka_unit_test(request_withstands_damage),
		cmocka_unit_test(takes_any_tag),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
