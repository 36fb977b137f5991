/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an attempt to deliver a message means: done, once more and when, or set aside. Decides, and
 * does nothing.
 */
#ifndef NOTIFY_OUTCOME_H
#define NOTIFY_OUTCOME_H

#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "config/rspd_config.h"
#include "notify/kind.h"

/* An attempt as it went. */
struct outcome_input {
	enum err result;    /* of the HTTP client */
	int status;	    /* of HTTP, if `result` is OK */
	struct bytes body;  /* of the answer */
	const char *reason; /* why there was no answer, in words */
	int64_t attempts;   /* with this one */
	int64_t created_at; /* of the message */
	int64_t now;
	int64_t retry_h;		    /* how long to try, from created_at on */
	const struct es2p_dialect *dialect; /* its accepted_statuses */
	const struct message_kind *kind;
};

enum { OUTCOME_TEXT_MAX = 256 };

struct outcome {
	enum { OUTCOME_DELIVERED, OUTCOME_RETRY, OUTCOME_SET_ASIDE } verdict;
	int64_t due_at;		     /* of OUTCOME_RETRY */
	char text[OUTCOME_TEXT_MAX]; /* why not delivered, for people */
};

/*
 * Delivered: an accepted status, unless the answer's header says Failed (SGP.22 §6.5.1.4). Set
 * aside: such an answer; a status of 400 to 499, but for those that ask to come again (408, 425,
 * 429); whatever has failed for longer than `retry_h`. All else is tried again, after 10 seconds at
 * first and a day at last. Kinds may be patient with refusals, and know one that means delivered
 * (notify/kind.h). The arena is for scratch.
 */
void outcome_judge(const struct outcome_input *in, struct arena *a, struct outcome *out);

#endif
