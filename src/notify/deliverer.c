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
#include "notify/endpoint.h"
#include "notify/outcome.h"
#include "notify/sealed_body.h"

enum {
	IN_FLIGHT_MAX = 32, /* per operator; more ICCIDs than that wait */
	POLL_MS = 2 * 1000, /* for retries that have become due, and other processes' messages */
	LEASE_SPARE_MS =
		30 * 1000, /* over the timeout: a taken message is not taken again before */
	ARENA_MAX = 16 * 1024 * 1024,
	ANSWER_MAX = 64 * 1024,
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
		  LOG_TEXT("operator", d->endpoint->queue), LOG_ID("iccid", d->message.iccid),
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
		.dialect = d->endpoint->dialect,
		.kind = d->endpoint->kind,
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

static enum err start(struct endpoint *p, const struct outbox_row *message, struct bytes body)
{
	struct delivery *d = calloc(1, sizeof(*d));
	if (!d)
		return ERR_NOMEM;
	d->endpoint = p;
	d->message = *message;
	d->message.operator_name = p->queue;
	d->message.kind = NULL;
	d->message.body = (struct bytes){};
	d->message.error = NULL;
	const struct http_client_request request = {
		.url = p->url,
		.tls = p->tls,
		.admin_protocol = "gsma/rsp/v2.5.0",
		.body = body,
		.timeout_ms = (unsigned)p->timeout_ms,
		.reply_max = ANSWER_MAX,
	};
	enum err e = http_client_start(p->deliverer->client, &request, finish, d);
	if (e != OK)
		free(d);
	else
		p->in_flight++;
	return e;
}

/* One that cannot be opened, since its wrapping key is gone, waits for people. */
static enum err send(struct endpoint *p, const struct outbox_row *message)
{
	const struct deliverer_setup *with = &p->deliverer->with;
	if (!p->kind->sealed)
		return start(p, message, message->body);
	CLEANUP(buf_free) struct buf body = buf_make(message->body.len);
	enum err e = sealed_body_open(with->keyring, message->iccid, message->body, &body);
	if (e == OK)
		return start(p, message, buf_bytes(&body));
	LOG_EVENT(LOG_ERROR, "message_not_opened", LOG_NUM("message", message->id), LOG_ERR(e));
	if (!err_is_refusal(e))
		return e;
	return outbox_set_aside(with->store, message, clock_now_ms(with->clock),
				"its body cannot be opened");
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
	int64_t lease_until = now + p->timeout_ms + LEASE_SPARE_MS;
	TRY(outbox_take(d->with.store, &a, p->queue, now, lease_until, room, rows, &n));
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
					  LOG_TEXT("operator", d->endpoints[i].queue), LOG_ERR(e));
		}
		if (http_client_run(d->client, POLL_MS) != OK)
			LOG_EVENT(LOG_ERROR, "http_client_failed");
	}
	while (http_client_pending(d->client) > 0 && http_client_run(d->client, POLL_MS) == OK)
		;
	return NULL;
}

static enum err open_endpoints(struct deliverer *d)
{
	const struct rspd_config *config = d->with.config;
	d->endpoints =
		calloc(config->operators_n + config->smds_peers_n + 1, sizeof(*d->endpoints));
	if (!d->endpoints)
		return ERR_NOMEM;
	for (size_t i = 0; i < config->operators_n; i++) {
		if (!config->operators[i].notify)
			continue;
		TRY(endpoint_of_operator(config, &config->operators[i], d->with.keyring,
					 &d->endpoints[d->n]));
		d->n++;
	}
	for (size_t i = 0; i < config->smds_peers_n; i++) {
		TRY(endpoint_of_smds(config, &config->smds_peers[i], d->with.keyring,
				     &d->endpoints[d->n]));
		d->n++;
	}
	for (size_t i = 0; i < d->n; i++)
		d->endpoints[i].deliverer = d;
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
		endpoint_close(&d->endpoints[i]);
	free(d->endpoints);
	free(d);
	*deliverer = NULL;
}
