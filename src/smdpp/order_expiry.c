/* SPDX-License-Identifier: Apache-2.0 */
/* Ending expired orders, some at a time. */
#include "smdpp/order_expiry.h"

#include "base/limits.h"
#include "base/log.h"
#include "session/profile_state.h"
#include "smdpp/es2p_handle_download_progress_info.h"

enum {
	AT_A_TIME = 32, /* each is a unit of its own; without a joint COMMIT, half a second */
	LEAP_MS = 60 * 1000,
	HOLD_MS = 60 * 60 * 1000,
};

static const struct status_code expired = {"8.8.5", "4.10", "The order has expired", NULL};

bool order_expiry_is_over(const struct profile_row *order, int64_t now)
{
	bool open = profile_state_allows(order->state, ON_EXPIRED);
	return (open || order->state == PROFILE_ERROR) && order->expires_at != 0 &&
	       now >= order->expires_at;
}

/* False: the clock has leapt, and the job waits. */
static bool clock_is_calm(struct order_expiry *watch, int64_t now, int64_t steady)
{
	bool first = watch->wall_ms == 0;
	int64_t leap = (now - watch->wall_ms) - (steady - watch->steady_ms);
	watch->wall_ms = now;
	watch->steady_ms = steady;
	if (!first && leap > LEAP_MS) {
		watch->held_until = steady + HOLD_MS;
		LOG_EVENT(LOG_WARN, "clock_leapt", LOG_NUM("ms", leap));
	}
	return steady >= watch->held_until;
}

/*
 * No clause was found that says at which point; expiry is checked where eligibility and the limit
 * of attempts are (§5.6.3), and that is point 1 (§5.3.5).
 */
static enum err end_order(const struct role_call *call, const struct profile_row *order)
{
	struct profile_change change = {};
	struct store_cause cause = smdpp_cause(call, (struct bytes){}, &expired);
	const struct report report = {
		.point = ES2P_POINT_ELIGIBILITY, .code = &expired, .eid = order->eid};
	TRY(profile_state_change(order, ON_EXPIRED, &change));
	change.wipe_binding = true;
	change.wipe_order_secrets = true;
	change.cause = &cause;
	TRY(smdpp_report_add(call, order, &report, &change));
	enum err e = profile_change(call->smdpp->with.store, &change);
	if (e == OK)
		smdpp_report_wake(call, &change);
	/* Whoever was faster has ended it, or it is judged anew with the next run. */
	return err_is_refusal(e) ? OK : e;
}

static enum err end_orders(const struct role_call *call, bool *more)
{
	struct store *store = call->smdpp->with.store;
	struct profile_row orders[AT_A_TIME] = {};
	size_t n = 0;
	uint64_t mark = store_mark(store);
	TRY(order_expired(store, call->arena, call->now, AT_A_TIME, orders, &n));
	for (size_t i = 0; i < n; i++)
		TRY(end_order(call, &orders[i]));
	if (n > 0)
		TRY(store_settle(store, mark));
	*more = n == AT_A_TIME;
	if (n > 0)
		LOG_EVENT(LOG_INFO, "orders_expired", LOG_NUM("orders", (int64_t)n));
	return OK;
}

enum err order_expiry_run(const struct smdpp *smdpp, struct order_expiry *watch, int64_t now,
			  int64_t steady, bool *more)
{
	*more = false;
	if (!clock_is_calm(watch, now, steady))
		return OK;
	CLEANUP(arena_free) struct arena arena = arena_make(LIMIT_REQUEST_ARENA);
	const struct role_call call = {
		.role = &smdpp->role,
		.smdpp = smdpp,
		.arena = &arena,
		.now = now,
		.function = "order expiry",
		.who = "rspd",
	};
	return end_orders(&call, more);
}
