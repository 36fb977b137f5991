/* SPDX-License-Identifier: Apache-2.0 */
/* The cases in the order of their table at the end. Each complains of what is not so. */
#include "verdict.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "points.h"
#include "smdpp/order_secrets.h"

enum { ROW_ARENA = 256 * 1024, EVENTS_MAX = 512, PAGE = 200 };

void verdict_case(struct verdict *verdict, const char *format, ...)
{
	va_list args = {};
	bool held = atomic_exchange(&verdict->ledger->complaints, 0) == 0;
	*(held ? &verdict->passed : &verdict->failed) += 1;
	(void)printf("%sok %zu - ", held ? "" : "not ", verdict->passed + verdict->failed);
	va_start(args, format);
	(void)vprintf(format, args);
	va_end(args);
	(void)printf("\n");
	(void)fflush(stdout);
}

/* --- orders --------------------------------------------------------------------------------- */

/* States that a profile may be in when so much of its order was answered and asked. */
static bool is_possible(const struct ledger_order *order, enum profile_state state)
{
	static const enum ledger_step reached[PROFILE_STATES] = {
		[PROFILE_ALLOCATED] = LEDGER_RESERVED,	 [PROFILE_LINKED] = LEDGER_RESERVED,
		[PROFILE_CONFIRMED] = LEDGER_CONFIRMED,	 [PROFILE_RELEASED] = LEDGER_RELEASED,
		[PROFILE_DOWNLOADED] = LEDGER_RELEASED,	 [PROFILE_INSTALLED] = LEDGER_RELEASED,
		[PROFILE_ERROR] = LEDGER_NOTHING,	 [PROFILE_AVAILABLE] = LEDGER_NOTHING,
		[PROFILE_UNAVAILABLE] = LEDGER_CANCELLED};
	if (order->device != LEDGER_NO_DEVICE)
		return state == PROFILE_INSTALLED;
	return reached[state] >= order->answered && reached[state] <= order->asked;
}

static void check_matching_id(struct verdict *v, struct arena *a, const struct ledger_order *order,
			      const struct profile_row *row)
{
	struct order_secrets secrets = {};
	bool kept = bytes_present(row->order_secrets);
	if (order->names.matching_id[0] == '\0' || !kept)
		return;
	enum err e = order_secrets_open(v->installation->keyring, a, row, &secrets);
	if (e != OK || !bytes_eq(secrets.matching_id, bytes_str(order->names.matching_id)))
		ledger_complain(v->ledger, "%s has another MatchingID than was answered",
				order->names.iccid);
}

static void check_order(struct verdict *v, const struct ledger_order *order)
{
	CLEANUP(arena_free) struct arena a = arena_make(ROW_ARENA);
	struct profile_row row = {};
	enum err e = profile_get(v->installation->store, &a, order->names.iccid, NULL, &row);
	if (e != OK) {
		ledger_complain(v->ledger, "%s: %s", order->names.iccid, err_name(e));
		return;
	}
	if (!is_possible(order, row.state))
		ledger_complain(v->ledger, "%s is %s, but step %d was answered", row.iccid,
				profile_state_name(row.state), (int)order->answered);
	check_matching_id(v, &a, order, &row);
}

static size_t count_answered(const struct ledger *ledger, enum ledger_step step)
{
	size_t n = 0;
	for (size_t i = 0; i < ledger->n; i++)
		n += ledger->orders[i].answered >= step;
	return n;
}

static void orders_are_there(struct verdict *v)
{
	const struct ledger *l = v->ledger;
	for (size_t i = 0; i < l->n; i++)
		if (l->orders[i].names.iccid[0] != '\0')
			check_order(v, &l->orders[i]);
	verdict_case(v, "every answered order is in its state: %zu ordered, %zu confirmed",
		     count_answered(l, LEDGER_RESERVED), count_answered(l, LEDGER_CONFIRMED));
}

/* --- nothing twice -------------------------------------------------------------------------- */

