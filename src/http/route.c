/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Routing by table.
 */
#include "http/route.h"

#include <string.h>

static const char *const method_names[] = {[HTTP_METHOD_POST] = "POST", [HTTP_METHOD_GET] = "GET"};

/* By set of methods, one bit each. */
static const char *const allows[] = {
	[0] = "",
	[1 << HTTP_METHOD_POST] = "POST",
	[1 << HTTP_METHOD_GET] = "GET",
	[1 << HTTP_METHOD_POST | 1 << HTTP_METHOD_GET] = "POST, GET",
};

/* The media type without its parameters. */
static bool has_type(struct bytes content_type, const char *wanted)
{
	struct bytes type = {};
	bytes_take_until(&content_type, ';', &type);
	while (type.len > 0 && (type.ptr[type.len - 1] == ' ' || type.ptr[type.len - 1] == '\t'))
		type.len--;
	return bytes_eq_nocase(type, bytes_str(wanted ? wanted : HTTP_TYPE_JSON));
}

/* How far the request gets with this row: the later in the list, the further. */
static const int stages[] = {404, 405, 415, 0};

static unsigned stage_of(const struct http_route *route, const struct http_head *head)
{
	if (!bytes_eq(head->path, bytes_str(route->path)))
		return 0;
	if (!bytes_eq(head->method, bytes_str(method_names[route->method])))
		return 1;
	if (route->method == HTTP_METHOD_POST && !has_type(head->content_type, route->content_type))
		return 2;
	return 3;
}

struct http_verdict http_route_find(const struct http_listener *listener,
				    const struct http_head *head)
{
	struct http_verdict verdict = {.status = stages[0]};
	unsigned best = 0, methods = 0;
	for (size_t i = 0; i < listener->route_count; i++) {
		const struct http_route *route = &listener->routes[i];
		unsigned stage = stage_of(route, head);
		if (stage > 0)
			methods |= 1U << route->method;
		if (stage > best) {
			best = stage;
			verdict = (struct http_verdict){.status = stages[stage], .route = route};
		}
	}
	if (verdict.status == 405)
		verdict.allow = allows[methods];
	return verdict;
}
