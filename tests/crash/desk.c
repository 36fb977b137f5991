/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of orders as tables of steps. */
#include "desk.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>

#include "base/limits.h"
#include "msg/es2p_cancel_order.h"
#include "msg/es2p_confirm_order.h"
#include "msg/es2p_download_order.h"
#include "msg/es2p_release_profile.h"

enum { BODY_MAX = 4096, THINK_MS = 150, RECOVER_MS = 20, STEPS_MAX = 4, STATUS_BUSY = 503 };

#define PATH "/gsma/rsp2/es2plus/"

/* A step has one identifier, however often it is asked for. */
static struct esx_request_header header_of(const struct ledger_order *order)
{
	return (struct esx_request_header){
		.function_requester_identifier = BYTES_LIT(WORLD_REQUESTER),
		.function_call_identifier = bytes_str(order->call),
	};
}

static void keep(struct bytes text, char *out, size_t size)
{
	(void)snprintf(out, size, "%.*s", BYTES_FMT(text));
}

static enum err put_order(const struct ledger_order *order, struct buf *out)
{
	const char *iccid = order->names.iccid;
	const struct es2p_download_order_request request = {
		.header = header_of(order),
		.iccid = bytes_str(iccid[0] ? iccid : NULL),
		.profile_type = iccid[0] ? (struct bytes){} : BYTES_LIT(WORLD_TYPE),
	};
	return es2p_download_order_request_encode(&request, out);
}

static enum err learn_order(struct arena *a, struct bytes reply, struct ledger_order *order,
			    struct esx_response_header *answer)
{
	struct es2p_download_order_response response = {};
	TRY(es2p_download_order_response_decode(a, reply, &response));
	*answer = response.header;
	if (esx_executed(answer))
		keep(response.iccid, order->names.iccid, sizeof(order->names.iccid));
	return OK;
}

static enum err put_confirm(const struct ledger_order *order, struct buf *out)
{
	const struct es2p_confirm_order_request request = {.header = header_of(order),
							   .iccid = bytes_str(order->names.iccid),
							   .release_flag =
								   order->asked == LEDGER_RELEASED};
	return es2p_confirm_order_request_encode(&request, out);
}

static enum err learn_confirm(struct arena *a, struct bytes reply, struct ledger_order *order,
			      struct esx_response_header *answer)
{
	struct es2p_confirm_order_response response = {};
	TRY(es2p_confirm_order_response_decode(a, reply, &response));
	*answer = response.header;
	if (esx_executed(answer))
		keep(response.matching_id, order->names.matching_id,
		     sizeof(order->names.matching_id));
	return OK;
}

static enum err put_release(const struct ledger_order *order, struct buf *out)
{
	const struct es2p_release_profile_request request = {
		.header = header_of(order), .iccid = bytes_str(order->names.iccid)};
	return es2p_release_profile_request_encode(&request, out);
}

static enum err learn_release(struct arena *a, struct bytes reply, struct ledger_order *order,
			      struct esx_response_header *answer)
{
	(void)order;
	return es2p_release_profile_response_decode(a, reply, answer);
}

static enum err put_cancel(const struct ledger_order *order, struct buf *out)
{
	const struct es2p_cancel_order_request request = {.header = header_of(order),
							  .iccid = bytes_str(order->names.iccid),
							  .final_profile_status =
								  ES2P_FINAL_UNAVAILABLE};
	return es2p_cancel_order_request_encode(&request, out);
}

static enum err learn_cancel(struct arena *a, struct bytes reply, struct ledger_order *order,
			     struct esx_response_header *answer)
{
	(void)order;
	return es2p_cancel_order_response_decode(a, reply, answer);
}

struct step {
	const char *path;
	enum err (*put)(const struct ledger_order *order, struct buf *out);
	enum err (*learn)(struct arena *a, struct bytes reply, struct ledger_order *order,
			  struct esx_response_header *answer);
	enum ledger_step reaches;
};

#define ORDER                                                                                      \
	{                                                                                          \
		PATH "downloadOrder", put_order, learn_order, LEDGER_RESERVED                      \
	}
#define CONFIRM(step)                                                                              \
	{                                                                                          \
		PATH "confirmOrder", put_confirm, learn_confirm, step                              \
	}
#define RELEASE                                                                                    \
	{                                                                                          \
		PATH "releaseProfile", put_release, learn_release, LEDGER_RELEASED                 \
	}
