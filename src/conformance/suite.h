/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a conformance suite is made of: groups of cases, each a row of steps in words. A step names
 * a function, what is special about its call, and what the clause wants for an answer. Cases come
 * from SGP.23 and the clauses of SGP.22, never from what a server happens to answer. What the words
 * mean: conformance/wish.h, conformance/verb.h, conformance/expect.h.
 */
#ifndef CONFORMANCE_SUITE_H
#define CONFORMANCE_SUITE_H

#include <stddef.h>

enum { CONFORMANCE_STEPS_MAX = 14 };

/* One call. */
struct conformance_step {
	const char *function; /* "AuthenticateClient", or a word for several: "download" */
	const char *with;     /* wishes: "identity=eum-expired cc=none"; NULL: nothing special */
	const char *expect; /* "success", "8.1.2/6.1", …; NULL: what the function does normally */
};

struct conformance_case {
	const char *id;		  /* of SGP.23 where it has one */
	const char *brainpool_id; /* of its repetition on brainpoolP256r1; NULL: there is none */
	const char *what;	  /* one line: what is shown */
	const char *clause;	  /* NULL: the group's; so is the source */
	const char *source;
	const char *not_run; /* why it cannot be run; NULL: it can */
	struct conformance_step steps[CONFORMANCE_STEPS_MAX]; /* up to one without a function */
};

struct conformance_group {
	const char *title;
	const char *clause; /* "SGP.22 §5.6.1" */
	const char *source; /* "SGP.23 §4.3.12", or the clause if there is no public test */
	const struct conformance_case *cases;
	size_t n;
};

#define CONFORMANCE_GROUP(title_, clause_, source_, cases_)                                        \
	{                                                                                          \
		(title_), (clause_), (source_), (cases_), sizeof(cases_) / sizeof(*(cases_))       \
	}

/* All of them, up to a NULL. */
extern const struct conformance_group *const conformance_groups[];

#endif
