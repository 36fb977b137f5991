/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A value that many threads use while another exchanges it: who has taken the old one keeps it
 * until he gives it back, and it is released when nobody has it any more. Taking and giving are one
 * atomic addition each. For what is constant but for its exchange: certificates, CRLs.
 */
#ifndef BASE_CURRENT_H
#define BASE_CURRENT_H

#include "base/err.h"

/* Values at a time: the current one, and old ones that somebody still uses. */
enum { CURRENT_VALUES = 8 };

struct current;

typedef void current_release(void *value);

/* Takes `value` over (also on error). `release` is called once for it and for each that follows, by
 * the thread that was the last to use it. ERR_NOMEM. */
enum err current_create(void *value, current_release *release, struct current **out);

/* Release all, and set to NULL. Nobody may have taken anything. Safe on NULL. Fits CLEANUP(). */
void current_free(struct current **current);

/* A value that was taken; plain data, given back once. */
struct current_hold {
	struct current *of; /* NULL: nothing was taken */
	void *value;
	unsigned slot;
};

/* The value as it is now. Any thread. */
struct current_hold current_take(struct current *current);

/* Give it back, and zero the hold. Safe on a zeroed hold. Any thread. Fits CLEANUP(). */
void current_give(struct current_hold *hold);

/*
 * From now on it is `value`, which is taken over. ERR_BUSY: CURRENT_VALUES are in use already; then
 * `value` stays the caller's. Any thread.
 */
enum err current_replace(struct current *current, void *value);

#endif
