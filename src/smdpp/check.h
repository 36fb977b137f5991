/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checks as rows: what a function refuses, with the status code of its clause, in the order of the
 * clause. The rows stand in the file of their function; the loop over them is here.
 */
#ifndef SMDPP_CHECK_H
#define SMDPP_CHECK_H

#include <stddef.h>

#include "base/err.h"
#include "msg/esx_header.h"

/*
 * One check. `run` says OK, or a refusal (err_is_refusal), which is answered with the row's codes,
 * or that it could not be asked, which is not. `refused`, if there is one, does what the refusal
 * entails beyond the answer (counting an attempt, telling the operator); it may replace the codes.
 */
struct check {
	const char *name; /* unique: "<file stem>.<check>"; see base/mutant.h */
	const char *subject, *reason, *message;
	enum err (*run)(void *context);
	enum err (*refused)(void *context, struct status_code *code);
};

/*
 * Run the rows until one refuses: its error, with `*code` filled and `*name` the row's (for the
 * log). OK if none does. "Could not be asked" of a row ends the loop, too; `*code` is then
 * unchanged.
 */
enum err check_run(const struct check *rows, size_t n, void *context, struct status_code *code,
		   const char **name);

#endif
