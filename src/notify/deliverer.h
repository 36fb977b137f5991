/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Delivers the outbox: one thread that posts each message to its operator over mutual TLS, in order
 * per ICCID, again and again until it is taken, too old, or refused for good (SGP.22 §5.3.5). How
 * a message comes into the outbox is the business of the role.
 */
#ifndef NOTIFY_DELIVERER_H
#define NOTIFY_DELIVERER_H

#include "base/err.h"
#include "config/rspd_config.h"
#include "keyring/keyring.h"
#include "store/store.h"
#include "sys/clock.h"

struct deliverer;

struct deliverer_setup {
	const struct rspd_config *config; /* operators and their endpoints */
	struct keyring *keyring;	  /* gets the keys of our client certificates */
	struct store *store;
	const struct clock *clock;
};

/*
 * Load the endpoints' certificates and start the thread. What `setup` points to must outlive it.
 * Errors of keyring_load_key and tls_client_new, ERR_NOMEM; the log names the operator.
 */
enum err deliverer_start(const struct deliverer_setup *setup, struct deliverer **out);

/* Only load the endpoints' certificates, with deliverer_start's errors. */
enum err deliverer_check(const struct deliverer_setup *setup);

/* There is something new in the outbox. Any thread; `deliverer` is a struct deliverer *. */
void deliverer_wake(void *deliverer);

/*
 * Let what is under way end (at most its timeout), end the thread, release, and set to NULL. What
 * is not delivered stays in the outbox. NULL is allowed. Fits CLEANUP().
 */
void deliverer_stop(struct deliverer **deliverer);

#endif
