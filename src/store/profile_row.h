/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the verbs on profiles share inside store/: the columns of struct profile_row, and why a
 * compare-and-set on a profile met no row.
 */
#ifndef STORE_PROFILE_ROW_H
#define STORE_PROFILE_ROW_H

#include "store/driver.h"
#include "store/profile.h"

enum { PROFILE_COLUMNS_N = 29 };

/* In the order of PROFILE_COLUMNS in statement.c. */
extern const struct column profile_columns[PROFILE_COLUMNS_N];

/* What a compare-and-set compared. Zero members were not compared. */
struct profile_condition {
	const char *iccid;
	const char *operator_name;
	const char *profile_type;
	const enum profile_state *from;
	size_t from_n;
	int64_t revision;
	const char *eid;
	int64_t download_attempts_max;
	int64_t cc_attempts_max;
};

/*
 * Why the row did not meet the condition: the refusals of profile_change. If it does by now, its
 * revision was another then, or else its state. Never OK.
 */
enum err profile_change_refusal(struct store *s, const struct profile_condition *condition);

#endif
