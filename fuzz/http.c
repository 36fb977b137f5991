/* SPDX-License-Identifier: Apache-2.0 */
/* The entry of the server: bytes of a connection become requests, these find their route, and their
 * bodies are read as the functions read them. The first byte says in what pieces the bytes arrive,
 * which must make no difference.
 * Covers: http/intake.c http/route.c */
#include "http/intake.h"

#include "base/limits.h"
#include "msg/es2p_cancel_order.h"
#include "msg/es2p_confirm_order.h"
#include "msg/es2p_download_order.h"
#include "msg/es2p_release_profile.h"
#include "msg/es9p_authenticate_client.h"
#include "msg/es9p_cancel_session.h"
#include "msg/es9p_get_bound_profile_package.h"
#include "msg/es9p_handle_notification.h"
#include "msg/es9p_initiate_authentication.h"
#include "round_trip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define ES2P "/gsma/rsp2/es2plus/"
#define ES9P "/gsma/rsp2/es9plus/"

/* A handler that only reads the body. */
#define READER(stem)                                                                               \
	static enum err read_##stem(void *context, struct arena *arena,                            \
				    const struct http_request *request, struct http_reply *reply)  \
	{                                                                                          \
		struct stem##_request object = {};                                                 \
		(void)context, (void)reply;                                                        \
		return stem##_request_decode(arena, request->body, &object);                       \
	}

READER(es2p_download_order)
READER(es2p_cancel_order)
READER(es2p_release_profile)
READER(es9p_initiate_authentication)
READER(es9p_authenticate_client)
READER(es9p_get_bound_profile_package)
READER(es9p_handle_notification)
READER(es9p_cancel_session)

static enum err read_nothing(void *context, struct arena *arena, const struct http_request *request,
			     struct http_reply *reply)
{
	(void)context, (void)arena, (void)request, (void)reply;
	return OK;
}

static const struct http_route routes[] = {
	{.path = ES2P "downloadOrder", .handle = read_es2p_download_order},
	{.path = ES2P "cancelOrder", .handle = read_es2p_cancel_order},
	{.path = ES2P "releaseProfile", .handle = read_es2p_release_profile},
	{.path = ES9P "initiateAuthentication", .handle = read_es9p_initiate_authentication},
	{.path = ES9P "authenticateClient", .handle = read_es9p_authenticate_client},
	{.path = ES9P "getBoundProfilePackage", .handle = read_es9p_get_bound_profile_package},
	{.path = ES9P "handleNotification", .handle = read_es9p_handle_notification},
	{.path = ES9P "cancelSession", .handle = read_es9p_cancel_session},
	{.path = "/metrics", .handle = read_nothing, .method = HTTP_METHOD_GET},
};

static const struct http_listener listener = {
	.routes = routes,
	.route_count = sizeof(routes) / sizeof(routes[0]),
};

static const struct http_limits limits = {
	.headers_max = LIMIT_HTTP_HEADERS,
	.body_max = LIMIT_HTTP_BODY,
};

/* Put the data in as they would come from a socket: never more than is wanted. */
static enum http_intake_status feed(struct http_intake *intake, struct bytes data, size_t piece_max)
{
	enum http_intake_status status = HTTP_INTAKE_MORE;
	while (data.len > 0 && (status == HTTP_INTAKE_MORE || status == HTTP_INTAKE_CONTINUE)) {
		struct bytes piece = {};
		size_t wanted = http_intake_wanted(intake);
		size_t n = wanted < piece_max ? wanted : piece_max;
		must(wanted > 0);
		must(bytes_take(&data, n < data.len ? n : data.len, &piece) == OK);
		status = http_intake_put(intake, piece);
	}
	if (status == HTTP_INTAKE_READY)
		must(buf_put(&intake->rest, data) == OK);
	return status == HTTP_INTAKE_CONTINUE ? HTTP_INTAKE_MORE : status;
}

static void call(const struct http_intake *intake)
{
	static const int refusals[] = {400, 404, 405, 413, 415, 431, 503};
	CLEANUP(arena_free) struct arena arena = arena_make(LIMIT_REQUEST_ARENA);
	const struct http_request request = {.path = intake->head.path,
					     .body = buf_bytes(&intake->body)};
	bool known = intake->verdict.status == 0;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		known = known || intake->verdict.status == refusals[i];
	must(known);
	if (intake->verdict.status == 0 && intake->head_done)
		(void)!intake->verdict.route->handle(NULL, &arena, &request, NULL);
}

static void must_agree(const struct http_intake *a, const struct http_intake *b)
{
	must(a->verdict.status == b->verdict.status && a->verdict.route == b->verdict.route);
	must(bytes_eq(a->head.path, b->head.path) && bytes_eq(a->head.query, b->head.query));
	must(bytes_eq(a->head.content_type, b->head.content_type));
	must(a->head.keep_alive == b->head.keep_alive);
	must(bytes_eq(buf_bytes(&a->body), buf_bytes(&b->body)));
	must(bytes_eq(buf_bytes(&a->rest), buf_bytes(&b->rest)));
}

/* One request; how many bytes of `data` it was, or 0 if the connection ends here. */
static size_t request(struct bytes data, size_t piece_max)
{
	CLEANUP(http_intake_close) struct http_intake whole = {}, pieces = {};
	http_intake_open(&whole, &listener, &limits);
	http_intake_open(&pieces, &listener, &limits);
	enum http_intake_status status = feed(&whole, data, SIZE_MAX);
	must(feed(&pieces, data, piece_max) == status);
	if (status == HTTP_INTAKE_MORE)
		return 0;
	call(&whole);
	if (status == HTTP_INTAKE_BROKEN) {
		must(whole.verdict.status >= 400);
		must(pieces.verdict.status == whole.verdict.status);
		return 0;
	}
	must_agree(&whole, &pieces);
	must(whole.rest.len < data.len);
	return data.len - whole.rest.len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	enum { LEN_MAX = 15 * 1024 }; /* less than a body's coding may add */
	struct bytes in = bytes_from(data, len), taken = {};
	uint8_t piece_max = 0;
	if (len > LEN_MAX || bytes_take_u8(&in, &piece_max) != OK)
		return 0;
	size_t used = 1;
	while (in.len > 0 && used > 0) {
		used = request(in, 1 + piece_max);
		must(bytes_take(&in, used, &taken) == OK);
	}
	return 0;
}
