/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The outbox: messages to operators, written with the change that they report and delivered later
 * by notify/. Per operator and ICCID they go out in order, one at a time. Rules: store/store.h.
 */
#ifndef STORE_OUTBOX_H
#define STORE_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"

struct store;

struct outbox_row {
	int64_t id; /* grows with time, per ICCID in the order of the changes */
	const char *operator_name;
	char iccid[ICCID_DIGITS_MAX + 1];
	const char *kind;
	struct bytes body;
	int64_t created_at;
	int64_t due_at;	  /* 0: behind another of its ICCID, or set aside */
	int64_t attempts; /* takes so far, the present one included */
	bool set_aside;
	const char *error; /* of the last attempt, or why it was set aside; NULL: none */
};

/*
 * Take the due heads of one operator, at most `max`, in no order. A taken message counts as
 * under way until `lease_until`; if none of the three verbs below follows by then, it is due again
 * (the taker has crashed), so a receiver may see it twice. None is OK with `*n` 0.
 */
enum err outbox_take(struct store *s, struct arena *a, const char *operator_name, int64_t now,
		     int64_t lease_until, size_t max, struct outbox_row *rows, size_t *n);

/* The first operator_name after `after` of which a message waits; it lives in the arena.
 * ERR_NOT_FOUND: there is none further. */
enum err outbox_queue(struct store *s, struct arena *a, const char *after, const char **out);

/*
 * What became of a message, named by `id` and `attempts` as taken. The next one of the same ICCID
 * is due at once after delivered and set_aside. ERR_NOT_FOUND: it is gone; ERR_CONFLICT: it has
 * been taken again since.
 */
enum err outbox_delivered(struct store *s, const struct outbox_row *message, int64_t now);
enum err outbox_retry(struct store *s, const struct outbox_row *message, int64_t due_at,
		      const char *error);
enum err outbox_set_aside(struct store *s, const struct outbox_row *message, int64_t now,
			  const char *error);

/*
 * Put a message that was set aside back at its place: it is due at once, or after the one of its
 * ICCID that is under way. For people. ERR_NOT_FOUND: it is gone; ERR_CONFLICT: it is not set
 * aside.
 */
enum err outbox_put_back(struct store *s, int64_t id, int64_t now);

/* Rows with an id over `after`, oldest first, of one operator or of all (NULL). For people. */
enum err outbox_list(struct store *s, struct arena *a, const char *operator_name, int64_t after,
		     size_t max, struct outbox_row *rows, size_t *n);

struct outbox_counts {
	int64_t waiting;
	int64_t set_aside;
	int64_t deletions;	   /* of the waiting ones, those of events at SM-DSs */
	int64_t oldest_created_at; /* of the waiting ones; 0: none */
};

enum err outbox_count(struct store *s, struct outbox_counts *out);

#endif
