/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checks as rows: what a function refuses, with the status code of its clause, in the order of the
 * clause. The rows stand in the file of their function; the loop over them is here.
 */
#ifndef ROLE_CHECK_H
#define ROLE_CHECK_H

#include <stddef.h>

#include "base/err.h"
#include "role/call.h"

/*
 * One check. `run` says OK, or a refusal (err_is_refusal), which is answered with the row's codes,
 * or that it could not be asked, which is not. `refused`, if there is one, does what the refusal
 * entails beyond the answer: counting an attempt, telling the operator.
 */
struct check {
	const char *name; /* unique: "<file stem>.<check>"; see base/mutant.h */
	const char *subject, *reason, *message;
	enum err (*run)(void *context);
	enum err (*refused)(void *context);
};

/* A table and its number of rows, as arguments of check_run. */
#define CHECK_ROWS(table) (table), (sizeof(table) / sizeof(*(table)))

/*
 * Run the rows until one refuses; its error, with call->refusal and call->check set before its
 * `refused` is called. OK if none does. "Could not be asked", and ERR_CONFLICT of a `refused`
 * (another caller was first), end the loop, too.
 */
enum err check_run(struct role_call *call, const struct check *rows, size_t n, void *context);

/*
 * Judge `e` by `row` after the fact: a refusal is answered with the row's codes (without its
 * `refused`), anything else is given back as it is.
 */
enum err check_outcome(struct role_call *call, const struct check *row, enum err e);

#endif
