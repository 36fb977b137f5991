/* SPDX-License-Identifier: Apache-2.0 */
/* Notifications: which are made, how they are signed, listed, retrieved and removed. */
#include "msg/es10b_notification.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "card/notification.h"
#include "card_world.h"
#include "msg/es10_function.h"

static int set_up(void **state)
{
	static struct card_world w;
	card_world_make(&w, CURVE_P256);
	*state = &w;
	return 0;
}

static int tear_down(void **state)
{
	card_world_free(*state);
	return 0;
}

static struct es10b_notification_list call_list(struct card_world *w, uint64_t events)
{
	CLEANUP(buf_free) struct buf request = buf_make(64);
	struct es10b_notification_list list = {};
	assert_int_equal(es10b_list_notification_request_encode(events, &request), OK);
	assert_int_equal(card_world_call(w, buf_bytes(&request)), OK);
	assert_int_equal(es10b_list_notification_response_decode(buf_bytes(&w->response), &list),
			 OK);
	return list;
}

static struct es10b_notification_list retrieve(struct card_world *w, uint64_t number,
					       uint64_t events)
{
	CLEANUP(buf_free) struct buf request = buf_make(64);
	struct es10b_notification_list list = {};
	struct es10b_retrieve_notifications_list_request r = {number, events};
	assert_int_equal(es10b_retrieve_notifications_list_request_encode(&r, &request), OK);
	assert_int_equal(card_world_call(w, buf_bytes(&request)), OK);
	assert_int_equal(
		es10b_retrieve_notifications_list_response_decode(buf_bytes(&w->response), &list),
		OK);
	return list;
}

static uint64_t remove_one(struct card_world *w, uint64_t number)
{
	CLEANUP(buf_free) struct buf request = buf_make(64);
	uint64_t result = 0;
	assert_int_equal(es10b_remove_notification_request_encode(number, &request), OK);
	assert_int_equal(card_world_call(w, buf_bytes(&request)), OK);
	assert_int_equal(es10_result_decode(buf_bytes(&w->response),
					    ES10B_REMOVE_NOTIFICATION_FROM_LIST, &result),
			 OK);
	return result;
}

static size_t count(struct bytes row)
{
	struct tlv next = {};
	size_t n = 0;
	for (; row.len > 0; n++)
		assert_int_equal(tlv_take(&row, &next), OK);
	return n;
}

/* One profile; its metadata name two addresses for enabling and one for deletion. */
static void install(struct card_world *w)
{
	CLEANUP(buf_free) struct buf list = buf_make(1024);
	card_world_configure(RSP_EVENT_ENABLE, "first.example.com", &list);
	card_world_configure(RSP_EVENT_ENABLE | RSP_EVENT_DELETE, "second.example.com", &list);
	card_world_install(w, 1, buf_bytes(&list), 0);
}

static void raise_event(struct card_world *w, uint64_t event)
{
	assert_int_equal(notification_raise_profile(&w->card, w->card.profiles[0], event), OK);
}

static void nothing_is_pending_on_a_new_card(void **state)
{
	struct card_world *w = *state;
	struct es10b_notification_list list = call_list(w, 0);
	assert_true(list.ok);
	assert_int_equal(list.row.len, 0);
	list = retrieve(w, TLV_ABSENT, 0);
	assert_false(list.ok);
	assert_int_equal(list.error, 1);
}

static void are_made_for_the_events_that_are_configured(void **state)
{
	struct card_world *w = *state;
	install(w);
	assert_int_equal(count(call_list(w, 0).row), 1);
	raise_event(w, RSP_EVENT_ENABLE);
	assert_int_equal(count(call_list(w, 0).row), 3);
	raise_event(w, RSP_EVENT_DISABLE);
	assert_int_equal(count(call_list(w, 0).row), 3);
	raise_event(w, RSP_EVENT_DELETE);
	assert_int_equal(count(call_list(w, 0).row), 4);
	assert_int_equal(w->card.next_sequence, 5);
}

