/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a path to the answer and the log line.
 * No test of its own: routes_test.c of each role walks its tables.
 */
#include "role/route.h"

#include <string.h>

#include "base/log.h"
#include "config/rspd_config.h"
#include "msg/es2p_field.h"

const char route_admin_protocol[] = "gsma/rsp/v2.5.0";

enum {
	STATUS_NO_CONTENT = 204,
	SMALL_REPLY = 2048, /* bytes: a header with its message, ConfirmOrder's two texts of 255 */
};

size_t route_fill(const struct route_table *table, struct http_route *out)
{
	for (size_t i = 0; i < table->n; i++)
		out[i] = (struct http_route){
			.path = table->rows[i].path,
			.handle = table->handle,
			.method = HTTP_METHOD_POST,
			.admin_protocol = true,
		};
	return table->n;
}

/* What the request itself lacks has codes of its own, the same for every function (§5.2.6). */
static const struct status_code incomplete = {"1.6", "2.2", "A mandatory member is missing", NULL};
static const struct status_code malformed = {"1.6", "2.1", "The request is malformed", NULL};

static enum err blame_request(struct role_call *call, enum err e)
{
	call->refusal = e == ERR_MISSING ? incomplete : malformed;
	if (!call->culprit)
		return OK;
	return arena_fmt(call->arena, &call->refusal.message, "%s: %s", call->culprit,
			 e == ERR_MISSING ? "missing" : "invalid");
}

static const char *const outcome_names[ROLE_OUTCOMES] = {
	[ROLE_DONE] = "done",
	[ROLE_REFUSED] = "refused",
	[ROLE_FAILED] = "failed",
};

static enum role_outcome outcome_of(enum err e)
{
	if (e == OK)
		return ROLE_DONE;
	return err_is_refusal(e) ? ROLE_REFUSED : ROLE_FAILED;
}

static void log_call(const struct role_call *call, enum err e)
{
	enum role_outcome outcome = outcome_of(e);
	if (outcome == ROLE_DONE) {
		LOG_EVENT(LOG_INFO, "call", LOG_TEXT("function", call->function),
			  LOG_TEXT("outcome", outcome_names[outcome]), LOG_TEXT("who", call->who),
			  LOG_ID("iccid", call->iccid));
		return;
	}
	LOG_EVENT(outcome == ROLE_FAILED ? LOG_ERROR : LOG_INFO, "call",
		  LOG_TEXT("function", call->function), LOG_TEXT("outcome", outcome_names[outcome]),
		  LOG_TEXT("who", call->who), LOG_ID("iccid", call->iccid),
		  LOG_TEXT("subject", call->refusal.subject),
		  LOG_TEXT("reason", call->refusal.reason), LOG_TEXT("check", call->check),
		  LOG_TEXT("message", call->refusal.message), LOG_ERR(e));
}

static enum err refuse(struct role_call *call, enum err e)
{
	if (!call->refusal.subject)
		TRY(blame_request(call, e));
	buf_reset(call->reply);
	struct esx_execution_status status = {ESX_FAILED, call->refusal};
	if (call->caller)
		es2p_fit_status(&call->caller->dialect, &status);
	return esx_header_encode(&status, call->reply);
}

/* What was stored must not fail to be answered: small answers have their room beforehand. */
static enum err make_room(struct buf *reply)
{
	uint8_t *room = NULL;
	TRY(buf_reserve(reply, SMALL_REPLY, &room));
	buf_reset(reply);
	return OK;
}

static enum err answer(const struct route *route, atomic_uint_fast64_t *counters,
		       struct role_call *call, struct http_reply *reply)
{
	call->function = route->function;
	enum err e = make_room(call->reply);
	if (e == OK)
		e = route->run(call);
	enum err answered = err_is_refusal(e) ? refuse(call, e) : e;
	atomic_fetch_add_explicit(&counters[outcome_of(e)], 1, memory_order_relaxed);
	log_call(call, e);
	if (route->pattern == ROUTE_NOTIFICATION && answered == OK) {
		buf_reset(call->reply);
		reply->status = STATUS_NO_CONTENT;
	}
	return answered;
}

/* Rows of one function, under several paths, are counted as the first of them. */
static size_t counted_as(const struct route_table *table, size_t row)
{
	size_t i = 0;
	while (strcmp(table->rows[i].function, table->rows[row].function) != 0)
		i++;
	return i;
}

enum err route_run(const struct route_table *table, struct bytes path, struct role_call *call,
		   struct http_reply *reply)
{
	size_t i = 0;
	while (i < table->n && !bytes_eq(path, bytes_str(table->rows[i].path)))
		i++;
	if (i == table->n)
		return ERR_NOT_FOUND;
	struct role_counters *counters = call->role->counters;
	return answer(&table->rows[i], counters->calls[table->counter + counted_as(table, i)], call,
		      reply);
}

static enum err put_counter(const struct route_table *table, const struct role_counters *counters,
			    size_t row, struct buf *out)
{
	for (int i = 0; i < ROLE_OUTCOMES; i++) {
		uint64_t n = atomic_load_explicit(&counters->calls[table->counter + row][i],
						  memory_order_relaxed);
		TRY(buf_put_fmt(out, "rspd_calls_total{function=\"%s\",outcome=\"%s\"} %llu\n",
				table->rows[row].function, outcome_names[i],
				(unsigned long long)n));
	}
	return OK;
}

enum err route_metrics(const struct route_table *table, const struct role_counters *counters,
		       struct buf *out)
{
	for (size_t row = 0; row < table->n; row++)
		if (counted_as(table, row) == row)
			TRY(put_counter(table, counters, row, out));
	return OK;
}
