/* SPDX-License-Identifier: Apache-2.0 */
/* Synchronous calls of SM-DSs over a few lines, each with its kept connections. */
#include "notify/es12_client.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/limits.h"
#include "base/log.h"
#include "http/client.h"
#include "msg/esx_header.h"
#include "notify/smds_peer.h"

enum {
	ANSWER_MAX = 64 * 1024,
	STATUS_OK = 200,
	SECOND = 1000,
	NANOSECONDS = 1000 * 1000, /* nanoseconds of a millisecond */
	WAITING_PART = 4,	   /* of the time of a call, for a line */
};

/* One call at a time goes over a line. */
struct line {
	struct http_client *http; /* made when it is needed first */
	bool busy;
};

/* A line that was taken; NULL: all are busy. */
struct line_lease {
	struct line *line;
	unsigned timeout_ms; /* that are left for the call */
};

struct es12_client {
	struct smds_peer *peers;
	size_t n;
	pthread_mutex_t lock; /* of the lines' flags */
	pthread_cond_t freed; /* one of them */
	struct line lines[LIMIT_ES12_CALLS];
	atomic_uint_fast64_t counts[ES12_VERDICTS];
};

static enum err open_peers(struct es12_client *c, const struct rspd_config *config,
			   struct keyring *keyring)
{
	c->peers = calloc(config->smds_peers_n + 1, sizeof(*c->peers));
	if (!c->peers)
		return ERR_NOMEM;
	for (; c->n < config->smds_peers_n; c->n++)
		TRY(smds_peer_open(config, &config->smds_peers[c->n], keyring, &c->peers[c->n]));
	return OK;
}

enum err es12_client_new(const struct rspd_config *config, struct keyring *keyring,
			 struct es12_client **out)
{
	CLEANUP(es12_client_free) struct es12_client *c = calloc(1, sizeof(*c));
	if (!c)
		return ERR_NOMEM;
	pthread_condattr_t steady = {};
	(void)pthread_mutex_init(&c->lock, NULL);
	(void)pthread_condattr_init(&steady);
	(void)pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&c->freed, &steady);
	(void)pthread_condattr_destroy(&steady);
	TRY(open_peers(c, config, keyring));
	*out = c;
	c = NULL;
	return OK;
}

void es12_client_free(struct es12_client **client)
{
	struct es12_client *c = *client;
	if (!c)
		return;
	for (size_t i = 0; i < LIMIT_ES12_CALLS; i++)
		http_client_free(&c->lines[i].http);
	for (size_t i = 0; i < c->n; i++)
		smds_peer_close(&c->peers[i]);
	free(c->peers);
	(void)pthread_cond_destroy(&c->freed);
	(void)pthread_mutex_destroy(&c->lock);
	free(c);
	*client = NULL;
}

static struct line *free_line(struct es12_client *c)
{
	for (size_t i = 0; i < LIMIT_ES12_CALLS; i++)
		if (!c->lines[i].busy)
			return &c->lines[i];
	return NULL;
}

static int64_t steady_ms(void)
{
	struct timespec now = {};
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * SECOND + now.tv_nsec / NANOSECONDS;
}

/* Wait for a line for a part of the time that the call may take. */
static struct line_lease take_line(struct es12_client *c, unsigned timeout_ms)
{
	int64_t begun = steady_ms(), until = begun + timeout_ms / WAITING_PART;
	const struct timespec end = {.tv_sec = until / SECOND,
				     .tv_nsec = until % SECOND * NANOSECONDS};
	struct line_lease lease = {};
	(void)pthread_mutex_lock(&c->lock);
	while (!(lease.line = free_line(c)) &&
	       pthread_cond_timedwait(&c->freed, &c->lock, &end) == 0)
		;
	if (lease.line)
		lease.line->busy = true;
	(void)pthread_mutex_unlock(&c->lock);
	lease.timeout_ms = timeout_ms - (unsigned)(steady_ms() - begun);
	if (lease.timeout_ms == 0 || lease.timeout_ms > timeout_ms)
		lease.timeout_ms = 1;
	return lease;
}

static void give_back(struct es12_client *c, struct line *line)
{
	(void)pthread_mutex_lock(&c->lock);
	line->busy = false;
	(void)pthread_cond_signal(&c->freed);
	(void)pthread_mutex_unlock(&c->lock);
}

