/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The delivering thread: takes what is due from the outbox, has it posted, and writes down what
 * became of it. Endpoints are served side by side; one that hangs delays nobody else's.
 */
#include "notify/deliverer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "http/client.h"
#include "notify/kind.h"
#include "notify/outcome.h"

enum {
	IN_FLIGHT_MAX = 32, /* per operator; more ICCIDs than that wait */
	POLL_MS = 2 * 1000, /* for retries that have become due, and other processes' messages */
	LEASE_SPARE_MS =
		30 * 1000, /* over the timeout: a taken message is not taken again before */
	ARENA_MAX = 16 * 1024 * 1024,
	ANSWER_MAX = 64 * 1024,
	URL_MAX = 1024,
};

static const char function_path[] = "/gsma/rsp2/es2plus/handleDownloadProgressInfo";

struct endpoint {
	struct deliverer *deliverer;
	const struct rspd_operator *owner;
	char url[URL_MAX];
	struct tls_client *tls;
	size_t in_flight;
};

struct deliverer {
	struct deliverer_setup with;
	struct endpoint *endpoints;
	size_t n;
	struct http_client *client;
	pthread_t thread;
	bool started;
	atomic_bool stopping;
};

/* One message under way. */
struct delivery {
	struct endpoint *endpoint;
	struct outbox_row message; /* without what points into the arena of its taking */
};

static void log_delivery(const struct delivery *d, const struct outcome *outcome)
{
	static const char *const verdicts[] = {"delivered", "retry", "set_aside"};
	enum log_level level = outcome->verdict == OUTCOME_DELIVERED ? LOG_INFO : LOG_WARN;
	LOG_EVENT(level, "notification", LOG_TEXT("verdict", verdicts[outcome->verdict]),
		  LOG_TEXT("operator", d->endpoint->owner->name), LOG_ID("iccid", d->message.iccid),
		  LOG_NUM("message", d->message.id), LOG_NUM("attempts", d->message.attempts),
		  LOG_TEXT("why", outcome->text));
}

static enum err write_down(const struct delivery *d, const struct outcome *outcome, int64_t now)
{
	struct store *store = d->endpoint->deliverer->with.store;
	switch (outcome->verdict) {
	case OUTCOME_DELIVERED: return outbox_delivered(store, &d->message, now);
	case OUTCOME_RETRY: return outbox_retry(store, &d->message, outcome->due_at, outcome->text);
	case OUTCOME_SET_ASIDE: break;
	}
	return outbox_set_aside(store, &d->message, now, outcome->text);
}

/* If it cannot be written down, the lease runs out and the message goes once more. */
static void finish(void *user, enum err result, struct http_client_reply *reply)
{
	struct delivery *d = user;
	const struct deliverer_setup *with = &d->endpoint->deliverer->with;
	CLEANUP(arena_free) struct arena a = arena_make(ANSWER_MAX * 4);
	struct outcome outcome = {};
	const struct outcome_input in = {
		.result = result,
		.status = reply->status,
		.body = buf_bytes(&reply->body),
		.reason = *reply->reason != '\0' ? reply->reason : err_name(result),
		.attempts = d->message.attempts,
		.created_at = d->message.created_at,
		.now = clock_now_ms(with->clock),
		.retry_h = with->config->outbox.retry_h,
		.dialect = &d->endpoint->owner->dialect,
	};
	outcome_judge(&in, &a, &outcome);
	enum err e = write_down(d, &outcome, in.now);
	log_delivery(d, &outcome);
	if (e != OK)
		LOG_EVENT(LOG_WARN, "notification_not_recorded", LOG_NUM("message", d->message.id),
			  LOG_ERR(e));
	d->endpoint->in_flight--;
	free(d);
}

static enum err send(struct endpoint *p, const struct outbox_row *message)
{
	struct delivery *d = calloc(1, sizeof(*d));
	if (!d)
		return ERR_NOMEM;
	d->endpoint = p;
	d->message = *message;
	d->message.operator_name = p->owner->name;
	d->message.kind = NULL;
	d->message.body = (struct bytes){};
	d->message.error = NULL;
	const struct http_client_request request = {
		.url = p->url,
		.tls = p->tls,
		.admin_protocol = "gsma/rsp/v2.5.0",
		.body = message->body,
		.timeout_ms = (unsigned)p->owner->notify->timeout_ms,
		.reply_max = ANSWER_MAX,
	};
	enum err e = http_client_start(p->deliverer->client, &request, finish, d);
	if (e != OK)
		free(d);
	else
		p->in_flight++;
	return e;
}

