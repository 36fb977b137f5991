/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the log line: one line, valid JSON, identifiers masked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
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

static size_t lines_waiting(void)
{
	size_t n = 0;
	for (const char *at = line_written(); (at = strchr(at, '\n')); at++)
		n++;
	return n;
}

static void held_lines_are_written_together(void **state)
{
	(void)state;
	log_here(false);
	assert_int_equal(fcntl(pipe_fds[0], F_SETFL, O_NONBLOCK), 0);
	log_hold();
	LOG_EVENT(LOG_INFO, "one");
	LOG_EVENT(LOG_INFO, "two");
	assert_int_equal(lines_waiting(), 0);
	log_release();
	assert_int_equal(lines_waiting(), 2);
	LOG_EVENT(LOG_INFO, "three");
	assert_int_equal(lines_waiting(), 1);
	log_release();
	assert_int_equal(lines_waiting(), 0);
}

/* What went wrong may be the last that there is to say, and it comes after what led to it. */
static void warnings_are_not_held(void **state)
{
	(void)state;
	log_here(false);
	assert_int_equal(fcntl(pipe_fds[0], F_SETFL, O_NONBLOCK), 0);
	log_hold();
	LOG_EVENT(LOG_INFO, "one");
	LOG_EVENT(LOG_WARN, "two");
	assert_int_equal(lines_waiting(), 2);
	LOG_EVENT(LOG_ERROR, "three");
	assert_int_equal(lines_waiting(), 1);
	log_release();
}

/* More than there is room for is written in between, whole lines at a time, in order. */
static void no_more_are_held_than_there_is_room_for(void **state)
{
	(void)state;
	static char all[64 * 1024];
	size_t seen = 0;
	log_here(false);
	assert_int_equal(fcntl(pipe_fds[0], F_SETFL, O_NONBLOCK), 0);
	log_hold();
	for (int64_t i = 0; i < 500; i++)
		LOG_EVENT(LOG_INFO, "held", LOG_NUM("n", i));
	log_release();
	assert_in_range(read(pipe_fds[0], all, sizeof(all) - 1), 16 * 1024, sizeof(all) - 2);
	for (const char *at = all; (at = strstr(at, "\"n\":")); at++)
		assert_int_equal(strtol(at + 4, NULL, 10), seen++);
	assert_int_equal(seen, 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_json_and_masked),
		cmocka_unit_test(whole_identifiers_on_request),
		cmocka_unit_test(lower_levels_are_silent),
		cmocka_unit_test(a_long_line_is_cut_and_still_ends),
		cmocka_unit_test(held_lines_are_written_together),
		cmocka_unit_test(warnings_are_not_held),
		cmocka_unit_test(no_more_are_held_than_there_is_room_for),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
