/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All attackers, moved by one thread: they come at a steady rate, and come again when they are
 * thrown out.
 */
#ifndef ABUSE_MOB_H
#define ABUSE_MOB_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include "manner.h"

struct mob {
	uint16_t port;
	SSL_CTX *entries[MANNER_ENTRIES]; /* none for MANNER_TCP */
	struct attacker *attackers;
	size_t n;
	size_t next; /* to be looked at for coming in */
	struct tally tallies[MANNERS];
	_Atomic bool over;
	pthread_t thread;
};

/* Connections of all manners. */
size_t mob_size(void);

/* Begin against the ES9+ port. ERR_NOMEM, ERR_CRYPTO; free it also then. */
enum err mob_begin(struct mob *mob, uint16_t port);

/* Nobody moves any more, the connections stay; the tallies can be read. */
void mob_rest(struct mob *mob);

/* Safe on a zeroed mob. Fits CLEANUP(). */
void mob_free(struct mob *mob);

#endif
