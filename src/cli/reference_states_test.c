/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the document of states: that it has every row, and that docs/ has it as it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "cli/reference_states.h"
#include "session/profile_state.h"
#include "smdpp/device_reason.h"
#include "sys/file.h"

static size_t count(const struct buf *text, const char *part)
{
	size_t n = 0;
	for (const char *at = (const char *)text->ptr; (at = strstr(at, part)); at++)
		n++;
	return n;
}

static void every_row_is_there(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf made = buf_make(1 << 16);
	assert_int_equal(reference_states_document(&made), OK);
	assert_int_equal(buf_put_u8(&made, '\0'), OK);
	const size_t heads = 4;
	assert_int_equal(count(&made, "\n|---|"), heads);
	assert_int_equal(count(&made, "\n| "),
			 heads + profile_state_transitions_n + profile_state_device_rows_n +
				 device_reason_cancellations_n + device_reason_failures_n);
	assert_int_equal(count(&made, "| Released | ES2+ CancelOrder to Available | Available |"),
			 1);
	assert_int_equal(count(&made, "Released --> Downloaded: "), 1);
	assert_int_equal(count(&made, "Downloaded --> Downloaded"), 0);
	assert_int_equal(count(&made, "| postponed (1) | stays as it is | - |"), 1);
	assert_int_equal(
		count(&made, "| installFailedDueToInterruption (11) | may be tried again | 8.2.10"),
		1);
}

static void the_document_is_up_to_date(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf made = buf_make(1 << 16), written = buf_make(1 << 16);
	assert_int_equal(reference_states_document(&made), OK);
	assert_int_equal(file_read("docs/profile-states.md", &written), OK);
	if (!bytes_eq(buf_bytes(&made), buf_bytes(&written)))
		fail_msg("rspctl reference states > docs/profile-states.md");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_there),
		cmocka_unit_test(the_document_is_up_to_date),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
