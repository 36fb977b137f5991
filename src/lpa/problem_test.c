/* SPDX-License-Identifier: Apache-2.0 */
/* Problems in words: each table has its row, and what no row has is told as well. */
#include "lpa/problem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void has_words(const struct lpa *lpa)
{
	assert_true(strlen(lpa->problem.text) > 10);
	assert_true(strlen(lpa->problem.advice) > 5);
}

static void status_codes_have_their_words(void **state)
{
	(void)state;
	struct lpa lpa = {};
	assert_int_equal(problem_server(&lpa, "ES9+.AuthenticateClient", "8.2.6", "3.8", "no"),
			 ERR_DENIED);
	assert_string_equal(lpa.problem.subject_code, "8.2.6");
	assert_string_equal(lpa.problem.reason_code, "3.8");
	assert_string_equal(lpa.problem.step, "ES9+.AuthenticateClient");
	assert_non_null(strstr(lpa.problem.text, "activation code"));
	assert_non_null(strstr(lpa.problem.advice, "ask the operator"));
	assert_int_equal(lpa.problem.card_code, -1);
}

static void every_row_is_found_once(void **state)
{
	(void)state;
	const char *subject = NULL, *reason = NULL, *other = NULL, *code = NULL;
	size_t n = 0;
	for (; problem_row(n, &subject, &reason); n++) {
		struct lpa lpa = {};
		assert_int_equal(problem_server(&lpa, "ES9+", subject, reason, NULL), ERR_DENIED);
		has_words(&lpa);
		assert_null(strstr(lpa.problem.text, "refused"));
		for (size_t i = 0; i < n && problem_row(i, &other, &code); i++)
			assert_false(strcmp(subject, other) == 0 && strcmp(reason, code) == 0);
	}
	assert_true(n > 20);
}

static void unknown_codes_have_the_words_of_the_server(void **state)
{
	(void)state;
	struct lpa lpa = {};
	assert_int_equal(problem_server(&lpa, "ES9+", "9.9", "9.9", "the dog ate it"), ERR_DENIED);
	assert_non_null(strstr(lpa.problem.text, "the dog ate it"));
	assert_int_equal(problem_server(&lpa, "ES9+", NULL, NULL, NULL), ERR_DENIED);
	has_words(&lpa);
	assert_string_equal(lpa.problem.subject_code, "");
}

static void the_words_of_a_server_steer_no_terminal(void **state)
{
	(void)state;
	struct lpa lpa = {};
	assert_int_equal(problem_server(&lpa, "ES9+", "9\x1B[2J", "9.9", "a\x1B[2Jb\nc\x7F"),
			 ERR_DENIED);
	assert_non_null(strstr(lpa.problem.text, "a?[2Jb?c?"));
	assert_string_equal(lpa.problem.subject_code, "");
	assert_string_equal(lpa.problem.reason_code, "9.9");
}

static void the_card_has_its_words(void **state)
{
	(void)state;
	struct lpa lpa = {};
	assert_int_equal(problem_card(&lpa, "ES10b.AuthenticateServer", 2), ERR_DENIED);
	assert_int_equal(lpa.problem.card_code, 2);
	assert_non_null(strstr(lpa.problem.text, "signature"));
	assert_int_equal(problem_card(&lpa, "ES10b.PrepareDownload", 99), ERR_DENIED);
	assert_non_null(strstr(lpa.problem.text, "99"));
	assert_int_equal(problem_status_word(&lpa, "ES10b.PrepareDownload", 0x6985), ERR_DENIED);
	assert_non_null(strstr(lpa.problem.text, "6985"));
	assert_int_equal(problem_status_word(&lpa, "ES10b.PrepareDownload", 0x6F42), ERR_DENIED);
	assert_non_null(strstr(lpa.problem.text, "6F42"));
	has_words(&lpa);
}

static void an_installation_has_its_words(void **state)
{
	(void)state;
	struct lpa lpa = {};
	assert_int_equal(problem_installation(&lpa, 5, 10), ERR_DENIED);
	assert_int_equal(lpa.problem.bpp_command, 5);
	assert_int_equal(lpa.problem.card_code, 10);
	assert_non_null(strstr(lpa.problem.text, "InsufficientMemory"));
	assert_int_equal(problem_installation(&lpa, 5, 77), ERR_DENIED);
	assert_non_null(strstr(lpa.problem.text, "77"));
	has_words(&lpa);
}

static void other_problems_have_their_words(void **state)
{
	(void)state;
	struct lpa lpa = {};
	assert_int_equal(problem_protocol(&lpa, "ES9+", "it is odd"), ERR_SYNTAX);
	assert_non_null(strstr(lpa.problem.text, "it is odd"));
	assert_int_equal(problem_transport(&lpa, "ES9+", ERR_TIMEOUT, NULL), ERR_TIMEOUT);
	assert_non_null(strstr(lpa.problem.text, "timeout"));
	assert_int_equal(problem_transport(&lpa, "ES9+", ERR_DENIED, "no trust"), ERR_DENIED);
	assert_non_null(strstr(lpa.problem.text, "no trust"));
	assert_int_equal(problem_refused(&lpa, "consent", "I do not want", "Want."), ERR_DENIED);
	assert_string_equal(lpa.problem.text, "I do not want");
	problem_clear(&lpa);
	assert_string_equal(lpa.problem.text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(status_codes_have_their_words),
		cmocka_unit_test(every_row_is_found_once),
		cmocka_unit_test(unknown_codes_have_the_words_of_the_server),
		cmocka_unit_test(the_words_of_a_server_steer_no_terminal),
		cmocka_unit_test(the_card_has_its_words),
		cmocka_unit_test(an_installation_has_its_words),
		cmocka_unit_test(other_problems_have_their_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