static void are_signed_with_the_card_and_its_maker(void **state)
{
	struct card_world *w = *state;
	struct es10b_other_signed_notification n = {};
	struct es10b_notification_metadata m = {};
	struct public_key key = {};
	install(w);
	raise_event(w, RSP_EVENT_DELETE);
	struct es10b_notification_list list = retrieve(w, 2, 0);
	assert_true(list.ok);
	assert_int_equal(es10b_other_signed_notification_decode(list.row, &n), OK);
	assert_int_equal(private_key_public(w->pki.keys[ISSUE_EUICC], &key), OK);
	assert_int_equal(
		ecdsa_verify(&key, &n.tbs_other_notification, 1, n.euicc_notification_signature),
		OK);
	assert_true(bytes_eq(n.euicc_certificate, buf_bytes(&w->pki.der[ISSUE_EUICC])));
	assert_true(bytes_eq(n.eum_certificate, buf_bytes(&w->pki.der[ISSUE_EUM])));
	assert_int_equal(es10b_notification_metadata_decode(n.tbs_other_notification, &m), OK);
	assert_int_equal(m.seq_number, 2);
	assert_int_equal(m.profile_management_operation, RSP_EVENT_DELETE);
	assert_true(bytes_eq(m.notification_address, BYTES_LIT("second.example.com")));
	assert_true(bytes_eq(m.iccid, card_world_iccid_bytes(1)));
}

static void are_listed_and_retrieved_by_event(void **state)
{
	struct card_world *w = *state;
	install(w);
	raise_event(w, RSP_EVENT_ENABLE);
	raise_event(w, RSP_EVENT_DELETE);
	assert_int_equal(count(call_list(w, RSP_EVENT_ENABLE).row), 2);
	assert_int_equal(count(call_list(w, RSP_EVENT_ENABLE | RSP_EVENT_DELETE).row), 3);
	assert_int_equal(count(retrieve(w, TLV_ABSENT, RSP_EVENT_INSTALL).row), 1);
	assert_int_equal(count(retrieve(w, TLV_ABSENT, 0).row), 4);
	assert_int_equal(count(retrieve(w, 3, 0).row), 1);
	assert_int_equal(retrieve(w, 99, 0).error, 1);
}

/* They stay until they are removed, and numbers are not used again. */
static void are_removed_one_by_one(void **state)
{
	struct card_world *w = *state;
	install(w);
	raise_event(w, RSP_EVENT_ENABLE);
	w->card.changed = false;
	assert_int_equal(remove_one(w, 2), ES10_OK);
	assert_true(w->card.changed);
	assert_int_equal(remove_one(w, 2), ES10_NOT_FOUND);
	assert_int_equal(count(call_list(w, 0).row), 2);
	assert_true(retrieve(w, 1, 0).ok);
	assert_true(retrieve(w, 3, 0).ok);
	assert_int_equal(remove_one(w, 3), ES10_OK);
	raise_event(w, RSP_EVENT_DELETE);
	assert_true(retrieve(w, 4, 0).ok);
}

static void says_when_there_is_no_room(void **state)
{
	struct card_world *w = *state;
	install(w);
	assert_true(notification_room(&w->card));
	size_t n = w->card.n_notifications;
	w->card.n_notifications = EUICC_NOTIFICATIONS_MAX;
	assert_false(notification_room(&w->card));
	assert_int_equal(notification_keep(&w->card, 9, BYTES_LIT("x")), ERR_LIMIT);
	w->card.n_notifications = n;
}

static void more_than_a_response_can_hold_is_refused(void **state)
{
	struct card_world *w = *state;
	static const uint8_t large[EUICC_PENDING_MAX - 64];
	CLEANUP(buf_free) struct buf pending = buf_make(EUICC_PENDING_MAX);
	struct es10b_notification_metadata m = {1, RSP_EVENT_ENABLE, BYTES_LIT("a"), {}};
	size_t mark = 0;
	assert_int_equal(tlv_open(&pending, 0x30, &mark), OK);
	assert_int_equal(es10b_notification_metadata_encode(&m, &pending), OK);
	assert_int_equal(tlv_put(&pending, 0x04, BYTES_OF(large)), OK);
	assert_int_equal(tlv_close(&pending, mark), OK);
	for (uint64_t i = 1; i < 20; i++)
		assert_int_equal(notification_keep(&w->card, i, buf_bytes(&pending)), OK);
	assert_int_equal(card_world_call(w, BYTES_LIT("\xBF\x2B\x00")), ERR_LIMIT);
}

static void requests_that_cannot_be_read_are_refused(void **state)
{
	struct card_world *w = *state;
	assert_true(err_is_refusal(card_world_call(w, BYTES_LIT("\xBF\x30\x00"))));
	assert_true(err_is_refusal(card_world_call(w, BYTES_LIT("\xBF\x28\x02\x81\x05"))));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(nothing_is_pending_on_a_new_card),
		CASE(are_made_for_the_events_that_are_configured),
		CASE(are_signed_with_the_card_and_its_maker),
		CASE(are_listed_and_retrieved_by_event),
		CASE(are_removed_one_by_one),
		CASE(says_when_there_is_no_room),
		CASE(more_than_a_response_can_hold_is_refused),
		CASE(requests_that_cannot_be_read_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
