/* SPDX-License-Identifier: Apache-2.0 */
/* A list that is exchanged as a whole whenever one of its CRLs is. */
#include "role/crls.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mutant.h"
#include "sys/file.h"

enum {
	RETRY_MS = 10 * 60 * 1000,   /* after what was no good, and at least between two fetches */
	CLOCK_SPARE_MS = 300 * 1000, /* by which the issuer's clock may be ahead of ours */
	CACHE_MODE = 0700,
	FILE_MODE = 0600,
};

/* A CRL with the lists that have it. */
struct item {
	atomic_int users;
	struct crl *crl;
};

struct list {
	struct crl_list list; /* first: it is what is taken */
	const struct crl **crls;
	struct item **items;
	size_t n;
};

struct crls {
	pthread_mutex_t mutex; /* of `sources`, and one offers at a time */
	struct crl_sources *sources;
	const struct clock *clock;
	struct current *current;
};

static void item_leave(struct item *item)
{
	if (atomic_fetch_sub(&item->users, 1) > 1)
		return;
	crl_free(&item->crl);
	free(item);
}

static void release(void *value)
{
	struct list *list = value;
	if (!list)
		return;
	for (size_t i = 0; i < list->n; i++)
		item_leave(list->items[i]);
	free(list->crls);
	free(list->items);
	free(list);
}

static void drop(struct list **list)
{
	release(*list);
}

/* Empty, with room for `n`. */
static enum err make(size_t n, bool required, struct list **out)
{
	CLEANUP(drop) struct list *list = calloc(1, sizeof(*list));
	if (!list)
		return ERR_NOMEM;
	list->crls = calloc(n + 1, sizeof(*list->crls));
	list->items = calloc(n + 1, sizeof(struct item *));
	if (!list->crls || !list->items)
		return ERR_NOMEM;
	list->list.crls = list->crls;
	list->list.required = required;
	*out = list;
	list = NULL;
	return OK;
}

/* Takes a use of the item over. */
static void add(struct list *list, struct item *item)
{
	list->items[list->n] = item;
	list->crls[list->n++] = item->crl;
	list->list.n = list->n;
}

/* The list in use, but for the one that `crl` follows, and with `crl` (NULL: none), which is taken
 * over if all is well. */
static enum err succeed(struct crls *crls, struct crl **crl)
{
	CLEANUP(current_give) struct current_hold hold = current_take(crls->current);
	const struct list *before = hold.value;
	CLEANUP(drop) struct list *after = NULL;
	struct item *item = *crl ? calloc(1, sizeof(*item)) : NULL;
	enum err e =
		*crl && !item ? ERR_NOMEM : make(before->n + 1, crls->sources->required, &after);
	if (e != OK) {
		free(item);
		return e;
	}
	for (size_t i = 0; i < before->n; i++) {
		if (item && crl_same_scope(before->crls[i], *crl))
			continue;
		atomic_fetch_add(&before->items[i]->users, 1);
		add(after, before->items[i]);
	}
	if (item) {
		atomic_init(&item->users, 1);
		item->crl = *crl;
		*crl = NULL;
		add(after, item);
	}
	e = current_replace(crls->current, after);
	if (e == OK)
		after = NULL;
	return e;
}

/* --- offers --------------------------------------------------------------------------------- */

struct offer {
	const struct crl_sources *sources;
	const struct crl *crl;
	const struct crl *before; /* of its scope in use; NULL: none */
	int64_t now_ms;
};

static enum err issuer(const struct offer *o)
{
	return crl_sources_verify(o->sources, o->crl);
}

static enum err begun(const struct offer *o)
{
	return crl_this_update_ms(o->crl) <= o->now_ms + CLOCK_SPARE_MS ? OK : ERR_EXPIRED;
}

/* RFC 5280 §5.2.3: the numbers of one scope increase. */
static enum err number(const struct offer *o)
{
	return !o->before || crl_compare_number(o->crl, o->before) > 0 ? OK : ERR_CONFLICT;
}

