/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions in memory: a hash table of chains, without growth: as many places as sessions at most. A
 * transactionId ends in random bytes: they are its hash. Each session is one block of memory that
 * holds its row and what the row points to; what is learnt later makes a new block.
 */
#include "store/session.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/secret.h"
#include "store/driver.h"

/* A power of two. */
enum { PLACES = LIMIT_SESSIONS };
/* Places that are looked at for a session to give up, when there is no room. */
enum { EVICT_LOOKS = 64 };

struct entry {
	struct entry *next;
	size_t size; /* of this block */
	struct session_row row;
	uint8_t room[];
};

struct session_table {
	pthread_mutex_t lock;
	size_t count;
	size_t evict_at; /* the place where the last search has ended */
	struct entry *places[PLACES];
};

/* The members that point elsewhere, by their place in the row. */
static const struct {
	size_t offset;
	bool is_text;
} members[] = {
	{offsetof(struct session_row, transaction_id), false},
	{offsetof(struct session_row, state), true},
	{offsetof(struct session_row, euicc_challenge), false},
	{offsetof(struct session_row, server_challenge), false},
	{offsetof(struct session_row, ci_pk_id), false},
	{offsetof(struct session_row, credential_set), true},
	{offsetof(struct session_row, euicc_public_key), false},
	{offsetof(struct session_row, smdp_signature2), false},
	{offsetof(struct session_row, otpk_euicc), false},
	{offsetof(struct session_row, tac), false},
	{offsetof(struct session_row, imei), false},
};
enum { MEMBERS = sizeof(members) / sizeof(members[0]) };

static void *member_of(const struct session_row *row, size_t i)
{
	return (char *)row + members[i].offset;
}

/* The bytes of a member; of a text with its NUL. */
static struct bytes content_of(const struct session_row *row, size_t i)
{
	if (!members[i].is_text)
		return *(struct bytes *)member_of(row, i);
	const char *text = *(const char **)member_of(row, i);
	return text ? bytes_from(text, strlen(text) + 1) : (struct bytes){};
}

static void point(struct session_row *row, size_t i, struct bytes content)
{
	if (members[i].is_text)
		*(const char **)member_of(row, i) = (const char *)content.ptr;
	else
		*(struct bytes *)member_of(row, i) = content;
}

static void release(struct entry *entry)
{
	if (!entry)
		return;
	wipe(entry, entry->size);
	free(entry);
}

/* A block with a copy of the row and of all that it points to. */
static enum err pack(const struct session_row *row, struct entry **out)
{
	size_t len = 0;
	for (size_t i = 0; i < MEMBERS; i++)
		len += content_of(row, i).len;
	struct entry *entry = malloc(sizeof(*entry) + len);
	if (!entry)
		return ERR_NOMEM;
	*entry = (struct entry){.size = sizeof(*entry) + len, .row = *row};
	uint8_t *at = entry->room;
	for (size_t i = 0; i < MEMBERS; i++) {
		struct bytes content = content_of(row, i);
		if (!bytes_present(content))
			continue;
		memcpy(at, content.ptr, content.len);
		point(&entry->row, i, bytes_from(at, content.len));
		at += content.len;
	}
	*out = entry;
	return OK;
}

static struct entry **place_of(struct session_table *table, struct bytes transaction_id)
{
	uint32_t hash = 0;
	if (transaction_id.len == TRANSACTION_ID_LEN)
		memcpy(&hash, transaction_id.ptr + TRANSACTION_ID_LEN - sizeof(hash), sizeof(hash));
	return &table->places[hash % PLACES];
}

/* Where the pointer to it is, or would be. */
static struct entry **find(struct session_table *table, struct bytes transaction_id)
{
	struct entry **at = place_of(table, transaction_id);
	while (*at && !bytes_eq((*at)->row.transaction_id, transaction_id))
		at = &(*at)->next;
	return at;
}

static void drop(struct session_table *table, struct entry **at)
{
	struct entry *gone = *at;
	*at = gone->next;
	table->count--;
	release(gone);
}

/* The session that can best be spared of those looked at: the one that ends first. */
static void evict(struct session_table *table)
{
	struct entry **first = NULL;
	for (size_t looks = 0; looks < EVICT_LOOKS || !first; looks++) {
		table->evict_at = (table->evict_at + 1) % PLACES;
		for (struct entry **at = &table->places[table->evict_at]; *at; at = &(*at)->next)
			if (!first || (*at)->row.expires_at < (*first)->row.expires_at)
				first = at;
	}
	drop(table, first);
}

enum err session_table_new(struct session_table **out)
{
	struct session_table *table = calloc(1, sizeof(*table));
	*out = table;
	if (!table)
		return ERR_NOMEM;
	pthread_mutex_init(&table->lock, NULL);
	return OK;
}

