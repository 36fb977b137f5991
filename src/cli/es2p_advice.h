/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the status codes of ES2+ (SGP.22 §5.3, §5.2.6) mean for the person at the keyboard, and what
 * to do next.
 */
#ifndef CLI_ES2P_ADVICE_H
#define CLI_ES2P_ADVICE_H

struct es2p_advice {
	const char *subject, *reason; /* "8.2.1", "3.9" */
	const char *meaning;	      /* a sentence */
	const char *advice;	      /* a sentence */
};

/* The row of the pair, or one that says that it is none of SGP.22's for ES2+. Never NULL. */
const struct es2p_advice *es2p_advice_for(const char *subject, const char *reason);

/* The row at `index`, NULL behind the last: for tests and documentation. */
const struct es2p_advice *es2p_advice_row(unsigned index);

#endif
