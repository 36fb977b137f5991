/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A running rspd: what one rspd.conf describes, put together, started and stopped. What the parts
 * do is elsewhere.
 */
#ifndef CLI_RSPD_SERVICE_H
#define CLI_RSPD_SERVICE_H

#include <stdatomic.h>

#include "cli/housekeeping.h"
#include <stdatomic.h>

#include "base/current.h"
#include "cli/installation.h"
#include "cli/rspd_tls.h"
#include "http/server.h"
#include "notify/deliverer.h"
#include "notify/es12_client.h"
#include "role/crl_fetcher.h"
#include "smdpp/routes.h"
#include "smdpp/smdpp.h"
#include "smds/routes.h"
#include "smds/smds.h"
#include "sys/work.h"

struct rspd_service {
	struct installation installation;
	struct deliverer *deliverer;
	atomic_bool outbox_filled; /* by what is not settled yet */
	struct es12_client *es12;  /* to other SM-DSs */
	struct crls *crls;
	struct current *expiry;		 /* a struct expiry */
	atomic_uint_fast64_t reloads[2]; /* of certificates: done, failed */
	struct crl_fetcher *crl_fetcher;
	struct smdpp *smdpp; /* NULL: this is none */
	struct smds *smds;   /* likewise */
	struct tls_server *tls[RSPD_LISTENERS];
	struct housekeeping housekeeping;
	struct work_queue *work;
	struct http_server *server;
	struct http_route routes[RSPD_LISTENERS][ROUTES_MAX];
	struct http_listener listeners[RSPD_LISTENERS];
	size_t places[RSPD_LISTENERS]; /* where in `listeners` each is, counted from 1 */
	size_t listeners_n;
};

/*
 * Read `path`, open everything and serve. On an error `why` says in words what is wrong (the log
 * may say more), and nothing needs to be freed. `service` must not move afterwards.
 */
enum err rspd_service_start(const char *path, struct rspd_service *service,
			    struct config_error *why);

/* Do as rspd_service_start as far as it leaves no trace: no database, no sockets. */
enum err rspd_service_check(const char *path, struct config_error *why);

/*
 * Read `path` and what it names anew, and have connections and sessions that begin from now on use
 * the certificates and keys of our roles and listeners as they are there; all or, on an error,
 * nothing is exchanged. Other changes of the configuration wait for the next start. `why` says what
 * is wrong (the log may say more).
 */
enum err rspd_service_reload(const char *path, struct rspd_service *service,
			     struct config_error *why);

/* What must be done now and then, about each second: see cli/housekeeping.h. */
void rspd_service_tick(struct rspd_service *service);

/* Answer what is being asked, deliver what is under way, and release all. Safe on a zeroed struct
 * and twice. Fits CLEANUP(). */
void rspd_service_stop(struct rspd_service *service);

/* The port of a listener, RSPD_ES9P…; 0: it is not there. */
uint16_t rspd_service_port(const struct rspd_service *service, size_t listener);

#endif
