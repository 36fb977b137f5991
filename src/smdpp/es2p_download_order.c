/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES2+.DownloadOrder (SGP.22 §5.3.1): an operator takes a profile from its stock.
 * The store takes it in one step, so that two callers never get the same one; the checks of ICCID
 * and stock judge what the store said.
 */
#include "msg/es2p_download_order.h"

#include "role/check.h"
#include "smdpp/es2p_call.h"
#include "smdpp/es2p_profile.h"
#include "smdpp/es2p_requester.h"
#include "smdpp/functions.h"

struct run {
	struct role_call *call;
	struct es2p_download_order_request request;
	enum err type; /* of es2p_profile_type, if one is named */
	struct es2p_call named;
	enum err reserved;
	char *iccid; /* taken; ICCID_DIGITS_MAX + 1 bytes of the arena */
};

static enum err profile_named(void *context)
{
	const struct run *r = context;
	bool named = bytes_present(r->request.iccid) || bytes_present(r->request.profile_type);
	return named ? OK : ERR_MISSING;
}

static enum err type_allowed(void *context)
{
	const struct run *r = context;
	return r->type == ERR_DENIED ? ERR_DENIED : OK;
}

static enum err type_known(void *context)
{
	const struct run *r = context;
	return r->type == ERR_NOT_FOUND ? ERR_NOT_FOUND : OK;
}

static enum err iccid_allowed(void *context)
{
	const struct run *r = context;
	return r->reserved == ERR_DENIED ? ERR_DENIED : OK;
}

static enum err iccid_known(void *context)
{
	const struct run *r = context;
	return r->reserved == ERR_NOT_FOUND ? ERR_NOT_FOUND : OK;
}

static enum err type_of_iccid(void *context)
{
	const struct run *r = context;
	return r->reserved == ERR_MISMATCH ? ERR_MISMATCH : OK;
}

/* The same order again is answered like the first time. */
static enum err available(void *context)
{
	struct run *r = context;
	if (r->reserved != ERR_WRONG_STATE)
		return OK;
	const struct role_call *call = r->call;
	const char *eid = smdpp_text(r->request.eid);
	struct profile_row row = {};
	TRY(profile_get(call->smdpp->with.store, call->arena, smdpp_text(r->request.iccid),
			call->caller->name, &row));
	enum profile_state ordered = eid ? PROFILE_LINKED : PROFILE_ALLOCATED;
	bool same = row.state == ordered && strcmp(row.eid, eid ? eid : "") == 0;
	if (!same)
		return ERR_WRONG_STATE;
	memcpy(r->iccid, row.iccid, sizeof(row.iccid));
	r->reserved = OK;
	return OK;
}

static enum err in_stock(void *context)
{
	const struct run *r = context;
	return r->reserved == ERR_LIMIT ? ERR_LIMIT : OK;
}

static const struct check request_checks[] = {
	{"es2p_download_order.profile_named", "1.6", "2.3",
	 "Neither iccid nor profileType is given", .run = profile_named},
	{"es2p_download_order.type_allowed", "8.2.5", "1.2",
	 "The profileType is another operator's", .run = type_allowed},
	{"es2p_download_order.type_known", "8.2.5", "3.9", "The profileType is unknown",
	 .run = type_known},
};

static const struct check store_checks[] = {
	{"es2p_download_order.iccid_allowed", "8.2.1", "1.2", "The profile is another operator's",
	 .run = iccid_allowed},
	{"es2p_download_order.iccid_known", "8.2.1", "3.9", "The ICCID is unknown",
	 .run = iccid_known},
	{"es2p_download_order.type_of_iccid", "8.2.5", "3.8",
	 "The profile with this ICCID has another profileType", .run = type_of_iccid},
	{"es2p_download_order.available", "8.2.1", "3.3",
	 "The profile with this ICCID is not available", .run = available},
	{"es2p_download_order.in_stock", "8.2.5", "3.7",
	 "There are no more profiles of this profileType", .run = in_stock},
};

static void reserve(struct run *r)
{
	const struct role_call *call = r->call;
	struct store_cause cause = smdpp_cause(call, (struct bytes){}, NULL);
	struct order_reserve order = {
		.operator_name = call->caller->name,
		.iccid = smdpp_text(r->request.iccid),
		.profile_type = smdpp_text(r->request.profile_type),
		.eid = smdpp_text(r->request.eid),
		.call = r->named.kept,
		.cause = &cause,
	};
	r->reserved = order_reserve(call->smdpp->with.store, &order, r->iccid);
	if (r->reserved == ERR_NOT_FOUND)
		r->reserved = es2p_profile_foreign(call, order.iccid);
}

/* An order by ICCID is told from its repetition by the profile's state. */
static enum err name_call(struct run *r)
{
	const struct es2p_download_order_request *q = &r->request;
	const struct bytes parameters[] = {q->profile_type, q->eid};
	if (bytes_present(q->iccid))
		return OK;
	return es2p_call_name(r->call, &q->header, parameters, 2, &r->named);
}

/* The same order by type again gets the same profile, be it the last one. */
static enum err find_repetition(struct run *r)
{
	bool repeated = false;
	if (r->reserved != ERR_CONFLICT && r->reserved != ERR_LIMIT)
		return OK;
	TRY(es2p_call_look(r->call, &r->named, r->iccid, &repeated));
	if (repeated)
		r->reserved = OK;
	return r->reserved == ERR_CONFLICT ? ERR_CONFLICT : OK;
}

static enum err judge(void *context)
{
	struct run *r = context;
	reserve(r);
	TRY(find_repetition(r));
	TRY(check_run(r->call, CHECK_ROWS(store_checks), r));
	return r->reserved;
}

static enum err answer(const struct run *r)
{
	struct es2p_download_order_response response = {.iccid = bytes_str(r->iccid)};
	const struct es2p_dialect *dialect = &r->call->caller->dialect;
	return es2p_download_order_response_encode(&response, dialect, r->call->reply);
}

enum err smdpp_download_order(struct role_call *call)
{
	struct run r = {.call = call};
	enum err e = es2p_download_order_request_decode(call->arena, call->body, &r.request);
	call->culprit = r.request.header.culprit;
	TRY(e);
	call->iccid = smdpp_text(r.request.iccid);
	TRY(es2p_requester_check(call, &r.request.header));
	if (bytes_present(r.request.profile_type))
		r.type = es2p_profile_type(call, smdpp_text(r.request.profile_type));
	TRY(check_run(call, CHECK_ROWS(request_checks), &r));
	TRY(arena_alloc(call->arena, ICCID_DIGITS_MAX + 1, (void **)&r.iccid));
	TRY(name_call(&r));
	TRY(smdpp_judge(judge, &r));
	call->iccid = r.iccid;
	return answer(&r);
}
