/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The CRLs in use: those of files and those that were fetched, each replaced by its successors and
 * never by one that is older. Fetching itself is in role/crl_fetcher.h.
 */
#ifndef ROLE_CRLS_H
#define ROLE_CRLS_H

#include "base/current.h"
#include "role/crl_sources.h"
#include "sys/clock.h"

struct crls;

/*
 * Take the sources over, with the CRLs of files and cache. `clock` must outlive it. ERR_NOMEM. The
 * caller frees.
 */
enum err crls_create(struct crl_sources **sources, const struct clock *clock, struct crls **out);

/* Release, and set to NULL. Nobody may use them any more. Safe on NULL. Fits CLEANUP(). */
void crls_free(struct crls **crls);

/* Work with other sources from now on, which are taken over; the CRLs in use stay until others
 * follow them. Any thread. */
void crls_exchange(struct crls *crls, struct crl_sources **sources);

/* Those in use now: a const struct crl_list *. Any thread. */
struct current_hold crls_take(struct crls *crls);

/*
 * Use a CRL from now on, if it is good: issued by one of our CAs, begun, and not older than the one
 * of its scope in use. OK also if it is that one. ERR_EXPIRED: it has not begun; ERR_CONFLICT: its
 * cRLNumber goes back, or stays with other content; errors of crl_parse and crl_sources_verify. The
 * log says what became of it. Any thread.
 */
enum err crls_offer(struct crls *crls, struct bytes content, const char *source);

/* A URL that is due at `now_ms`, copied. ERR_NOT_FOUND: none is. */
enum { CRLS_URL_MAX = 1024 };
enum err crls_due(struct crls *crls, int64_t now_ms, char url[static CRLS_URL_MAX]);

/* What came from the URL (absent: nothing): offer it, keep it in the cache, and say when it is due
 * again: before it runs out, and sooner if it was no good. Any thread. */
void crls_fetched(struct crls *crls, const char *url, struct bytes content);

/* The earliest nextUpdate of those in use; INT64_MAX without any. */
int64_t crls_next_update_ms(struct crls *crls);

#endif
