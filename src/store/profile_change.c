/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The general change of a profile, and why a change was refused.
 */
#include <assert.h>

#include "store/driver.h"
#include "store/order_event.h"
#include "store/profile_row.h"
#include "store/store.h"

/* The columns that compare-and-set looks at. */
struct judged {
	enum profile_state state;
	char profile_type[256];
	char eid[EID_DIGITS + 1];
	int64_t revision;
	int64_t download_attempts;
	int64_t cc_attempts;
};

static bool revision_fits(const struct profile_condition *c, const struct judged *row)
{
	return c->revision == 0 || c->revision == row->revision;
}

static bool state_is_in(const struct profile_condition *c, const struct judged *row)
{
	for (size_t i = 0; i < c->from_n; i++) {
		if (c->from[i] == row->state)
			return true;
	}
	return false;
}

static bool type_fits(const struct profile_condition *c, const struct judged *row)
{
	return !c->profile_type ||
	       bytes_eq(bytes_str(c->profile_type), bytes_str(row->profile_type));
}

static bool eid_fits(const struct profile_condition *c, const struct judged *row)
{
	return !c->eid || !row->eid[0] || bytes_eq(bytes_str(c->eid), bytes_str(row->eid));
}

static bool attempts_left(const struct profile_condition *c, const struct judged *row)
{
	return (c->download_attempts_max == 0 ||
		row->download_attempts < c->download_attempts_max) &&
	       (c->cc_attempts_max == 0 || row->cc_attempts < c->cc_attempts_max);
}

/* Who judged another revision must judge anew before the rest means anything; from there on, in the
 * order in which SGP.22 §5.3.1 and §5.3.2 judge. */
static const struct {
	bool (*holds)(const struct profile_condition *c, const struct judged *row);
	enum err refusal;
} judgements[] = {
	{revision_fits, ERR_CONFLICT}, {type_fits, ERR_MISMATCH},  {state_is_in, ERR_WRONG_STATE},
	{eid_fits, ERR_MISMATCH},      {attempts_left, ERR_LIMIT},
};

enum err profile_change_refusal(struct store *s, const struct profile_condition *condition)
{
	static const struct column columns[] = {
		COLUMN(struct judged, state, COLUMN_STATE),
		COLUMN(struct judged, profile_type, COLUMN_DIGITS),
		COLUMN(struct judged, eid, COLUMN_DIGITS),
		COLUMN(struct judged, revision, COLUMN_NUMBER),
		COLUMN(struct judged, download_attempts, COLUMN_NUMBER),
		COLUMN(struct judged, cc_attempts, COLUMN_NUMBER),
	};
	struct judged row = {};
	struct rows into = ROWS(columns, &row, 1, NULL);
	TRY(STORE_READ_ONE(s, STATEMENT_PROFILE_JUDGE, &into, TEXT(condition->iccid),
			   TEXT(condition->operator_name)));
	for (size_t i = 0; i < sizeof(judgements) / sizeof(judgements[0]); i++) {
		if (!judgements[i].holds(condition, &row))
			return judgements[i].refusal;
	}
	return condition->revision ? ERR_CONFLICT : ERR_WRONG_STATE;
}

/* The names of the states to compare with; unused places repeat the last. */
static void name_states(const struct profile_change *change, const char *names[PROFILE_FROM_MAX])
{
	for (size_t i = 0; i < PROFILE_FROM_MAX; i++) {
		size_t used = i < change->from_n ? i : change->from_n - 1;
		names[i] = profile_state_name(change->from[used]);
	}
}

static void add_change(struct unit *unit, const struct profile_change *c)
{
	const char *from[PROFILE_FROM_MAX] = {};
	const struct profile_notification *n = c->notification;
	name_states(c, from);
	const char *device_state = c->device_state ? device_state_name(c->device_state) : NULL;
	UNIT_ADD(unit, STATEMENT_PROFILE_CHANGE, 1, NULL, TEXT(c->iccid), TEXT(c->operator_name),
		 TEXT(from[0]), TEXT(from[1]), TEXT(from[2]), TEXT(from[3]), NUMBER(c->revision),
		 TEXT(c->eid), NUMBER(c->download != NULL), TEXT(profile_state_name(c->to)),
		 TEXT(device_state), NUMBER(c->download_attempts_max), NUMBER(c->cc_attempts_max),
		 BYTES(c->otpk_euicc), BYTES(c->binding), BYTES(c->install_result),
		 NUMBER(c->wipe_binding), NUMBER(c->wipe_order_secrets), NUMBER(c->cause->at),
		 BYTES(c->cause->transaction_id), NUMBER(n ? n->sequence_number : -1),
		 TEXT(n ? n->eid : NULL), BYTES(n ? n->digest : (struct bytes){}));
}

static void add_download(struct unit *unit, const struct profile_change *c)
{
	const struct profile_download *d = c->download;
	UNIT_ADD(unit, STATEMENT_PROFILE_DOWNLOAD_INSERT, 1, NULL, BYTES(d->transaction_id),
		 TEXT(c->iccid), TEXT(d->eid), BYTES(d->euicc_public_key), BYTES(d->tac),
		 BYTES(d->imei), NUMBER(c->cause->at));
}

/* OK if the notification was counted before, or else ERR_NOT_FOUND. */
static enum err find_notification(struct store *s, const struct profile_notification *n)
{
	static const struct column columns[] = {{.kind = COLUMN_NUMBER, .size = sizeof(int64_t)}};
	int64_t one = 0;
	struct rows into = ROWS(columns, &one, 1, NULL);
	if (!n)
		return ERR_NOT_FOUND;
	return STORE_READ_ONE(s, STATEMENT_NOTIFICATION_SEEN, &into, TEXT(n->eid),
			      NUMBER(n->sequence_number), BYTES(n->digest));
}

/* A notification that comes again is no refusal, whatever the row is by now. */
static enum err why_refused(struct store *s, const struct profile_change *change)
{
	enum err seen = find_notification(s, change->notification);
	if (seen != ERR_NOT_FOUND)
		return seen;
	return profile_change_refusal(
		s, &(struct profile_condition){
			   .iccid = change->iccid,
			   .operator_name = change->operator_name,
			   .from = change->from,
			   .from_n = change->from_n,
			   .revision = change->revision,
			   .eid = change->eid,
			   .download_attempts_max = change->download_attempts_max,
			   .cc_attempts_max = change->cc_attempts_max,
		   });
}

enum { CHANGE_STEPS_MAX = 7 + STORE_MESSAGES_MAX };

enum err profile_change(struct store *s, const struct profile_change *change)
{
	assert(change->from_n >= 1 && change->from_n <= PROFILE_FROM_MAX);
	struct step steps[CHANGE_STEPS_MAX] = {};
	struct unit unit = UNIT(steps);
	unit.first_decides = true;
	add_change(&unit, change);
	store_add_event(&unit, change->iccid, change->cause);
	if (change->notification)
		store_add_notification(&unit, change->notification, change->cause->at);
	if (change->download)
		add_download(&unit, change);
	if (change->wipe_package)
		UNIT_ADD(&unit, STATEMENT_PROFILE_PACKAGE_WIPE, 1, NULL, TEXT(change->iccid));
	if (change->end_event)
		order_event_add_end(s, &unit, change->iccid, change->cause->at);
	store_add_messages(s, &unit, change->iccid, change->cause->at, change->messages,
			   change->messages_n);

	enum err e = store_run(s, &unit);
	return e == ERR_MISMATCH ? why_refused(s, change) : e;
}
