/* SPDX-License-Identifier: Apache-2.0 */
/* Requests by msg/, transport by caller.c. */
#include "es2p_order.h"

#include <stdio.h>

#include "base/limits.h"
#include "figure.h"
#include "msg/es2p_confirm_order.h"
#include "msg/es2p_download_order.h"
#include "sys/entropy.h"
#include "team.h"

enum { BODY_MAX = 4096, CALLERS = 16 };

#define PATH "/gsma/rsp2/es2plus/"

static const struct esx_request_header header = {
	.function_requester_identifier = BYTES_LIT(WORLD_REQUESTER),
	.function_call_identifier = BYTES_LIT("bench-0123456789"),
};

/* OK if the function was executed; otherwise a note of the codes. */
static enum err executed(const struct esx_response_header *answer, const char *function)
{
	const struct status_code *code = &answer->execution_status.code;
	if (esx_executed(answer))
		return OK;
	figure_note("%s: %s/%s", function, code->subject ? code->subject : "",
		    code->reason ? code->reason : "");
	return ERR_DENIED;
}

enum { IDENTIFIER_LEN = 8 };

/* An order has an identifier of its own: with that of another it would be that one's repetition. */
static enum err new_identifier(char out[static 2 * IDENTIFIER_LEN + 1])
{
	uint8_t random[IDENTIFIER_LEN] = {};
	struct entropy entropy = entropy_system();
	TRY(entropy_fill(&entropy, random, sizeof(random)));
	for (size_t i = 0; i < sizeof(random); i++)
		(void)snprintf(out + 2 * i, 3, "%02x", random[i]);
	return OK;
}

enum err es2p_order_body(const char *iccid, struct buf *out)
{
	char identifier[2 * IDENTIFIER_LEN + 1] = "";
	TRY(new_identifier(identifier));
	const struct es2p_download_order_request request = {
		.header = {.function_requester_identifier = BYTES_LIT(WORLD_REQUESTER),
			   .function_call_identifier = bytes_str(identifier)},
		.iccid = bytes_str(iccid),
		.profile_type = iccid ? (struct bytes){} : BYTES_LIT(WORLD_TYPE),
	};
	return es2p_download_order_request_encode(&request, out);
}

enum err es2p_order_reserve(struct caller *caller, struct es2p_order *order)
{
	CLEANUP(arena_free) struct arena a = arena_make(LIMIT_REQUEST_ARENA);
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	struct es2p_download_order_response response = {};
	struct bytes reply = {};
	TRY(es2p_order_body(order->iccid[0] ? order->iccid : NULL, &body));
	TRY(caller_post(caller, PATH "downloadOrder", buf_bytes(&body), &reply));
	TRY(es2p_download_order_response_decode(&a, reply, &response));
	TRY(executed(&response.header, "ES2+.DownloadOrder"));
	(void)snprintf(order->iccid, sizeof(order->iccid), "%.*s", BYTES_FMT(response.iccid));
	return OK;
}

enum err es2p_order_release(struct caller *caller, struct es2p_order *order)
{
	CLEANUP(arena_free) struct arena a = arena_make(LIMIT_REQUEST_ARENA);
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	struct es2p_confirm_order_response response = {};
	struct bytes reply = {};
	const struct es2p_confirm_order_request request = {
		.header = header, .iccid = bytes_str(order->iccid), .release_flag = true};
	TRY(es2p_confirm_order_request_encode(&request, &body));
	TRY(caller_post(caller, PATH "confirmOrder", buf_bytes(&body), &reply));
	TRY(es2p_confirm_order_response_decode(&a, reply, &response));
	TRY(executed(&response.header, "ES2+.ConfirmOrder"));
	(void)snprintf(order->matching_id, sizeof(order->matching_id), "%.*s",
		       BYTES_FMT(response.matching_id));
	return OK;
}

struct many {
	struct caller callers[CALLERS];
	struct es2p_order *orders;
};

static enum err make_one(void *context, size_t member, size_t item)
{
	struct many *many = context;
	TRY(es2p_order_reserve(&many->callers[member], &many->orders[item]));
	return es2p_order_release(&many->callers[member], &many->orders[item]);
}

enum err es2p_order_many(const struct world *world, struct es2p_order *orders, size_t n)
{
	struct many many = {.orders = orders};
	enum err e = OK;
	for (size_t i = 0; i < CALLERS && e == OK; i++)
		e = caller_open(&many.callers[i], world->es2p_port, world->operator);
	if (e == OK)
		e = team_run(CALLERS, n, make_one, &many);
	for (size_t i = 0; i < CALLERS; i++)
		caller_close(&many.callers[i]);
	return e;
}
