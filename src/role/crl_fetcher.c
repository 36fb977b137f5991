/* SPDX-License-Identifier: Apache-2.0 */
/* One CRL after the other; there are few, and none is urgent. */
#include "role/crl_fetcher.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/log.h"
#include "http/client.h"

enum { POLL_MS = 5 * 1000, FETCH_MS = 30 * 1000, STATUS_OK = 200 };

struct crl_fetcher {
	struct crls *crls;
	const struct clock *clock;
	struct http_client *client;
	pthread_t thread;
	bool started;
	atomic_bool stopping;
	char url[CRLS_URL_MAX]; /* under way; the thread's */
};

static void done(void *user, enum err result, struct http_client_reply *reply)
{
	struct crl_fetcher *f = user;
	bool good = result == OK && reply->status == STATUS_OK;
	if (!good)
		LOG_EVENT(LOG_WARN, "crl_not_fetched", LOG_TEXT("url", f->url),
			  LOG_NUM("status", reply->status), LOG_TEXT("why", reply->reason));
	crls_fetched(f->crls, f->url, good ? buf_bytes(&reply->body) : (struct bytes){});
}

static void fetch(struct crl_fetcher *f)
{
	const struct http_client_request request = {
		.url = f->url,
		.get = true,
		.timeout_ms = FETCH_MS,
		.reply_max = LIMIT_CRL,
	};
	enum err e = http_client_start(f->client, &request, done, f);
	if (e != OK)
		LOG_EVENT(LOG_WARN, "crl_not_fetched", LOG_TEXT("url", f->url), LOG_ERR(e));
}

static void *work(void *context)
{
	struct crl_fetcher *f = context;
	while (!atomic_load(&f->stopping)) {
		bool idle = http_client_pending(f->client) == 0;
		if (idle && crls_due(f->crls, clock_now_ms(f->clock), f->url) == OK)
			fetch(f);
		if (http_client_run(f->client, POLL_MS) != OK)
			LOG_EVENT(LOG_ERROR, "http_client_failed");
	}
	return NULL;
}

enum err crl_fetcher_start(struct crls *crls, const struct clock *clock, struct crl_fetcher **out)
{
	const struct http_client_config config = {.allow_plain = true, .connections_max = 1};
	CLEANUP(crl_fetcher_stop) struct crl_fetcher *f = calloc(1, sizeof(*f));
	if (!f)
		return ERR_NOMEM;
	f->crls = crls;
	f->clock = clock;
	TRY(http_client_new(&config, &f->client));
	if (pthread_create(&f->thread, NULL, work, f) != 0)
		return ERR_NOMEM;
	f->started = true;
	*out = f;
	f = NULL;
	return OK;
}

void crl_fetcher_wake(struct crl_fetcher *fetcher)
{
	if (fetcher)
		http_client_wake(fetcher->client);
}

void crl_fetcher_stop(struct crl_fetcher **fetcher)
{
	struct crl_fetcher *f = *fetcher;
	if (!f)
		return;
	atomic_store(&f->stopping, true);
	if (f->started) {
		http_client_wake(f->client);
		(void)pthread_join(f->thread, NULL);
	}
	http_client_free(&f->client);
	free(f);
	*fetcher = NULL;
}