#define CANCEL                                                                                     \
	{                                                                                          \
		PATH "cancelOrder", put_cancel, learn_cancel, LEDGER_CANCELLED                     \
	}

static const struct kind {
	bool by_iccid;
	struct step steps[STEPS_MAX]; /* up to one without path */
} kinds[] = {
	{false, {ORDER, CONFIRM(LEDGER_RELEASED)}},
	{true, {ORDER, CONFIRM(LEDGER_CONFIRMED), RELEASE}},
	{false, {ORDER, CONFIRM(LEDGER_RELEASED), CANCEL}},
	{true, {ORDER, CANCEL}},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

/* Has the other end died while nothing was asked? */
static bool is_gone(const struct caller *caller)
{
	uint8_t byte = 0;
	ssize_t n = recv(caller->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
	return n == 0 || (n < 0 && errno != EAGAIN);
}

/* A connection that cannot be made has carried nothing. */
static enum err connect_desk(struct desk *desk)
{
	if (desk->caller.ssl && is_gone(&desk->caller))
		caller_close(&desk->caller);
	if (desk->caller.ssl)
		return OK;
	enum err e = caller_open(&desk->caller, desk->world->es2p_port, desk->world->operator);
	if (e != OK)
		caller_close(&desk->caller);
	return e == OK ? OK : ERR_BUSY;
}

/* One attempt. ERR_BUSY: it was not executed; other errors: it broke off, and may have been. */
static enum err post(struct desk *desk, const struct step *step, const struct ledger_order *order,
		     struct bytes *reply)
{
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	TRY(step->put(order, &body));
	TRY(connect_desk(desk));
	enum err e = caller_post(&desk->caller, step->path, buf_bytes(&body), reply);
	if (desk->caller.status == STATUS_BUSY)
		return ERR_BUSY;
	if (e != OK)
		caller_close(&desk->caller);
	return e;
}

/* OK, or ERR_DENIED after a complaint. */
static enum err learn(struct desk *desk, const struct step *step, struct ledger_order *order,
		      struct bytes reply)
{
	CLEANUP(arena_free) struct arena a = arena_make(LIMIT_REQUEST_ARENA);
	struct esx_response_header answer = {};
	enum err e = step->learn(&a, reply, order, &answer);
	if (e == OK && esx_executed(&answer))
		return OK;
	ledger_complain(desk->ledger, "%s of %s is answered %s/%s", step->path, order->names.iccid,
			e == OK && answer.execution_status.code.subject
				? answer.execution_status.code.subject
				: "?",
			e == OK && answer.execution_status.code.reason
				? answer.execution_status.code.reason
				: "?");
	return ERR_DENIED;
}

/* Ask until there is an answer: what was executed before the server died is answered again. */
static enum err ask(struct desk *desk, const struct step *step, struct ledger_order *order)
{
	order->asked = step->reaches;
	(void)snprintf(order->call, sizeof(order->call), "crash-%td-%d",
		       order - desk->ledger->orders, (int)step->reaches);
	for (;;) {
		struct bytes reply = {};
		enum err e = post(desk, step, order, &reply);
		if (e == OK)
			return learn(desk, step, order, reply);
		(void)atomic_fetch_add(&desk->ledger->unanswered, e != ERR_BUSY);
		dice_pause(&desk->dice, RECOVER_MS);
	}
}

static void choose_iccid(struct desk *desk, struct ledger_order *order)
{
	size_t from_end = 1 + desk->number + desk->desks_n * desk->next_last++;
	world_iccid(desk->world->stocked - from_end, order->names.iccid);
}

static void take_through(struct desk *desk, const struct kind *kind, struct ledger_order *order)
{
	if (kind->by_iccid)
		choose_iccid(desk, order);
	for (size_t i = 0; kind->steps[i].path; i++) {
		if (ask(desk, &kind->steps[i], order) != OK)
			return;
		order->answered = kind->steps[i].reaches;
		dice_pause(&desk->dice, THINK_MS);
	}
	if (order->answered == LEDGER_RELEASED)
		ledger_release(desk->ledger, order);
}

void *desk_work(void *context)
{
	struct desk *desk = context;
	struct ledger_order *order = ledger_new(desk->ledger);
	for (; order; order = ledger_new(desk->ledger))
		take_through(desk, &kinds[dice_roll(&desk->dice, KINDS)], order);
	caller_close(&desk->caller);
	return NULL;
}
