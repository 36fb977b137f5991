/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of an rspd in the order in which they need each other. */
#include "cli/rspd_service.h"

#include <assert.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/log.h"
#include "cli/expiry.h"
#include "cli/rspd_metrics.h"
#include "sys/process.h"

enum { MIB = 1024 * 1024, SECOND = 1000, CONFIG_ARENA_MAX = 64 * MIB };

static enum err because(struct config_error *why, const char *what, enum err e)
{
	if (e != OK)
		(void)snprintf(why->text, sizeof(why->text), "%s: %s", what, err_name(e));
	return e;
}

static enum err open_tls(struct rspd_service *s, const struct rspd_tls_listener *listener)
{
	CLEANUP(tls_server_contexts_free) struct tls_contexts *contexts = NULL;
	TRY(rspd_tls_load(&s->installation.config, listener, &contexts));
	return tls_server_of(&contexts, &s->tls[listener->number]);
}

static enum err open_crls(struct rspd_service *s)
{
	const struct clock *clock = &s->installation.clock;
	CLEANUP(crl_sources_free) struct crl_sources *sources = NULL;
	TRY(crl_sources_load(&s->installation.config, clock_now_ms(clock), &sources));
	return crls_create(&sources, clock, &s->crls);
}

/* The deliverer sees only what is settled. */
static void fill_outbox(void *service)
{
	atomic_store(&((struct rspd_service *)service)->outbox_filled, true);
}

static uint64_t mark(void *service)
{
	return store_mark(((struct rspd_service *)service)->installation.store);
}

static enum err settle(void *service, uint64_t mark)
{
	struct rspd_service *s = service;
	bool filled = atomic_exchange(&s->outbox_filled, false);
	enum err e = store_settle(s->installation.store, mark);
	if (filled)
		deliverer_wake(s->deliverer);
	return e;
}

/* What the roles do is settled after the request, or after the housekeeping. There is none where
 * the configuration is only checked. */
static struct store *joint_store(const struct rspd_service *s)
{
	return s->installation.store ? store_joint(s->installation.store) : NULL;
}

static void release_expiry(void *value)
{
	struct expiry *expiry = value;
	expiry_free(&expiry);
}

static enum err open_expiry(struct rspd_service *s)
{
	struct expiry *expiry = NULL;
	TRY(expiry_load(&s->installation.config, &expiry));
	return current_create(expiry, release_expiry, &s->expiry);
}

static enum err open_smdpp(struct rspd_service *s)
{
	struct installation *i = &s->installation;
	if (!i->config.smdpp.address)
		return OK;
	const struct smdpp_setup setup = {
		.config = &i->config,
		.store = joint_store(s),
		.keyring = i->keyring,
		.clock = &i->clock,
		.entropy = &i->entropy,
		.crls = s->crls,
		.wake_outbox = s->deliverer ? fill_outbox : NULL,
		.wake_context = s,
		.ask_smds = s->es12 ? es12_client_call : NULL,
		.smds_context = s->es12,
	};
	return smdpp_create(&setup, &s->smdpp);
}

static enum err open_smds(struct rspd_service *s)
{
	struct installation *i = &s->installation;
	if (!i->config.smds.address)
		return OK;
	const struct smds_setup setup = {
		.config = &i->config,
		.store = joint_store(s),
		.keyring = i->keyring,
		.clock = &i->clock,
		.entropy = &i->entropy,
		.crls = s->crls,
		.ask_smds = s->es12 ? es12_client_call : NULL,
		.smds_context = s->es12,
		.wake_outbox = s->deliverer ? fill_outbox : NULL,
		.wake_context = s,
	};
	return smds_create(&setup, &s->smds);
}

static enum err open_roles(struct rspd_service *s, struct config_error *why)
{
	TRY(because(why, "certificates of the SM-DP+", open_smdpp(s)));
	return because(why, "certificates of the SM-DS", open_smds(s));
}

