/* SPDX-License-Identifier: Apache-2.0 */
/* lpac's stdio protocol: what is answered, and what is left to people. */
#include "cli/veuicc_apdu.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "card_world.h"

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

/* The answer to a call, without its line feed; "" if it is not for the card. */
static const char *ask(struct card_world *w, const char *line)
{
	static char text[2048];
	CLEANUP(buf_free) struct buf out = buf_make(sizeof(text));
	enum err error = veuicc_apdu_answer(&w->card, bytes_str(line), &out);
	if (error == ERR_UNSUPPORTED) {
		assert_int_equal(out.len, 0);
		return "";
	}
	assert_int_equal(error, OK);
	assert_int_equal(out.ptr[out.len - 1], '\n');
	memcpy(text, out.ptr, out.len - 1);
	text[out.len - 1] = '\0';
	return text;
}

#define CALL(func, param)                                                                          \
	"{\"type\":\"apdu\",\"payload\":{\"func\":\"" func "\",\"param\":" param "}}\n"
#define ECODE(n) "{\"type\":\"apdu\",\"payload\":{\"ecode\":" n "}}"
#define ISD_R	 "\"A0000005591010FFFFFFFF8900000100\""

static void a_whole_conversation(void **state)
{
	struct card_world *w = *state;
	assert_string_equal(ask(w, CALL("connect", "null")), ECODE("0"));
	assert_string_equal(ask(w, CALL("logic_channel_open", ISD_R)), ECODE("1"));
	assert_string_equal(ask(w, CALL("transmit", "\"81e2910003bf3c00\"")),
			    "{\"type\":\"apdu\",\"payload\":{\"ecode\":0,\"data\":\"611D\"}}");
	assert_string_equal(ask(w, CALL("transmit", "\"81C000001D\"")),
			    "{\"type\":\"apdu\",\"payload\":{\"ecode\":0,\"data\":\""
			    "BF3C1A811874657374726F6F74736D64732E6578616D706C652E636F6D9000\"}}");
	assert_string_equal(ask(w, CALL("logic_channel_close", "\"01\"")), ECODE("0"));
	assert_string_equal(ask(w, CALL("disconnect", "null")), ECODE("0"));
}

static void another_application_cannot_be_opened(void **state)
{
	struct card_world *w = *state;
	assert_string_equal(ask(w, CALL("logic_channel_open", "\"A0000000871002\"")), ECODE("-1"));
	assert_string_equal(ask(w, CALL("logic_channel_open", "null")), ECODE("-1"));
}

static void channels_run_out(void **state)
{
	struct card_world *w = *state;
	assert_string_equal(ask(w, CALL("logic_channel_open", ISD_R)), ECODE("1"));
	assert_string_equal(ask(w, CALL("logic_channel_open", ISD_R)), ECODE("2"));
	assert_string_equal(ask(w, CALL("logic_channel_open", ISD_R)), ECODE("3"));
	assert_string_equal(ask(w, CALL("logic_channel_open", ISD_R)), ECODE("-1"));
	assert_string_equal(ask(w, CALL("connect", "null")), ECODE("0"));
	assert_string_equal(ask(w, CALL("logic_channel_open", ISD_R)), ECODE("1"));
}

static void closes_only_what_is_open(void **state)
{
	struct card_world *w = *state;
	assert_string_equal(ask(w, CALL("logic_channel_close", "\"02\"")), ECODE("-1"));
	assert_string_equal(ask(w, CALL("logic_channel_close", "null")), ECODE("-1"));
}

static void what_cannot_be_done_is_minus_one(void **state)
{
	struct card_world *w = *state;
	assert_string_equal(ask(w, CALL("fly", "null")), ECODE("-1"));
	assert_string_equal(ask(w, CALL("transmit", "\"xyz\"")), ECODE("-1"));
	assert_string_equal(ask(w, "{\"type\":\"apdu\",\"payload\":{}}"), ECODE("-1"));
}

static void what_is_for_people_is_left_to_them(void **state)
{
	struct card_world *w = *state;
	assert_string_equal(ask(w, "{\"type\":\"lpa\",\"payload\":{\"code\":0}}\n"), "");
	assert_string_equal(ask(w, "{\"type\":\"apdu\"}\n"), "");
	assert_string_equal(ask(w, "{\"payload\":{}}\n"), "");
	assert_string_equal(ask(w, "no JSON\n"), "");
	assert_string_equal(ask(w, "\n"), "");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_whole_conversation),
		CASE(another_application_cannot_be_opened),
		CASE(channels_run_out),
		CASE(closes_only_what_is_open),
		CASE(what_cannot_be_done_is_minus_one),
		CASE(what_is_for_people_is_left_to_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