static const struct check {
	const char *name;
	enum err (*check)(const struct offer *offer);
} checks[] = {
	{"crls.issuer", issuer},
	{"crls.begun", begun},
	{"crls.number", number},
};

static enum err judge(const struct offer *o, const char **check)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		*check = checks[i].name;
		if (!mutant_off(checks[i].name))
			TRY(checks[i].check(o));
	}
	*check = NULL;
	return OK;
}

static const struct crl *same_scope(const struct list *list, const struct crl *crl)
{
	for (size_t i = 0; i < list->n; i++)
		if (crl_same_scope(list->crls[i], crl))
			return list->crls[i];
	return NULL;
}

static enum err take_over(struct crls *crls, struct crl **crl, const char **check)
{
	CLEANUP(current_give) struct current_hold hold = current_take(crls->current);
	const struct offer offer = {crls->sources, *crl, same_scope(hold.value, *crl),
				    clock_now_ms(crls->clock)};
	if (offer.before && bytes_eq(crl_der(offer.before), crl_der(*crl)))
		return OK;
	TRY(judge(&offer, check));
	return succeed(crls, crl);
}

static void log_offer(const char *source, const struct crl *taken, const char *check, enum err e)
{
	if (e != OK)
		LOG_EVENT(LOG_WARN, "crl_not_accepted", LOG_TEXT("source", source),
			  LOG_TEXT("check", check), LOG_ERR(e));
	else if (!taken)
		LOG_EVENT(LOG_INFO, "crl_in_use", LOG_TEXT("source", source));
}

/* With the mutex held; `*crl` is the caller's where it is left. */
static enum err offer_parsed(struct crls *crls, struct crl **crl, const char *source)
{
	const char *check = NULL;
	enum err e = take_over(crls, crl, &check);
	log_offer(source, *crl, check, e);
	return e;
}

static enum err offer_bytes(struct crls *crls, struct bytes content, const char *source)
{
	CLEANUP(crl_free) struct crl *crl = NULL;
	enum err e = crl_parse(content, &crl);
	if (e == OK)
		return offer_parsed(crls, &crl, source);
	log_offer(source, NULL, "crl_parse", e);
	return e;
}

enum err crls_offer(struct crls *crls, struct bytes content, const char *source)
{
	(void)pthread_mutex_lock(&crls->mutex);
	enum err e = offer_bytes(crls, content, source);
	(void)pthread_mutex_unlock(&crls->mutex);
	return e;
}

/* --- sources -------------------------------------------------------------------------------- */

static void offer_cached(struct crls *crls, const char *url)
{
	char path[CRL_SOURCES_PATH_MAX] = "";
	CLEANUP(buf_free) struct buf content = buf_make(2 * LIMIT_CRL);
	if (crl_sources_cache_file(crls->sources, url, path) == OK &&
	    file_read(path, &content) == OK)
		(void)!offer_bytes(crls, buf_bytes(&content), path);
}

/* What cannot be used is in the log; the others are. */
static void offer_all(struct crls *crls)
{
	struct crl *none = NULL;
	(void)!succeed(crls, &none); /* `required` may be another */
	for (size_t i = 0; i < crls->sources->urls_n; i++)
		offer_cached(crls, crls->sources->urls[i].url);
	for (size_t i = 0; i < crls->sources->files_n; i++)
		(void)!offer_parsed(crls, &crls->sources->files[i], "file");
}

enum err crls_create(struct crl_sources **sources, const struct clock *clock, struct crls **out)
{
	CLEANUP(crls_free) struct crls *c = calloc(1, sizeof(*c));
	struct list *list = NULL;
	if (!c || pthread_mutex_init(&c->mutex, NULL) != 0)
		return ERR_NOMEM;
	c->clock = clock;
	TRY(make(0, (*sources)->required, &list));
	TRY(current_create(list, release, &c->current));
	crls_exchange(c, sources);
	*out = c;
	c = NULL;
	return OK;
}

