/* SPDX-License-Identifier: Apache-2.0 */
/* Metrics of the server, the outbox, sessions and events; those of functions come from their role.
 */
#include "cli/rspd_metrics.h"

#include <inttypes.h>

#include "cli/expiry.h"
#include "cli/rspd_service.h"

static enum err put(struct buf *out, const char *kind, const char *name, uint64_t value)
{
	return buf_put_fmt(out, "# TYPE rspd_%s %s\nrspd_%s %" PRIu64 "\n", name, kind, name,
			   value);
}

static enum err put_server(const struct rspd_service *s, struct buf *out)
{
	struct http_server_stats stats = http_server_stats(s->server);
	TRY(put(out, "gauge", "connections", stats.connections));
	TRY(put(out, "counter", "requests_total", stats.requests));
	TRY(put(out, "counter", "requests_refused_total", stats.refused));
	TRY(put(out, "counter", "connection_timeouts_total", stats.timeouts));
	TRY(put(out, "counter", "connections_evicted_total", stats.evicted));
	TRY(put(out, "counter", "tls_failures_total", stats.tls_failures));
	return put(out, "gauge", "work_waiting", work_waiting(s->work));
}

static enum err put_store(const struct rspd_service *s, struct buf *out)
{
	struct outbox_counts outbox = {};
	TRY(outbox_count(s->installation.store, &outbox));
	int64_t now = clock_now_ms(&s->installation.clock);
	int64_t age = outbox.oldest_created_at > 0 ? now - outbox.oldest_created_at : 0;
	TRY(put(out, "gauge", "outbox_waiting", (uint64_t)outbox.waiting));
	TRY(put(out, "gauge", "outbox_event_deletions", (uint64_t)outbox.deletions));
	TRY(put(out, "gauge", "outbox_set_aside", (uint64_t)outbox.set_aside));
	TRY(put(out, "gauge", "outbox_oldest_age_seconds", (uint64_t)(age / 1000)));
	return put(out, "gauge", "sessions", session_count(s->installation.store));
}

static enum err put_certificates(const struct rspd_service *s, struct buf *out)
{
	CLEANUP(current_give) struct current_hold hold = current_take(s->expiry);
	int64_t now = clock_now_ms(&s->installation.clock);
	int64_t crl = crls_next_update_ms(s->crls);
	TRY(buf_put_fmt(out,
			"# TYPE rspd_reloads_total counter\n"
			"rspd_reloads_total{outcome=\"done\"} %" PRIu64 "\n"
			"rspd_reloads_total{outcome=\"failed\"} %" PRIu64 "\n",
			(uint64_t)atomic_load(&s->reloads[0]),
			(uint64_t)atomic_load(&s->reloads[1])));
	if (crl != INT64_MAX)
		TRY(buf_put_fmt(out,
				"# TYPE rspd_crl_expiry_seconds gauge\n"
				"rspd_crl_expiry_seconds %" PRId64 "\n",
				(crl - now) / 1000));
	return expiry_metrics(hold.value, now, out);
}

/* ConfirmOrder and ReleaseProfile at SM-DSs. */
static enum err put_es12(const struct rspd_service *s, struct buf *out)
{
	TRY(buf_put_str(out, "# TYPE rspd_es12_calls_total counter\n"));
	for (enum es12_verdict v = ES12_DONE; v < ES12_VERDICTS; v++)
		TRY(buf_put_fmt(out, "rspd_es12_calls_total{verdict=\"%s\"} %" PRIu64 "\n",
				es12_client_verdict_name(v), es12_client_count(s->es12, v)));
	return OK;
}

static enum err put_events(const struct rspd_service *s, struct buf *out)
{
	int64_t events = 0;
	TRY(event_registration_count(s->installation.store, &events));
	return put(out, "gauge", "smds_events", (uint64_t)events);
}

static enum err handle(void *context, struct arena *arena, const struct http_request *request,
		       struct http_reply *reply)
{
	const struct rspd_service *s = context;
	(void)arena;
	/* What is counted is gone through. */
	if (!request->may_wait)
		return ERR_WAITS;
	reply->content_type = "text/plain; version=0.0.4";
	TRY(put_server(s, &reply->body));
	TRY(put_store(s, &reply->body));
	TRY(put_certificates(s, &reply->body));
	if (s->es12)
		TRY(put_es12(s, &reply->body));
	if (s->smds)
		TRY(put_events(s, &reply->body));
	TRY(buf_put_str(&reply->body, "# TYPE rspd_calls_total counter\n"));
	if (s->smdpp)
		TRY(routes_metrics(s->smdpp, &reply->body));
	return s->smds ? smds_metrics(s->smds, &reply->body) : OK;
}

const struct http_route rspd_metrics_route = {
	.path = "/metrics",
	.handle = handle,
	.method = HTTP_METHOD_GET,
};
