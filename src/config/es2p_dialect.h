/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a partner's ES2+ deviates from SGP.22: what rspd.conf says under operators[].dialect, and
 * msg/ writes and reads by. What is zero, or a NULL pointer to all of it, is the standard.
 */
#ifndef CONFIG_ES2P_DIALECT_H
#define CONFIG_ES2P_DIALECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The form of timestamp (§6.5.2.5); all are UTC, and all are read. */
enum es2p_timestamp_form {
	ES2P_TIMESTAMP_SECONDS,	     /* 2026-11-23T12:31:00Z */
	ES2P_TIMESTAMP_MILLISECONDS, /* 2026-11-23T12:31:00.000Z */
	ES2P_TIMESTAMP_OFFSET,	     /* 2026-11-23T12:31:00+00:00 */
};

struct es2p_dialect {
	/* In both directions. */
	const char *matching_id_extra; /* characters allowed beside A-Z, 0-9 and "-"; may be NULL */

	/* In what is sent; both forms are always read. */
	bool iccid_padded;    /* ICCIDs of 19 digits are written with their 'F' */
	bool numbers_as_text; /* notificationPointId is written as a string */
	bool omit_message;    /* no message in statusCodeData */

	/* In handleDownloadProgressInfo. */
	bool device;		    /* tac and imei are written if they are known */
	int timestamp_form;	    /* enum es2p_timestamp_form */
	const char *timestamp_name; /* of the member; NULL: "timestamp" */
	struct {
		int64_t enabled, disabled, deleted; /* notificationPointId of each; 0: not sent */
	} points;
	const int64_t *accepted_statuses; /* HTTP statuses that count as delivered */
	size_t accepted_statuses_n;	  /* 0: 200 and 204 */
};

#endif
