/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The run of a suite against a target: case by case, each with its result.
 */
#ifndef CONFORMANCE_RUN_H
#define CONFORMANCE_RUN_H

#include <stdbool.h>

#include "base/arena.h"
#include "conformance/suite.h"
#include "conformance/target.h"

enum run_outcome { RUN_PASSED, RUN_FAILED, RUN_NOT_RUN };

/* "passed", "failed", "not run". */
const char *run_outcome_name(enum run_outcome outcome);

/* A case, or its repetition on brainpoolP256r1, and what came of it. Texts live in the arena of the
 * run. */
struct run_result {
	const struct conformance_group *group;
	const struct conformance_case *row;
	const char *id;
	bool brainpool;
	enum run_outcome outcome;
	const char *got; /* the last answer; or why it failed or was not run */
	int64_t time_us;
};

struct run {
	struct run_result *results;
	size_t n;
	size_t counts[RUN_NOT_RUN + 1];
};

/* The cases whose id matches `pattern` (shell pattern, or a part of the id; NULL: all), not yet
 * run. ERR_NOMEM. */
enum err run_plan(const char *pattern, struct arena *a, struct run *out);

/* Run one of them. ERR_NOMEM; a case that fails is no error. */
enum err run_one(struct target *target, struct arena *a, struct run *run, size_t i);

/* The clause and the source of a case. */
const char *run_clause(const struct run_result *result);
const char *run_source(const struct run_result *result);

#endif