static enum err open_all_tls(struct rspd_service *s, struct config_error *why)
{
	struct rspd_tls_listener listeners[RSPD_LISTENERS] = {};
	size_t n = rspd_tls_listeners(&s->installation.config, listeners);
	for (size_t i = 0; i < n; i++)
		TRY(because(why, listeners[i].key, open_tls(s, &listeners[i])));
	return OK;
}

static enum err open_smds_peers(struct rspd_service *s, struct config_error *why)
{
	const struct installation *i = &s->installation;
	return because(why, "smds_peers", es12_client_new(&i->config, i->keyring, &s->es12));
}

static struct deliverer_setup deliverer_setup_of(struct rspd_service *s)
{
	return (struct deliverer_setup){
		.config = &s->installation.config,
		.keyring = s->installation.keyring,
		.store = s->installation.store,
		.clock = &s->installation.clock,
	};
}

static size_t es9p_routes(struct http_route *out)
{
	return routes_of(ROUTES_ES9P, out);
}

static size_t es2p_routes(struct http_route *out)
{
	return routes_of(ROUTES_ES2P, out);
}

static size_t es11_routes(struct http_route *out)
{
	return smds_routes(SMDS_ES11, out);
}

static size_t es12_routes(struct http_route *out)
{
	return smds_routes(SMDS_ES12, out);
}

static const struct {
	const char *name;
	bool of_smds;
	bool for_devices; /* which do not notice a millisecond */
	size_t (*routes)(struct http_route *out);
} role_listeners[] = {
	[RSPD_ES9P] = {"es9p", false, true, es9p_routes},
	[RSPD_ES2P] = {"es2p", false, false, es2p_routes},
	[RSPD_ES11] = {"es11", true, true, es11_routes},
	[RSPD_ES12] = {"es12", true, false, es12_routes},
};
static_assert((int)ROUTES_MAX >= (int)SMDS_ROUTES_MAX, "room for the routes of any role");

static void add_listener(struct rspd_service *s, size_t number, struct http_listener listener)
{
	listener.tls = s->tls[number];
	listener.routes = s->routes[number];
	listener.admin_protocol = route_admin_protocol;
	s->listeners[s->listeners_n++] = listener;
	s->places[number] = s->listeners_n;
}

static void add_role_listener(struct rspd_service *s, const struct rspd_tls_listener *of)
{
	bool of_smds = role_listeners[of->number].of_smds;
	add_listener(
		s, of->number,
		(struct http_listener){
			.name = role_listeners[of->number].name,
			.address = of->listener->address,
			.route_count = role_listeners[of->number].routes(s->routes[of->number]),
			.context = of_smds ? (void *)s->smds : (void *)s->smdpp,
			.patient = role_listeners[of->number].for_devices,
		});
}

static void add_metrics_listener(struct rspd_service *s)
{
	const struct rspd_listener *metrics = s->installation.config.listen.metrics;
	if (!metrics)
		return;
	s->routes[RSPD_METRICS][0] = rspd_metrics_route;
	add_listener(s, RSPD_METRICS,
		     (struct http_listener){
			     .name = "metrics",
			     .address = metrics->address,
			     .route_count = 1,
			     .context = s,
		     });
}

static struct http_limits limits_of(const struct rspd_config *config)
{
	return (struct http_limits){
		.connections_max = (unsigned)config->limits.connections,
		.held_max = (size_t)config->limits.requests_mb * MIB,
		.request_ms = (unsigned)config->limits.request_s * SECOND,
		.idle_ms = (unsigned)config->limits.idle_s * SECOND,
		.keep_ms = (unsigned)config->limits.keep_s * SECOND,
	};
}