static const struct smds_peer *find_peer(const struct es12_client *c,
					 const struct rspd_smds_peer *peer)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->peers[i].config == peer)
			return &c->peers[i];
	return NULL;
}

/* Codes go into logs: only what a code is made of. */
static void copy_code(const char *code, char out[static ES12_CODE_MAX + 1])
{
	size_t len = 0;
	for (; code && *code && len < ES12_CODE_MAX; code++)
		if ((*code >= '0' && *code <= '9') || *code == '.')
			out[len++] = *code;
	out[len] = '\0';
}

/* Another status, or a body that does not say, may come from anything between us and the SM-DS. */
static void read_answer(const struct http_client_reply *reply, struct es12_answer *out)
{
	CLEANUP(arena_free) struct arena a = arena_make(ANSWER_MAX * 4);
	struct esx_response_header header = {};
	if (reply->status != STATUS_OK) {
		(void)snprintf(out->why, sizeof(out->why), "HTTP status %d", reply->status);
		return;
	}
	enum err e = esx_response_decode(&a, buf_bytes(&reply->body), NULL, &header);
	if (e != OK) {
		(void)snprintf(out->why, sizeof(out->why), "answer not read: %s", err_name(e));
		return;
	}
	out->verdict = esx_executed(&header) ? ES12_DONE : ES12_REFUSED;
	if (out->verdict == ES12_DONE)
		return;
	copy_code(header.execution_status.code.subject, out->subject);
	copy_code(header.execution_status.code.reason, out->reason);
	(void)snprintf(out->why, sizeof(out->why), "answered %s %s/%s",
		       esx_status_name(header.execution_status.status), out->subject, out->reason);
}

static enum err post(const struct line_lease *lease, const struct smds_peer *peer,
		     const char *function, struct bytes body, struct es12_answer *out)
{
	struct line *line = lease->line;
	char url[SMDS_PEER_URL_MAX] = "";
	CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
	if (!line->http)
		TRY(http_client_new(&(struct http_client_config){}, &line->http));
	smds_peer_url(peer->config, function, url);
	const struct http_client_request request = {
		.url = url,
		.tls = peer->tls,
		.admin_protocol = "gsma/rsp/v2.5.0",
		.body = body,
		.timeout_ms = lease->timeout_ms,
		.reply_max = ANSWER_MAX,
	};
	enum err e = http_client_post(line->http, &request, &reply);
	if (e == ERR_NOMEM)
		return e;
	if (e == OK)
		read_answer(&reply, out);
	else
		(void)snprintf(out->why, sizeof(out->why), "%s",
			       *reply.reason ? reply.reason : err_name(e));
	return OK;
}

const char *es12_client_verdict_name(enum es12_verdict verdict)
{
	static const char *const names[ES12_VERDICTS] = {
		[ES12_DONE] = "done",
		[ES12_REFUSED] = "refused",
		[ES12_NOT_REACHED] = "not_reached",
	};
	return names[verdict];
}

uint64_t es12_client_count(const struct es12_client *client, enum es12_verdict verdict)
{
	return atomic_load_explicit(&client->counts[verdict], memory_order_relaxed);
}

static void log_call(const struct rspd_smds_peer *peer, const char *function,
		     const struct es12_answer *answer)
{
	enum log_level level = answer->verdict == ES12_DONE ? LOG_INFO : LOG_WARN;
	LOG_EVENT(level, "es12_call", LOG_TEXT("smds", peer->address),
		  LOG_TEXT("function", function),
		  LOG_TEXT("verdict", es12_client_verdict_name(answer->verdict)),
		  LOG_TEXT("why", answer->why));
}

enum err es12_client_call(void *client, const struct rspd_smds_peer *peer, const char *function,
			  struct bytes body, struct es12_answer *out)
{
	struct es12_client *c = client;
	*out = (struct es12_answer){.verdict = ES12_NOT_REACHED};
	const struct smds_peer *known = find_peer(c, peer);
	if (!known)
		return ERR_NOT_FOUND;
	const struct line_lease lease = take_line(c, (unsigned)peer->timeout_ms);
	enum err e = OK;
	if (lease.line) {
		e = post(&lease, known, function, body, out);
		give_back(c, lease.line);
	} else {
		(void)snprintf(out->why, sizeof(out->why), "too many calls are under way");
	}
	(void)atomic_fetch_add_explicit(&c->counts[out->verdict], 1, memory_order_relaxed);
	log_call(peer, function, out);
	return e;
}
