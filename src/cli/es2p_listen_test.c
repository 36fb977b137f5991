/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of what the operator's endpoint prints. Its serving is tested by tests/download.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "cli/es2p_listen.h"

#define HEADER                                                                                     \
	"\"header\":{\"functionRequesterIdentifier\":\"2.999.10\","                                \
	"\"functionCallIdentifier\":\"c\"},"

static enum err line_of(const char *body, char *out, size_t max)
{
	CLEANUP(arena_free) struct arena a = arena_make(1 << 16);
	CLEANUP(buf_free) struct buf line = buf_make(max - 1);
	enum err e = es2p_listen_line(&a, bytes_str(body), &line);
	if (line.len > 0)
		memcpy(out, line.ptr, line.len);
	out[line.len] = '\0';
	return e;
}

static void a_success_is_one_line(void **state)
{
	(void)state;
	char out[512] = "";
	assert_int_equal(line_of("{" HEADER "\"iccid\":\"8900101000000000017\","
				 "\"eid\":\"89049032000000000000000000000001\","
				 "\"profileType\":\"t\",\"timestamp\":\"2026-11-23T12:31:00Z\","
				 "\"notificationPointId\":3,\"notificationPointStatus\":"
				 "{\"status\":\"Executed-Success\"}}",
				 out, sizeof(out)),
			 OK);
	assert_string_equal(out, "2026-11-23T12:31:00Z ICCID 8900101000000000017 point 3 "
				 "(download of the bound profile package): Executed-Success, EID "
				 "89049032000000000000000000000001\n");
}

static void a_failure_shows_its_codes(void **state)
{
	(void)state;
	char out[512] = "";
	assert_int_equal(line_of("{" HEADER "\"iccid\":\"8900101000000000017\","
				 "\"profileType\":\"t\",\"timestamp\":\"2026-11-23T12:31:00Z\","
				 "\"notificationPointId\":101,\"notificationPointStatus\":"
				 "{\"status\":\"Failed\",\"statusCodeData\":{\"subjectCode\":"
				 "\"8.2.7\",\"reasonCode\":\"3.8\",\"message\":\"wrong\"}}}",
				 out, sizeof(out)),
			 OK);
	assert_non_null(strstr(out, "point 101 (another point): Failed 8.2.7/3.8 wrong\n"));
}

static void what_is_no_notification_is_refused(void **state)
{
	(void)state;
	char out[512] = "";
	assert_int_equal(line_of("{", out, sizeof(out)), ERR_SYNTAX);
	assert_int_equal(line_of("{" HEADER "\"iccid\":\"8900101000000000017\"}", out, sizeof(out)),
			 ERR_MISSING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_success_is_one_line),
		cmocka_unit_test(a_failure_shows_its_codes),
		cmocka_unit_test(what_is_no_notification_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