static int compare_texts(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Complain of every text that comes twice; empty ones do not count. */
static void check_unique(struct verdict *v, const char **texts, size_t n, const char *what)
{
	qsort(texts, n, sizeof(*texts), compare_texts);
	for (size_t i = 1; i < n; i++)
		if (texts[i][0] != '\0' && strcmp(texts[i - 1], texts[i]) == 0)
			ledger_complain(v->ledger, "two orders have one %s", what);
}

static void nothing_is_double(struct verdict *v)
{
	const struct ledger *l = v->ledger;
	const char **texts = calloc(l->n + 1, sizeof(*texts));
	for (size_t i = 0; texts && i < l->n; i++)
		texts[i] = l->orders[i].names.iccid;
	if (texts)
		check_unique(v, texts, l->n, "ICCID");
	for (size_t i = 0; texts && i < l->n; i++)
		texts[i] = l->orders[i].names.matching_id;
	if (texts)
		check_unique(v, texts, l->n, "MatchingID");
	free(texts);
	verdict_case(v, "no ICCID and no MatchingID was given to two orders");
}

/* What is not Available is an order's of the ledger: what broke off took no second profile. */
static void nobody_elses(struct verdict *v)
{
	struct profile_stock rows[PAGE] = {};
	CLEANUP(arena_free) struct arena a = arena_make(ROW_ARENA);
	size_t n = 0, taken = 0, named = 0;
	enum err e = profile_stock(v->installation->store, &a, PAGE, rows, &n);
	if (e != OK)
		ledger_complain(v->ledger, "the stock cannot be counted: %s", err_name(e));
	for (size_t i = 0; i < n; i++)
		if (rows[i].state != PROFILE_AVAILABLE)
			taken += (size_t)rows[i].count;
	named = count_answered(v->ledger, LEDGER_RESERVED);
	if (taken != named)
		ledger_complain(v->ledger, "%zu profiles are taken", taken);
	verdict_case(v, "only orders take profiles: %zu answered", named);
}

/* --- cards ---------------------------------------------------------------------------------- */

static void eid_text(const struct euicc *card, char out[static EID_DIGITS + 1])
{
	for (size_t i = 0; i < EID_LEN; i++)
		(void)snprintf(out + 2 * i, 3, "%02x", card->eid[i]);
}

static void check_installed(struct verdict *v, const struct ledger_order *order)
{
	CLEANUP(arena_free) struct arena a = arena_make(ROW_ARENA);
	struct profile_row row = {};
	char eid[EID_DIGITS + 1] = "";
	enum err e = profile_get(v->installation->store, &a, order->names.iccid, NULL, &row);
	eid_text(&v->phones[order->device].card, eid);
	if (e != OK || strcmp(row.eid, eid) != 0)
		ledger_complain(v->ledger, "%s is on card %s, but bound to %s", order->names.iccid,
				eid, row.eid);
	if (!bytes_present(row.install_result))
		ledger_complain(v->ledger, "%s has no installation result", order->names.iccid);
	if (row.device_state != order->device_state)
		ledger_complain(v->ledger, "%s is %s, but reported %s", order->names.iccid,
				device_state_name(row.device_state),
				device_state_name(order->device_state));
}

static size_t cards_that_hold(const struct verdict *v, const char *iccid)
{
	uint8_t bcd[ICCID_LEN] = {};
	size_t n = 0;
	if (iccid_encode(bytes_str(iccid), bcd) != OK)
		return 0;
	for (size_t i = 0; i < v->phones_n; i++)
		n += euicc_profile(&v->phones[i].card, BYTES_OF(bcd)) != NULL;
	return n;
}

static void cards_agree(struct verdict *v)
{
	size_t installed = 0, deleted = 0;
	for (size_t i = 0; i < v->ledger->n; i++) {
		const struct ledger_order *order = &v->ledger->orders[i];
		bool on_card = order->device != LEDGER_NO_DEVICE;
		bool gone = order->device_state == DEVICE_DELETED;
		if (cards_that_hold(v, order->names.iccid) != (on_card && !gone))
			ledger_complain(v->ledger, "%s is on the wrong cards", order->names.iccid);
		if (on_card)
			check_installed(v, order);
		installed += on_card;
		deleted += gone;
	}
	verdict_case(v, "each installed profile is on one card, as stored: %zu, and %zu deleted",
		     installed, deleted);
}

/* --- events and mail ------------------------------------------------------------------------ */

/* Skip what came more than once. */
static size_t next_mail(const struct mail *mails, size_t n, size_t at)
{
	size_t next = at + 1;
	while (next < n && strcmp(mails[next].call_id, mails[at].call_id) == 0)
		next++;
	return next;
}

/* The mail of an ICCID, repetitions aside, is what its events say, in their order. */
static void check_mail(struct verdict *v, const char *iccid, const struct event_row *events,
		       size_t n)
{
	const struct mail *mails = NULL;
	size_t mails_n = mailbox_find(v->mail, iccid, &mails), at = 0;
	for (size_t i = 0; i < n; i++) {
		int point = point_of_event(&events[i]);
		if (point == 0)
			continue;
		if (at >= mails_n || mails[at].point != point || mails[at].failed) {
			ledger_complain(v->ledger, "%s: point %d was told as %d", iccid, point,
					at < mails_n ? mails[at].point : 0);
			return;
		}
		at = next_mail(mails, mails_n, at);
	}
	if (at < mails_n)
		ledger_complain(v->ledger, "%s: point %d was told, but did not happen", iccid,
				mails[at].point);
}

static void check_chain(struct verdict *v, const char *iccid, const struct event_row *events,
			size_t n)
{
	if (!events_are_chain(events, n))
		ledger_complain(v->ledger, "%s: its %zu events do not follow one another", iccid,
				n);
}

typedef void event_check(struct verdict *v, const char *iccid, const struct event_row *events,
			 size_t n);

static void each_history(struct verdict *v, event_check *check)
{
	for (size_t i = 0; i < v->ledger->n; i++) {
		const char *iccid = v->ledger->orders[i].names.iccid;
		CLEANUP(arena_free) struct arena a = arena_make(ROW_ARENA);
		struct event_row events[EVENTS_MAX] = {};
		size_t n = 0;
		if (iccid[0] == '\0')
			continue;
		enum err e =
			event_list(v->installation->store, &a, iccid, 0, EVENTS_MAX, events, &n);
		if (e != OK)
			ledger_complain(v->ledger, "events of %s: %s", iccid, err_name(e));
		check(v, iccid, events, n);
	}
}

static void events_are_chains(struct verdict *v)
{
	each_history(v, check_chain);
	verdict_case(v, "the events of every profile are an unbroken chain of states");
}

static void mail_is_history(struct verdict *v)
{
	size_t repeated = 0;
	for (size_t i = 1; i < v->mail->n; i++)
		repeated += strcmp(v->mail->mails[i].call_id, v->mail->mails[i - 1].call_id) == 0;
	each_history(v, check_mail);
	verdict_case(v, "the endpoint got every point of every ICCID in order: %zu, and %zu again",
		     v->mail->n - repeated, repeated);
}

static void outbox_is_empty(struct verdict *v)
{
	struct outbox_counts counts = {};
	enum err e = outbox_count(v->installation->store, &counts);
	if (e != OK || counts.waiting != 0 || counts.set_aside != 0)
		ledger_complain(v->ledger, "%lld wait, %lld are set aside",
				(long long)counts.waiting, (long long)counts.set_aside);
	verdict_case(v, "the outbox has drained");
}

/* --- the file ------------------------------------------------------------------------------- */

static int note_answer(void *out, int n, char **values, char **names)
{
	(void)names;
	*(bool *)out = n == 1 && strcmp(values[0], "ok") == 0;
	return 0;
}

static void database_is_sound(struct verdict *v)
{
	bool sound = false;
	sqlite3 *db = NULL;
	if (sqlite3_open_v2(v->installation->config.store.path, &db, SQLITE_OPEN_READWRITE, NULL) ==
	    SQLITE_OK)
		(void)sqlite3_exec(db, "PRAGMA integrity_check", note_answer, &sound, NULL);
	(void)sqlite3_close(db);
	if (!sound)
		ledger_complain(v->ledger, "PRAGMA integrity_check does not say ok");
	verdict_case(v, "the database is sound");
}

void verdict_run(struct verdict *verdict)
{
	static void (*const cases[])(struct verdict * v) = {
		database_is_sound, orders_are_there,  nothing_is_double, nobody_elses,
		cards_agree,	   events_are_chains, outbox_is_empty,	 mail_is_history,
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		cases[i](verdict);
}
