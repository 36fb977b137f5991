/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/route.h"

static const struct http_route routes[] = {
	{.path = "/json"},
	{.path = "/both"},
	{.path = "/both", .content_type = "application/x-gsma-rsp-asn1"},
	{.path = "/metrics", .method = HTTP_METHOD_GET},
	{.path = "/mixed", .method = HTTP_METHOD_GET},
	{.path = "/mixed"},
};

static const struct http_listener listener = {.routes = routes, .route_count = 6};

static void test_rows(void **state)
{
	(void)state;
	static const struct {
		const char *method, *path, *type;
		int status, route; /* index, -1: none */
		const char *allow;
	} rows[] = {
		{"POST", "/json", "application/json", 0, 0, NULL},
		{"POST", "/json", "Application/JSON;charset=UTF-8", 0, 0, NULL},
		{"POST", "/json", "application/json ; charset=UTF-8", 0, 0, NULL},
		{"POST", "/json", "application/jsonx", 415, 0, NULL},
		{"POST", "/json", "text/plain; application/json", 415, 0, NULL},
		{"POST", "/json", "", 415, 0, NULL},
		{"POST", "/json", NULL, 415, 0, NULL},
		{"GET", "/json", "application/json", 405, 0, "POST"},
		{"post", "/json", "application/json", 405, 0, "POST"},
		{"POST", "/json/", "application/json", 404, -1, NULL},
		{"POST", "/JSON", "application/json", 404, -1, NULL},
		{"POST", "/jso", "application/json", 404, -1, NULL},
		{"POST", "/both", "application/json", 0, 1, NULL},
		{"POST", "/both", "application/x-gsma-rsp-asn1", 0, 2, NULL},
		{"POST", "/both", "text/plain", 415, 1, NULL},
		{"GET", "/metrics", NULL, 0, 3, NULL},
		{"POST", "/metrics", "application/json", 405, 3, "GET"},
		{"GET", "/mixed", NULL, 0, 4, NULL},
		{"POST", "/mixed", "application/json", 0, 5, NULL},
		{"PUT", "/mixed", "application/json", 405, 4, "POST, GET"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct http_head head = {.method = bytes_str(rows[i].method),
					 .path = bytes_str(rows[i].path),
					 .content_type = bytes_str(rows[i].type)};
		struct http_verdict verdict = http_route_find(&listener, &head);
		assert_int_equal(verdict.status, rows[i].status);
		assert_ptr_equal(verdict.route, rows[i].route < 0 ? NULL : &routes[rows[i].route]);
		if (rows[i].allow)
			assert_string_equal(verdict.allow, rows[i].allow);
		else
			assert_null(verdict.allow);
	}
}

static void test_no_routes(void **state)
{
	(void)state;
	struct http_listener none = {};
	struct http_head head = {.method = BYTES_LIT("POST"), .path = BYTES_LIT("/")};
	assert_int_equal(http_route_find(&none, &head).status, 404);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_no_routes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
