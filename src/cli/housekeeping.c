/* SPDX-License-Identifier: Apache-2.0 */
/* The jobs. */
#include "cli/housekeeping.h"

#include <assert.h>

#include "base/log.h"
#include "cli/expiry.h"
#include "notify/unserved.h"
#include "role/role.h"
#include "sys/memory.h"

enum {
	SECOND = 1000,
	MINUTE = 60 * SECOND,
	HOUR = 60 * MINUTE,
	DAY = 24 * HOUR,
	/* Rows that a step of a sweep looks at: under a millisecond; ten million rows are gone over
	 * in six hours. */
	SWEEP_ROWS = 512,
};

struct job {
	const char *name;
	int64_t every_ms; /* from the end of one run to the next */
	enum retention_table table;
	/* `*more`: there is more to do than is done at once; run it again with the next tick. */
	enum err (*run)(struct housekeeping *h, const struct job *job, int64_t now, bool *more);
};

static enum err expire_sessions(struct housekeeping *h, const struct job *job, int64_t now,
				bool *more)
{
	(void)job;
	*more = false;
	(void)session_expire(h->store, now);
	if (h->smdpp)
		role_forget(&h->smdpp->role);
	if (h->smds)
		role_forget(&h->smds->role);
	return OK;
}

static enum err expire_events(struct housekeeping *h, const struct job *job, int64_t now,
			      bool *more)
{
	(void)job;
	(void)now;
	*more = false;
	return h->smds ? smds_expire(h->smds) : OK;
}

static enum err expire_orders(struct housekeeping *h, const struct job *job, int64_t now,
			      bool *more)
{
	(void)job;
	*more = false;
	if (!h->smdpp)
		return OK;
	return order_expiry_run(h->smdpp, &h->order_expiry, now, clock_steady_ms(), more);
}

static enum err warn_of_expiry(struct housekeeping *h, const struct job *job, int64_t now,
			       bool *more)
{
	(void)job;
	*more = false;
	if (!h->expiry)
		return OK;
	CLEANUP(current_give) struct current_hold hold = current_take(h->expiry);
	(void)expiry_warn(hold.value, now);
	return OK;
}

static int64_t kept_days(const struct rspd_config *config, enum retention_table table)
{
	const int64_t days[RETENTION_TABLES] = {
		[RETENTION_EVENTS] = config->retention.events_days,
		[RETENTION_NOTIFICATIONS] = config->retention.notifications_days,
		[RETENTION_DOWNLOADS] = config->retention.downloads_days,
		[RETENTION_MATCHING_IDS] = config->retention.matching_ids_days,
		[RETENTION_CALLS] = config->retention.calls_days,
	};
	return days[table];
}

static enum err sweep(struct housekeeping *h, const struct job *job, int64_t now, bool *more)
{
	struct retention_step step = {};
	int64_t before = now - kept_days(h->config, job->table) * DAY;
	*more = false;
	if (before <= 0)
		return OK;
	TRY(retention_sweep(h->store, job->table, before, SWEEP_ROWS, &h->places[job->table],
			    &step));
	if (step.gone > 0)
		LOG_EVENT(LOG_DEBUG, "swept", LOG_TEXT("job", job->name),
			  LOG_NUM("gone", (int64_t)step.gone));
	*more = !step.ended;
	return OK;
}

static enum err set_unserved_aside(struct housekeeping *h, const struct job *job, int64_t now,
				   bool *more)
{
	(void)job;
	return unserved_set_aside(h->config, h->store, now, more);
}

/* After a storm, others may have it. */
static enum err give_memory_back(struct housekeeping *h, const struct job *job, int64_t now,
				 bool *more)
{
	(void)h, (void)job, (void)now;
	*more = false;
	memory_give_back();
	return OK;
}

static const struct job jobs[] = {
	{.name = "sessions", .every_ms = SECOND, .run = expire_sessions},
	{.name = "registrations", .every_ms = SECOND, .run = expire_events},
	{.name = "orders", .every_ms = SECOND, .run = expire_orders},
	{.name = "unserved", .every_ms = MINUTE, .run = set_unserved_aside},
	{.name = "memory", .every_ms = MINUTE, .run = give_memory_back},
	{.name = "certificates", .every_ms = DAY, .run = warn_of_expiry},
	{.name = "events", .every_ms = HOUR, .table = RETENTION_EVENTS, .run = sweep},
	{.name = "notifications", .every_ms = HOUR, .table = RETENTION_NOTIFICATIONS, .run = sweep},
	{.name = "downloads", .every_ms = HOUR, .table = RETENTION_DOWNLOADS, .run = sweep},
	{.name = "matching_ids", .every_ms = HOUR, .table = RETENTION_MATCHING_IDS, .run = sweep},
	{.name = "calls", .every_ms = HOUR, .table = RETENTION_CALLS, .run = sweep},
};
static const size_t jobs_n = sizeof(jobs) / sizeof(jobs[0]);
static_assert(sizeof(jobs) / sizeof(jobs[0]) <= HOUSEKEEPING_JOBS_MAX, "a time for each job");

void housekeeping_run(struct housekeeping *h, int64_t now)
{
	for (size_t i = 0; i < jobs_n; i++) {
		bool more = false;
		/* A clock that was set back does not keep a job from running. */
		bool waits = h->due[i] > now && h->due[i] <= now + jobs[i].every_ms;
		if (waits)
			continue;
		enum err e = jobs[i].run(h, &jobs[i], now, &more);
		if (e != OK)
			LOG_EVENT(LOG_WARN, "housekeeping_failed", LOG_TEXT("job", jobs[i].name),
				  LOG_ERR(e));
		h->due[i] = more ? now : now + jobs[i].every_ms;
	}
}
