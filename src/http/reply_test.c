/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/reply.h"

static void assert_head(const struct http_reply_head *head, const char *expected)
{
	CLEANUP(buf_free) struct buf out = buf_make(1024);
	assert_int_equal(http_reply_head_put(head, &out), OK);
	assert_int_equal(buf_put_u8(&out, 0), OK);
	assert_string_equal((const char *)out.ptr, expected);
}

static void test_full_head(void **state)
{
	(void)state;
	char date[HTTP_DATE_LEN + 1] = {};
	http_date(1795437060123, date);
	assert_head(&(struct http_reply_head){.status = 200,
					      .date = date,
					      .content_type = "application/json",
					      .admin_protocol = "gsma/rsp/v2.5.0",
					      .body_len = 12},
		    "HTTP/1.1 200 OK\r\n"
		    "Date: Mon, 23 Nov 2026 12:31:00 GMT\r\n"
		    "Content-Type: application/json\r\n"
		    "X-Admin-Protocol: gsma/rsp/v2.5.0\r\n"
		    "Content-Length: 12\r\n\r\n");
}

static void test_no_content(void **state)
{
	(void)state;
	assert_head(&(struct http_reply_head){.status = 204, .content_type = "application/json"},
		    "HTTP/1.1 204 No Content\r\n\r\n");
}

static void test_refusals(void **state)
{
	(void)state;
	assert_head(&(struct http_reply_head){.status = 405, .allow = "POST", .close = true},
		    "HTTP/1.1 405 Method Not Allowed\r\nAllow: POST\r\nContent-Length: 0\r\n"
		    "Connection: close\r\n\r\n");
	assert_head(&(struct http_reply_head){.status = 503, .retry_after_s = 1},
		    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n"
		    "Content-Length: 0\r\n\r\n");
}

static void test_buffer_is_too_small(void **state)
{
	(void)state;
	struct http_reply_head head = {.status = 503, .retry_after_s = 1};
	CLEANUP(buf_free) struct buf whole = buf_make(1024);
	assert_int_equal(http_reply_head_put(&head, &whole), OK);
	for (size_t max = 0; max < whole.len; max++) {
		CLEANUP(buf_free) struct buf out = buf_make(max);
		assert_int_equal(http_reply_head_put(&head, &out), ERR_TOO_LONG);
	}
}

static void test_statuses(void **state)
{
	(void)state;
	assert_true(http_status_is_known(200));
	assert_true(http_status_is_known(204));
	assert_true(http_status_is_known(503));
	assert_false(http_status_is_known(500));
	assert_false(http_status_is_known(501));
	assert_false(http_status_is_known(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full_head), cmocka_unit_test(test_no_content),
		cmocka_unit_test(test_refusals),  cmocka_unit_test(test_buffer_is_too_small),
		cmocka_unit_test(test_statuses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