void crls_free(struct crls **crls)
{
	struct crls *c = *crls;
	if (!c)
		return;
	current_free(&c->current);
	crl_sources_free(&c->sources);
	(void)pthread_mutex_destroy(&c->mutex);
	free(c);
	*crls = NULL;
}

void crls_exchange(struct crls *crls, struct crl_sources **sources)
{
	(void)pthread_mutex_lock(&crls->mutex);
	struct crl_sources *before = crls->sources;
	crls->sources = *sources;
	*sources = NULL;
	offer_all(crls);
	(void)pthread_mutex_unlock(&crls->mutex);
	crl_sources_free(&before);
}

struct current_hold crls_take(struct crls *crls)
{
	return current_take(crls->current);
}

int64_t crls_next_update_ms(struct crls *crls)
{
	CLEANUP(current_give) struct current_hold hold = current_take(crls->current);
	const struct list *list = hold.value;
	int64_t next = INT64_MAX;
	for (size_t i = 0; i < list->n; i++)
		if (crl_next_update_ms(list->crls[i]) < next)
			next = crl_next_update_ms(list->crls[i]);
	return next;
}

/* --- fetching ------------------------------------------------------------------------------- */

enum err crls_due(struct crls *crls, int64_t now_ms, char url[static CRLS_URL_MAX])
{
	enum err e = ERR_NOT_FOUND;
	(void)pthread_mutex_lock(&crls->mutex);
	for (size_t i = 0; i < crls->sources->urls_n && e == ERR_NOT_FOUND; i++) {
		struct crl_source *source = &crls->sources->urls[i];
		if (source->due_ms > now_ms)
			continue;
		source->due_ms = now_ms + RETRY_MS;
		(void)snprintf(url, CRLS_URL_MAX, "%s", source->url);
		e = OK;
	}
	(void)pthread_mutex_unlock(&crls->mutex);
	return e;
}

/* Well before it runs out: when three quarters of what is left are over. */
static int64_t due_after(const struct crls *crls, struct bytes content, int64_t now_ms)
{
	CLEANUP(crl_free) struct crl *crl = NULL;
	int64_t due = now_ms + crls->sources->refresh_ms;
	if (crl_parse(content, &crl) != OK)
		return now_ms + RETRY_MS;
	int64_t left = crl_next_update_ms(crl) - now_ms;
	if (now_ms + left / 4 * 3 < due)
		due = now_ms + left / 4 * 3;
	return due > now_ms + RETRY_MS ? due : now_ms + RETRY_MS;
}

static void keep(const struct crls *crls, const char *url, struct bytes content)
{
	char path[CRL_SOURCES_PATH_MAX] = "";
	enum err e = crl_sources_cache_file(crls->sources, url, path);
	if (e == ERR_NOT_FOUND)
		return;
	if (e == OK)
		e = file_mkdir(crls->sources->cache, CACHE_MODE);
	if (e == OK)
		e = file_write(path, content, FILE_MODE);
	if (e != OK)
		LOG_EVENT(LOG_WARN, "crl_not_cached", LOG_TEXT("file", path), LOG_ERR(e));
}

static void schedule(struct crls *crls, const char *url, int64_t due_ms)
{
	for (size_t i = 0; i < crls->sources->urls_n; i++)
		if (strcmp(crls->sources->urls[i].url, url) == 0)
			crls->sources->urls[i].due_ms = due_ms;
}

void crls_fetched(struct crls *crls, const char *url, struct bytes content)
{
	int64_t now = clock_now_ms(crls->clock);
	(void)pthread_mutex_lock(&crls->mutex);
	int64_t due = now + RETRY_MS;
	if (content.len > 0 && offer_bytes(crls, content, url) == OK) {
		keep(crls, url, content);
		due = due_after(crls, content, now);
	}
	schedule(crls, url, due);
	(void)pthread_mutex_unlock(&crls->mutex);
}
