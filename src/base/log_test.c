/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the log line: one line, valid JSON, identifiers masked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include "base/log.h"

static int pipe_fds[2];

static int set_up(void **state)
{
	(void)state;
	return pipe(pipe_fds);
}

static int tear_down(void **state)
{
	(void)state;
	log_configure(&(struct log_config){.level = LOG_INFO, .fd = STDERR_FILENO});
	(void)close(pipe_fds[0]);
	return close(pipe_fds[1]);
}

static const char *line_written(void)
{
	static char line[4096];
	ssize_t n = read(pipe_fds[0], line, sizeof(line) - 1);
	line[n > 0 ? n : 0] = '\0';
	return line;
}

static void log_here(bool whole_ids)
{
	log_configure(
		&(struct log_config){.level = LOG_INFO, .fd = pipe_fds[1], .whole_ids = whole_ids});
}

static void a_line_is_json_and_masked(void **state)
{
	(void)state;
	log_here(false);
	log_request(7);
	LOG_EVENT(LOG_INFO, "ordered", LOG_ID("iccid", "8900000000000001234"),
		  LOG_TEXT("say", "a\"b\n"), LOG_NUM("n", -5));
	log_request(0);
	const char *line = line_written();
	assert_non_null(
		strstr(line, "\"level\":\"info\",\"event\":\"ordered\",\"request\":7,"
			     "\"iccid\":\"***************1234\",\"say\":\"a\\\"b?\",\"n\":-5}\n"));
	assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
}

static void whole_identifiers_on_request(void **state)
{
	(void)state;
	log_here(true);
	LOG_EVENT(LOG_WARN, "x", LOG_ID("eid", "89049032"));
	assert_non_null(strstr(line_written(), "\"eid\":\"89049032\""));
}

static void lower_levels_are_silent(void **state)
{
	(void)state;
	log_here(false);
	LOG_EVENT(LOG_DEBUG, "unseen", LOG_NUM("n", 1));
	LOG_EVENT(LOG_ERROR, "seen", LOG_ERR(ERR_IO));
	assert_null(strstr(line_written(), "unseen"));
}

static void a_long_line_is_cut_and_still_ends(void **state)
{
	(void)state;
	static char long_text[5000];
	memset(long_text, 'x', sizeof(long_text) - 1);
	log_here(false);
	LOG_EVENT(LOG_INFO, "long", LOG_TEXT("text", long_text));
	const char *line = line_written();
	assert_true(strlen(line) <= 2048);
	assert_string_equal(line + strlen(line) - 3, "\"}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_json_and_masked),
		cmocka_unit_test(whole_identifiers_on_request),
		cmocka_unit_test(lower_levels_are_silent),
		cmocka_unit_test(a_long_line_is_cut_and_still_ends),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
