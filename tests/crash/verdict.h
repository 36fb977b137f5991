/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The database, the cards and the endpoint's mail against the ledger, when rspd has stopped. One
 * line of TAP for each thing that must hold.
 */
#ifndef CRASH_VERDICT_H
#define CRASH_VERDICT_H

#include "cli/installation.h"
#include "ledger.h"
#include "mailbox.h"
#include "phone.h"

struct verdict {
	const struct installation *installation; /* open */
	struct ledger *ledger;
	const struct mailbox *mail; /* sorted */
	const struct phone *phones;
	size_t phones_n;
	size_t passed, failed;
};

/*
 * Print one case: it has failed if there were complaints since the last one. The text says what
 * holds, and how often.
 */
void verdict_case(struct verdict *verdict, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* All cases about what is stored and what was delivered. */
void verdict_run(struct verdict *verdict);

#endif
