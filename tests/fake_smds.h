/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small SM-DS for tests of those who call one: a list of events, ES12 over mutual TLS on
 * loopback, and the ways to misbehave. It shares the codecs with the server, and no more.
 */
#ifndef TESTS_FAKE_SMDS_H
#define TESTS_FAKE_SMDS_H

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>

#include "base/bytes.h"
#include "base/err.h"
#include "http/server.h"
#include "tls_world.h"

enum { FAKE_SMDS_EVENTS_MAX = 64 };

struct fake_smds_event {
	char eid[33], event_id[64], server_address[64];
	bool forwarding;
};

struct fake_smds {
	pthread_mutex_t lock;
	struct fake_smds_event events[FAKE_SMDS_EVENTS_MAX];
	size_t n;
	unsigned registrations, deletions; /* calls, whatever they were answered */

	/* How it behaves from now on; 0 and NULL: well. */
	int status;		      /* of HTTP, with an empty body, after it has done its work */
	const char *subject, *reason; /* refuse with these codes, and do nothing */
	sem_t *arrived;		      /* posted when a request has come */
	sem_t *gate;		      /* then waited for, before all else */

	struct tls_server *tls;
	struct work_queue *work;
	struct http_server *server;
	char url[64];
};

/* An SM-DS without a net: fake_smds_answer is all there is. */
void fake_smds_make(struct fake_smds *smds);

/* The answer to the body of a function: "registerEvent", "deleteEvent". Appended to `reply`. */
enum err fake_smds_answer(struct fake_smds *smds, const char *function, struct bytes body,
			  struct buf *reply);

/* Serve it on a port of its own, with the certificate "server"; clients need one by "ca". */
void fake_smds_serve(struct fake_smds *smds, const struct tls_world *certificates,
		     unsigned workers);

/* It is away: nobody listens. Its events stay. */
void fake_smds_stop(struct fake_smds *smds);

void fake_smds_free(struct fake_smds *smds);

/* The event with this EventID; NULL if there is none. How many there are. */
const struct fake_smds_event *fake_smds_find(struct fake_smds *smds, const char *event_id);
size_t fake_smds_count(struct fake_smds *smds);

/* How many calls of registerEvent and deleteEvent there were, also while it serves. */
unsigned fake_smds_registrations(struct fake_smds *smds);
unsigned fake_smds_deletions(struct fake_smds *smds);

#endif
