/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Split reference counts: one word has the number of the current slot and how often it was taken;
 * each slot counts how often it was given back. When a slot is replaced, its takings are subtracted
 * from its givings, and whoever brings the sum to zero releases the value.
 */
#include "base/current.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum { SLOT_BITS = 8 };
#define SLOT_MASK ((UINT64_C(1) << SLOT_BITS) - 1)
#define ONE_TAKEN (UINT64_C(1) << SLOT_BITS)

struct slot {
	void *value;
	atomic_int_fast64_t given; /* less what was taken, once it is replaced */
	atomic_bool used;
};

struct current {
	atomic_uint_fast64_t word; /* takings of the current slot, and its number */
	struct slot slots[CURRENT_VALUES];
	current_release *release;
	pthread_mutex_t mutex; /* one replaces at a time */
};

enum err current_create(void *value, current_release *release, struct current **out)
{
	struct current *c = calloc(1, sizeof(*c));
	if (!c || pthread_mutex_init(&c->mutex, NULL) != 0) {
		free(c);
		release(value);
		return ERR_NOMEM;
	}
	c->release = release;
	c->slots[0].value = value;
	atomic_store(&c->slots[0].used, true);
	*out = c;
	return OK;
}

void current_free(struct current **current)
{
	struct current *c = *current;
	if (!c)
		return;
	for (size_t i = 0; i < CURRENT_VALUES; i++)
		if (atomic_load(&c->slots[i].used))
			c->release(c->slots[i].value);
	(void)pthread_mutex_destroy(&c->mutex);
	free(c);
	*current = NULL;
}

struct current_hold current_take(struct current *current)
{
	uint64_t before =
		atomic_fetch_add_explicit(&current->word, ONE_TAKEN, memory_order_acquire);
	unsigned slot = (unsigned)(before & SLOT_MASK);
	return (struct current_hold){current, current->slots[slot].value, slot};
}

/* The value goes before the slot may be used for another. */
static void vacate(struct current *current, struct slot *slot)
{
	void *value = slot->value;
	slot->value = NULL;
	atomic_store_explicit(&slot->used, false, memory_order_release);
	current->release(value);
}

static void count(struct current *current, struct slot *slot, int64_t given)
{
	int64_t before = atomic_fetch_add_explicit(&slot->given, given, memory_order_acq_rel);
	if (before + given == 0)
		vacate(current, slot);
}

void current_give(struct current_hold *hold)
{
	struct current *current = hold->of;
	if (current)
		count(current, &current->slots[hold->slot], 1);
	*hold = (struct current_hold){};
}

static unsigned free_slot(const struct current *current)
{
	unsigned i = 0;
	while (i < CURRENT_VALUES &&
	       atomic_load_explicit(&current->slots[i].used, memory_order_acquire))
		i++;
	return i;
}

enum err current_replace(struct current *current, void *value)
{
	(void)pthread_mutex_lock(&current->mutex);
	unsigned slot = free_slot(current);
	enum err e = slot < CURRENT_VALUES ? OK : ERR_BUSY;
	if (e == OK) {
		current->slots[slot].value = value;
		atomic_store(&current->slots[slot].given, 0);
		atomic_store(&current->slots[slot].used, true);
		uint64_t before =
			atomic_exchange_explicit(&current->word, slot, memory_order_acq_rel);
		count(current, &current->slots[before & SLOT_MASK],
		      -(int64_t)(before >> SLOT_BITS));
	}
	(void)pthread_mutex_unlock(&current->mutex);
	return e;
}