/* Start what is due, as much as there is room for. */
static enum err take(struct endpoint *p)
{
	struct deliverer *d = p->deliverer;
	size_t room = IN_FLIGHT_MAX - p->in_flight;
	if (room == 0)
		return OK;
	CLEANUP(arena_free) struct arena a = arena_make(ARENA_MAX);
	struct outbox_row rows[IN_FLIGHT_MAX] = {};
	size_t n = 0;
	int64_t now = clock_now_ms(d->with.clock);
	int64_t lease_until = now + p->owner->notify->timeout_ms + LEASE_SPARE_MS;
	TRY(outbox_take(d->with.store, &a, p->owner->name, now, lease_until, room, rows, &n));
	for (size_t i = 0; i < n; i++)
		TRY(send(p, &rows[i]));
	return OK;
}

/* After a message has gone there may be room, and the next one of its ICCID is due. */
static void *deliver(void *context)
{
	struct deliverer *d = context;
	while (!atomic_load(&d->stopping)) {
		for (size_t i = 0; i < d->n; i++) {
			enum err e = take(&d->endpoints[i]);
			if (e != OK)
				LOG_EVENT(LOG_WARN, "outbox_not_taken",
					  LOG_TEXT("operator", d->endpoints[i].owner->name),
					  LOG_ERR(e));
		}
		if (http_client_run(d->client, POLL_MS) != OK)
			LOG_EVENT(LOG_ERROR, "http_client_failed");
	}
	while (http_client_pending(d->client) > 0 && http_client_run(d->client, POLL_MS) == OK)
		;
	return NULL;
}

/* The path of the function is appended to a URL that has none. */
static void make_url(const char *configured, char out[static URL_MAX])
{
	const char *host = strstr(configured, "://");
	const char *path = strchr(host ? host + 3 : configured, '/');
	bool bare = !path || strcmp(path, "/") == 0;
	int len = (int)(path && bare ? path - configured : (ptrdiff_t)strlen(configured));
	(void)snprintf(out, URL_MAX, "%.*s%s", len, configured, bare ? function_path : "");
}

static enum err make_tls(struct endpoint *p, const struct rspd_config *config)
{
	const struct rspd_notify *notify = p->owner->notify;
	struct keyring *keyring = p->deliverer->with.keyring;
	size_t key = 0;
	TRY(keyring_load_key(keyring, notify->identity.key, &key));
	struct tls_client_config tls = {
		.identity = {.certificate_file = notify->identity.certificate,
			     .key = keyring_tls_key(keyring, key)},
		.time_ms = config->test_clock ? config->test_clock_ms : 0,
	};
	if (notify->ca) {
		tls.trust.files = &notify->ca;
		tls.trust.file_count = 1;
	}
	return tls_client_new(&tls, &p->tls);
}

static enum err open_endpoint(struct deliverer *d, const struct rspd_operator *owner,
			      struct endpoint *out)
{
	out->deliverer = d;
	out->owner = owner;
	make_url(owner->notify->url, out->url);
	enum err e = make_tls(out, d->with.config);
	if (e != OK)
		LOG_EVENT(LOG_ERROR, "endpoint_not_opened", LOG_TEXT("operator", owner->name),
			  LOG_ERR(e));
	return e;
}

static enum err open_endpoints(struct deliverer *d)
{
	const struct rspd_config *config = d->with.config;
	d->endpoints = calloc(config->operators_n + 1, sizeof(*d->endpoints));
	if (!d->endpoints)
		return ERR_NOMEM;
	for (size_t i = 0; i < config->operators_n; i++) {
		if (!config->operators[i].notify)
			continue;
		TRY(open_endpoint(d, &config->operators[i], &d->endpoints[d->n]));
		d->n++;
	}
	return OK;
}

enum err deliverer_check(const struct deliverer_setup *setup)
{
	CLEANUP(deliverer_stop) struct deliverer *d = calloc(1, sizeof(*d));
	if (!d)
		return ERR_NOMEM;
	d->with = *setup;
	return open_endpoints(d);
}

enum err deliverer_start(const struct deliverer_setup *setup, struct deliverer **out)
{
	CLEANUP(deliverer_stop) struct deliverer *d = calloc(1, sizeof(*d));
	if (!d)
		return ERR_NOMEM;
	d->with = *setup;
	TRY(open_endpoints(d));
	TRY(http_client_new(&(struct http_client_config){}, &d->client));
	if (pthread_create(&d->thread, NULL, deliver, d) != 0)
		return ERR_NOMEM;
	d->started = true;
	*out = d;
	d = NULL;
	return OK;
}

void deliverer_wake(void *deliverer)
{
	struct deliverer *d = deliverer;
	http_client_wake(d->client);
}

void deliverer_stop(struct deliverer **deliverer)
{
	struct deliverer *d = *deliverer;
	if (!d)
		return;
	atomic_store(&d->stopping, true);
	if (d->started) {
		http_client_wake(d->client);
		(void)pthread_join(d->thread, NULL);
	}
	http_client_free(&d->client);
	for (size_t i = 0; i < d->n; i++)
		tls_client_free(&d->endpoints[i].tls);
	free(d->endpoints);
	free(d);
	*deliverer = NULL;
}
