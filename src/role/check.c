/* SPDX-License-Identifier: Apache-2.0 */
/* The loop over check rows. */
#include "role/check.h"

#include "base/mutant.h"

static void fill(struct role_call *call, const struct check *row)
{
	call->check = row->name;
	call->refusal = (struct status_code){
		.subject = row->subject,
		.reason = row->reason,
		.message = row->message,
	};
}

enum err check_run(struct role_call *call, const struct check *rows, size_t n, void *context)
{
	for (size_t i = 0; i < n; i++) {
		if (mutant_off(rows[i].name))
			continue;
		enum err e = rows[i].run(context);
		if (!err_is_refusal(e)) {
			TRY(e);
			continue;
		}
		fill(call, &rows[i]);
		if (rows[i].refused)
			TRY(rows[i].refused(context));
		return e;
	}
	return OK;
}

enum err check_outcome(struct role_call *call, const struct check *row, enum err e)
{
	if (err_is_refusal(e))
		fill(call, row);
	return e;
}