static enum err serve(struct rspd_service *s)
{
	const struct rspd_config *config = &s->installation.config;
	struct rspd_tls_listener listeners[RSPD_LISTENERS] = {};
	size_t n = rspd_tls_listeners(config, listeners);
	for (size_t i = 0; i < n; i++)
		add_role_listener(s, &listeners[i]);
	add_metrics_listener(s);
	TRY(work_start((unsigned)config->threads.workers, 0, &s->work));
	const struct http_server_config server = {
		.listeners = s->listeners,
		.listener_count = s->listeners_n,
		.loop_count =
			config->threads.loops ? (unsigned)config->threads.loops : process_cpus(),
		.work = s->work,
		.limits = limits_of(config),
		.settling = {s, mark, settle},
	};
	return http_server_start(&server, &s->server);
}

static enum err start_all(struct rspd_service *s, struct config_error *why)
{
	const struct deliverer_setup deliverer = deliverer_setup_of(s);
	TRY(open_all_tls(s, why));
	TRY(open_smds_peers(s, why));
	TRY(because(why, "crl", open_crls(s)));
	TRY(because(why, "operators.notify", deliverer_start(&deliverer, &s->deliverer)));
	TRY(because(why, "crl",
		    crl_fetcher_start(s->crls, &s->installation.clock, &s->crl_fetcher)));
	TRY(open_roles(s, why));
	TRY(because(why, "certificates", open_expiry(s)));
	s->housekeeping = (struct housekeeping){.expiry = s->expiry,
						.config = &s->installation.config,
						.store = s->installation.store,
						.smdpp = s->smdpp,
						.smds = s->smds};
	return because(why, "listeners", serve(s));
}

/* Nothing expires, and certificates are judged by a day that may be long ago. */
static void warn_of_test_clock(const struct rspd_config *config)
{
	if (config->test_clock)
		LOG_EVENT(LOG_WARN, "test_clock", LOG_TEXT("stands_at", config->test_clock));
}

static void configure_log(const struct rspd_config *config)
{
	log_configure(&(struct log_config){
		.level = (enum log_level)config->log.level,
		.fd = 2,
		.whole_ids = config->log.whole_ids,
	});
}

enum err rspd_service_start(const char *path, struct rspd_service *service,
			    struct config_error *why)
{
	*service = (struct rspd_service){};
	TRY(installation_open(path, &service->installation, why));
	configure_log(&service->installation.config);
	warn_of_test_clock(&service->installation.config);
	enum err e = start_all(service, why);
	if (e != OK)
		rspd_service_stop(service);
	return e;
}

static enum err check_all(struct rspd_service *s, struct config_error *why)
{
	const struct deliverer_setup deliverer = deliverer_setup_of(s);
	TRY(open_all_tls(s, why));
	TRY(open_smds_peers(s, why));
	TRY(because(why, "crl", open_crls(s)));
	TRY(because(why, "operators.notify", deliverer_check(&deliverer)));
	return open_roles(s, why);
}

enum err rspd_service_check(const char *path, struct config_error *why)
{
	CLEANUP(rspd_service_stop) struct rspd_service s = {};
	TRY(installation_load(path, &s.installation, why));
	return check_all(&s, why);
}

/* What is loaded, and not yet in use. */
struct fresh {
	struct arena arena; /* of `config` */
	struct rspd_config config;
	struct credentials *smdpp, *smds;
	struct crl_sources *crl_sources;
	struct expiry *expiry;
	struct tls_contexts *tls[RSPD_LISTENERS];
};

static void release_fresh(struct fresh *fresh)
{
	credentials_free(&fresh->smdpp);
	credentials_free(&fresh->smds);
	crl_sources_free(&fresh->crl_sources);
	expiry_free(&fresh->expiry);
	for (size_t i = 0; i < RSPD_LISTENERS; i++)
		tls_server_contexts_free(&fresh->tls[i]);
	arena_free(&fresh->arena);
}

