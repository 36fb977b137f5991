/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls of operators that changed a profile, so that one that is sent again is told from a new one
 * (SGP.22 §5.2.1 functionCallIdentifier). A call is written with the change that it makes, and is
 * a repetition only as long as its profile has not changed since. Rules: store/store.h.
 */
#ifndef STORE_CALL_H
#define STORE_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"

struct store;
struct unit;

enum { CALL_KEY_LEN = 16 };

/* Names a call; a member of the change that it makes. Both have CALL_KEY_LEN bytes. */
struct store_call {
	struct bytes key;    /* of caller, function and identifier */
	struct bytes digest; /* of what else tells it from others: its parameters */
	enum {
		CALL_NEW,      /* ERR_CONFLICT if the key is taken: see call_get */
		CALL_REPLACES, /* takes the place of the one with this key */
		CALL_REUSES,   /* likewise; the key tells no calls apart from now on */
	} place;
};

struct call_row {
	struct bytes digest;
	char iccid[ICCID_DIGITS_MAX + 1]; /* of the profile that it changed */
	bool untouched;			  /* the profile has not changed since */
	bool reused;			  /* its key was that of several calls */
};

/* The last call with this key. ERR_NOT_FOUND. */
enum err call_get(struct store *s, struct arena *a, struct bytes key, struct call_row *out);

/* For the verbs: add `call`, unless NULL, to the unit that changes `iccid`; its place in the unit,
 * or SIZE_MAX. */
size_t store_add_call(struct store *s, struct unit *unit, const char *iccid, int64_t at,
		      const struct store_call *call);

#endif