void session_table_free(struct session_table *table)
{
	if (!table)
		return;
	for (size_t i = 0; i < PLACES; i++)
		while (table->places[i])
			drop(table, &table->places[i]);
	pthread_mutex_destroy(&table->lock);
	free(table);
}

enum err session_open(struct store *s, const struct session_row *row)
{
	struct session_table *table = store_sessions(s);
	struct entry *entry = NULL;
	TRY(store_fault(s, "session_open"));
	TRY(pack(row, &entry));
	pthread_mutex_lock(&table->lock);
	bool taken = *find(table, row->transaction_id) != NULL;
	if (!taken) {
		if (table->count == LIMIT_SESSIONS)
			evict(table);
		struct entry **at = place_of(table, row->transaction_id);
		entry->next = *at;
		*at = entry;
		table->count++;
	}
	pthread_mutex_unlock(&table->lock);
	if (taken)
		release(entry);
	return taken ? ERR_CONFLICT : OK;
}

static enum err copy(struct arena *a, const struct session_row *row, struct session_row *out)
{
	*out = *row;
	for (size_t i = 0; i < MEMBERS; i++) {
		struct bytes content = content_of(row, i);
		if (bytes_present(content))
			TRY(arena_dup(a, content, &content));
		point(out, i, content);
	}
	return OK;
}

enum err session_get(struct store *s, struct arena *a, struct bytes transaction_id, int64_t now,
		     struct session_row *out)
{
	struct session_table *table = store_sessions(s);
	enum err e = ERR_NOT_FOUND;
	TRY(store_fault(s, "session_get"));
	pthread_mutex_lock(&table->lock);
	const struct entry *entry = *find(table, transaction_id);
	if (entry && now < entry->row.expires_at)
		e = copy(a, &entry->row, out);
	pthread_mutex_unlock(&table->lock);
	return e;
}

/* `row` with what `learnt` knows more. */
static struct session_row merge(const struct session_row *row, const struct session_row *learnt)
{
	struct session_row merged = *row;
	for (size_t i = 0; i < MEMBERS; i++) {
		struct bytes content = content_of(learnt, i);
		if (bytes_present(content))
			point(&merged, i, content);
	}
	if (learnt->eid[0])
		memcpy(merged.eid, learnt->eid, sizeof(merged.eid));
	if (learnt->iccid[0])
		memcpy(merged.iccid, learnt->iccid, sizeof(merged.iccid));
	merged.cc_required |= learnt->cc_required;
	if (learnt->expires_at)
		merged.expires_at = learnt->expires_at;
	return merged;
}

static enum err advance(struct entry **at, const char *from, const struct session_row *learnt)
{
	struct entry *before = *at, *after = NULL;
	if (!before)
		return ERR_NOT_FOUND;
	if (strcmp(before->row.state, from) != 0)
		return ERR_WRONG_STATE;
	struct session_row merged = merge(&before->row, learnt);
	TRY(pack(&merged, &after));
	after->next = before->next;
	*at = after;
	release(before);
	return OK;
}

enum err session_advance(struct store *s, const char *from, const struct session_row *row)
{
	struct session_table *table = store_sessions(s);
	TRY(store_fault(s, "session_advance"));
	pthread_mutex_lock(&table->lock);
	enum err e = advance(find(table, row->transaction_id), from, row);
	pthread_mutex_unlock(&table->lock);
	return e;
}

enum err session_close(struct store *s, struct bytes transaction_id)
{
	struct session_table *table = store_sessions(s);
	TRY(store_fault(s, "session_close"));
	pthread_mutex_lock(&table->lock);
	struct entry **at = find(table, transaction_id);
	bool found = *at != NULL;
	if (found)
		drop(table, at);
	pthread_mutex_unlock(&table->lock);
	return found ? OK : ERR_NOT_FOUND;
}

size_t session_expire(struct store *s, int64_t now)
{
	struct session_table *table = store_sessions(s);
	pthread_mutex_lock(&table->lock);
	size_t before = table->count;
	for (size_t i = 0; i < PLACES; i++) {
		struct entry **at = &table->places[i];
		while (*at) {
			if (now >= (*at)->row.expires_at)
				drop(table, at);
			else
				at = &(*at)->next;
		}
	}
	size_t gone = before - table->count;
	pthread_mutex_unlock(&table->lock);
	return gone;
}

size_t session_count(struct store *s)
{
	struct session_table *table = store_sessions(s);
	pthread_mutex_lock(&table->lock);
	size_t count = table->count;
	pthread_mutex_unlock(&table->lock);
	return count;
}
