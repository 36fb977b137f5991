/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fetches CRLs over plain HTTP (they are signed) in a thread of its own, whenever role/crls.h says
 * that one is due.
 */
#ifndef ROLE_CRL_FETCHER_H
#define ROLE_CRL_FETCHER_H

#include "role/crls.h"
#include "sys/clock.h"

struct crl_fetcher;

/* `crls` and `clock` must outlive it. Without URLs the thread only waits for some. ERR_NOMEM. */
enum err crl_fetcher_start(struct crls *crls, const struct clock *clock, struct crl_fetcher **out);

/* There may be other URLs: look at once. Any thread. NULL is allowed. */
void crl_fetcher_wake(struct crl_fetcher *fetcher);

/* Drop what is under way, end the thread, release, and set to NULL. NULL is allowed. Fits
 * CLEANUP(). */
void crl_fetcher_stop(struct crl_fetcher **fetcher);

#endif
