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
	if (!table->rows[0].message)
		return table->n;
	out[table->n] = (struct http_route){
		.path = ES9P_ASN1_PATH,
		.handle = table->handle,
		.method = HTTP_METHOD_POST,
		.content_type = ES9P_ASN1_TYPE,
		.admin_protocol = true,
	};
	return table->n + 1;
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
	struct esx_response_header failed = {{ESX_FAILED, call->refusal}};
	if (call->caller)
		es2p_fit_status(&call->caller->dialect, &failed.execution_status);
	if (call->message)
		return role_answer(call, &failed);
	return esx_header_encode(&failed.execution_status, call->reply);
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
	CLEANUP(role_end) struct role_hold hold = role_begin(call);
	(void)hold; /* clang calls what is only cleaned up unused */
	call->function = route->function;
	call->message = route->message;
	enum err e = make_room(call->reply);
	if (e == OK)
		e = route->run(call);
	if (e == ERR_WAITS)
		return e;
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

static enum err find_by_path(const struct route_table *table, struct bytes path, size_t *row)
{
	for (*row = 0; *row < table->n; ++*row)
		if (bytes_eq(path, bytes_str(table->rows[*row].path)))
			return OK;
	return ERR_NOT_FOUND;
}

static enum err find_by_tag(const struct route_table *table, struct bytes body, size_t *row)
{
	uint32_t tag = 0;
	TRY(es9p_asn1_tag(body, &tag));
	for (*row = 0; *row < table->n; ++*row) {
		const struct es9p_function *message = table->rows[*row].message;
		if (message && message->request->tag == tag)
			return OK;
	}
	return ERR_NOT_FOUND;
}

/* In ASN.1, what cannot be told apart by the body cannot be answered either. */
static enum err find(const struct route_table *table, struct bytes path, struct role_call *call,
		     size_t *row)
{
	if (!bytes_eq(path, BYTES_LIT(ES9P_ASN1_PATH)))
		return find_by_path(table, path, row);
	call->binding = ES9P_ASN1;
	enum err e = find_by_tag(table, call->body, row);
	if (e != OK)
		LOG_EVENT(LOG_INFO, "asn1_request_unknown", LOG_ERR(e));
	return e;
}

enum err route_run(const struct route_table *table, struct bytes path, struct role_call *call,
		   struct http_reply *reply)
{
	size_t i = 0;
	TRY(find(table, path, call, &i));
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
