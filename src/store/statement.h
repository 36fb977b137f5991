/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every SQL statement of the store, named. The texts are in the subset that SQLite and PostgreSQL
 * share: $n parameters, compare-and-set, ON CONFLICT, RETURNING. Where that cannot be, a driver has
 * a text of its own in the row.
 */
#ifndef STORE_STATEMENT_H
#define STORE_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>

enum statement {
	STATEMENT_ID_MAX,
	STATEMENT_PROFILE_INSERT,
	STATEMENT_PROFILE_CONTENT_INSERT,
	STATEMENT_PROFILE_GET,
	STATEMENT_PROFILE_JUDGE,
	STATEMENT_PROFILE_PACKAGE,
	STATEMENT_PROFILE_PACKAGE_WIPE,
	STATEMENT_PROFILE_LIST,
	STATEMENT_PROFILE_STOCK,
	STATEMENT_PROFILE_CHANGE,
	STATEMENT_PROFILE_DOWNLOAD_INSERT,
	STATEMENT_PROFILE_DOWNLOAD_GET,
	STATEMENT_NOTIFICATION_INSERT,
	STATEMENT_ORDER_HEAD,
	STATEMENT_ORDER_RESERVE,
	STATEMENT_ORDER_CONFIRM,
	STATEMENT_ORDER_RELEASE,
	STATEMENT_ORDER_CANCEL,
	STATEMENT_ORDER_BY_MATCHING_ID,
	STATEMENT_ORDER_BY_EID,
	STATEMENT_MATCHING_ID_INSERT,
	STATEMENT_EVENT_OF_CHANGE,
	STATEMENT_EVENT_INSERT,
	STATEMENT_EVENT_LIST,
	STATEMENT_CALL_INSERT,
	STATEMENT_CALL_REPLACE,
	STATEMENT_CALL_GET,
	STATEMENT_CALL_FORGET,
	STATEMENT_OUTBOX_INSERT,
	STATEMENT_OUTBOX_DUE,
	STATEMENT_OUTBOX_TAKE,
	STATEMENT_OUTBOX_DELIVERED,
	STATEMENT_OUTBOX_RETRY,
	STATEMENT_OUTBOX_SET_ASIDE,
	STATEMENT_OUTBOX_PUT_BACK,
	STATEMENT_OUTBOX_NEXT,
	STATEMENT_OUTBOX_JUDGE,
	STATEMENT_OUTBOX_LIST,
	STATEMENT_OUTBOX_COUNT,
	STATEMENTS
};

/* A statement of the widest row has so many parameters. */
enum { STATEMENT_PARAMS_MAX = 24, STATEMENT_COLUMNS_MAX = 32 };

struct statement_row {
	const char *name;
	bool slow;	    /* may read many rows: for people, not for requests */
	const char *text;   /* for every driver, or NULL */
	const char *sqlite; /* instead of `text`, or NULL */
};

/* The row of a statement. Never NULL for a value of the enum. */
const struct statement_row *statement_row(enum statement statement);

#endif