static enum err load_roles(const struct rspd_service *s, struct fresh *fresh,
			   struct config_error *why)
{
	if (s->smdpp)
		TRY(because(why, "certificates of the SM-DP+",
			    role_load(&s->smdpp->role, &fresh->config, &fresh->smdpp)));
	if (s->smds)
		TRY(because(why, "certificates of the SM-DS",
			    role_load(&s->smds->role, &fresh->config, &fresh->smds)));
	return OK;
}

static enum err exchange_roles(const struct rspd_service *s, struct fresh *fresh,
			       struct config_error *why)
{
	if (s->smdpp)
		TRY(because(why, "certificates of the SM-DP+",
			    role_exchange(&s->smdpp->role, &fresh->smdpp)));
	if (s->smds)
		TRY(because(why, "certificates of the SM-DS",
			    role_exchange(&s->smds->role, &fresh->smds)));
	return OK;
}

static enum err load_fresh(const char *path, struct rspd_service *s, struct fresh *fresh,
			   struct config_error *why)
{
	struct rspd_tls_listener listeners[RSPD_LISTENERS] = {};
	TRY(rspd_config_read(&fresh->arena, path, &fresh->config, why));
	TRY(load_roles(s, fresh, why));
	TRY(because(why, "crl",
		    crl_sources_load(&fresh->config, clock_now_ms(&s->installation.clock),
				     &fresh->crl_sources)));
	TRY(because(why, "certificates", expiry_load(&fresh->config, &fresh->expiry)));
	size_t n = rspd_tls_listeners(&fresh->config, listeners);
	for (size_t i = 0; i < n; i++)
		TRY(because(why, listeners[i].key,
			    rspd_tls_load(&fresh->config, &listeners[i],
					  &fresh->tls[listeners[i].number])));
	return OK;
}

static enum err reload(const char *path, struct rspd_service *service, struct config_error *why)
{
	CLEANUP(release_fresh)
	struct fresh fresh = {.arena = arena_make(CONFIG_ARENA_MAX)};
	(void)snprintf(why->text, sizeof(why->text), "out of memory");
	TRY(load_fresh(path, service, &fresh, why));
	TRY(exchange_roles(service, &fresh, why));
	for (size_t i = 0; i < RSPD_LISTENERS; i++)
		if (service->tls[i] && fresh.tls[i])
			tls_server_exchange(service->tls[i], fresh.tls[i]);
	crls_exchange(service->crls, &fresh.crl_sources);
	crl_fetcher_wake(service->crl_fetcher);
	(void)expiry_warn(fresh.expiry, clock_now_ms(&service->installation.clock));
	if (current_replace(service->expiry, fresh.expiry) == OK)
		fresh.expiry = NULL;
	return OK;
}

enum err rspd_service_reload(const char *path, struct rspd_service *service,
			     struct config_error *why)
{
	enum err e = reload(path, service, why);
	atomic_fetch_add(&service->reloads[e == OK ? 0 : 1], 1);
	return e;
}

void rspd_service_tick(struct rspd_service *service)
{
	uint64_t since = mark(service);
	housekeeping_run(&service->housekeeping, clock_now_ms(&service->installation.clock));
	enum err e = settle(service, since);
	if (e != OK)
		LOG_EVENT(LOG_WARN, "housekeeping_not_settled", LOG_ERR(e));
}

void rspd_service_stop(struct rspd_service *service)
{
	http_server_stop(&service->server);
	work_stop(&service->work);
	deliverer_stop(&service->deliverer);
	smdpp_free(&service->smdpp);
	smds_free(&service->smds);
	es12_client_free(&service->es12);
	crl_fetcher_stop(&service->crl_fetcher);
	crls_free(&service->crls);
	current_free(&service->expiry);
	for (size_t i = 0; i < RSPD_LISTENERS; i++)
		tls_server_free(&service->tls[i]);
	installation_close(&service->installation);
}

uint16_t rspd_service_port(const struct rspd_service *service, size_t listener)
{
	size_t place = service->places[listener];
	return place > 0 ? http_server_port(service->server, place - 1) : 0;
}
