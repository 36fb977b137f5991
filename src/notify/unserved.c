/* SPDX-License-Identifier: Apache-2.0 */
/* From queue to queue, by what is due in them. */
#include "notify/unserved.h"

#include <string.h>

#include "base/log.h"

enum {
	BATCH = 64,
	ARENA_MAX = 16 * 1024 * 1024, /* bodies of a batch */
	LEASE_MS = 60 * 1000,
};

static const char reason[] = "the configuration has no endpoint for it (any more)";

static bool is_served(const struct rspd_config *config, const char *queue)
{
	const struct rspd_operator *op = rspd_config_operator(config, queue);
	for (size_t i = 0; i < config->smds_peers_n; i++)
		if (strcmp(config->smds_peers[i].queue, queue) == 0)
			return true;
	return op && op->notify;
}

static enum err set_aside(struct store *store, const char *queue, int64_t now, bool *more)
{
	CLEANUP(arena_free) struct arena a = arena_make(ARENA_MAX);
	struct outbox_row rows[BATCH] = {};
	size_t n = 0;
	TRY(outbox_take(store, &a, queue, now, now + LEASE_MS, BATCH, rows, &n));
	for (size_t i = 0; i < n; i++)
		TRY(outbox_set_aside(store, &rows[i], now, reason));
	if (n > 0)
		LOG_EVENT(LOG_WARN, "messages_without_endpoint", LOG_TEXT("queue", queue),
			  LOG_NUM("set_aside", (int64_t)n));
	*more |= n > 0;
	return OK;
}

enum err unserved_set_aside(const struct rspd_config *config, struct store *store, int64_t now,
			    bool *more)
{
	CLEANUP(arena_free) struct arena a = arena_make(1024 * 1024);
	const char *queue = "";
	enum err e = OK;
	*more = false;
	while ((e = outbox_queue(store, &a, queue, &queue)) == OK)
		if (!is_served(config, queue))
			TRY(set_aside(store, queue, now, more));
	return e == ERR_NOT_FOUND ? OK : e;
}
