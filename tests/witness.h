/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Watches an SM-DP+ of smdpp_world.h from outside and aborts when something cannot be right: a
 * change of a profile that the table of states does not have, or that left no event or another
 * message than it should; a counter over its limit; a package for a second eUICC; a secret or a
 * whole identifier in a log, a message or the database; a late notification that undoes a newer
 * one. For fuzzers and for tests with chance.
 */
#ifndef TESTS_WITNESS_H
#define TESTS_WITNESS_H

#include "smdpp_world.h"

enum {
	WITNESS_PROFILES = WORLD_TYPES * WORLD_STOCK,
	WITNESS_SECRETS_MAX = 256,
	WITNESS_SECRET_LEN = 64,
};

/* A profile as it was last seen. */
struct witness_profile {
	char iccid[ICCID_DIGITS_MAX + 1];
	char operator_name[16];
	enum profile_state state;
	int64_t revision, last_event, last_message;
	char eid[EID_DIGITS + 1];    /* of the order */
	char holder[EID_DIGITS + 1]; /* whom a package was delivered to; "" if to nobody */
	int deliveries;		     /* how many were, since it was Available */
	bool failed;		     /* the card has said that one did not get there */
	enum device_state device_state;
	int64_t device_sequence;
	bool renewed; /* it was Available since the last look */
};

struct witness {
	struct smdpp_world *world;
	struct witness_profile profiles[WITNESS_PROFILES], at_first[WITNESS_PROFILES];
	struct buf secrets[WITNESS_SECRETS_MAX];
	size_t secrets_n;
	int log;
};

/* Look at a world in which nothing has happened yet, and take its log over. Once per process. */
void witness_open(struct witness *w, struct smdpp_world *world);

/* Another run in this world, which is as it was at first: everything seen is forgotten. */
void witness_begin(struct witness *w);

/* This must not show anywhere from now on, neither as it is nor in hexadecimal. */
void witness_keep_secret(struct witness *w, struct bytes secret);

/* Look at everything that has changed since the last time. */
void witness_look(struct witness *w);

/* Look into the files of the database, which must be at rest. */
void witness_look_at_files(struct witness *w, const char *const *names, size_t n);

/* The profile of that ICCID as it was last seen; NULL if there is none. */
const struct witness_profile *witness_find(const struct witness *w, const char *iccid);

#endif
