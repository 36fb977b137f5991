/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The power goes at every write of the way from import to delivery, and the disk keeps what it has
 * to keep, or some of the rest, or torn writes: what was answered is there, nothing is half done,
 * and the way can be gone to its end. POWERCUT=all in the environment tries every way to lose at
 * every write; without it there is one for each.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "device.h"
#include "frozen_world.h"
#include "points.h"
#include "powercut.h"
#include "role/envelope.h"
#include "smdpp/order_secrets.h"

enum {
	SEEDS = 4, /* of each loss, when all is tried */
	RUN_ARENA = 16 * 1024 * 1024,
	NEW = WORLD_STOCK, /* the number of the profile that is imported on the way */
	EVENTS_MAX = 64,
	MAILS_MAX = 8,
	LEASE_MS = 1000,
	CLAIM_MS = WORLD_SMDS_TIMEOUT_MS + 2 * 1000, /* until a claim on an event has ended */
};

/* Before the cut and after it. */
static const struct store_options store_options = {.vfs = POWERCUT_VFS};

/* What was answered. */
struct answers {
	bool imported;
	enum profile_state state; /* of the profile, as far as answered */
	const char *matching_id;  /* NULL: not answered */
	bool cancelled;		  /* the order of another profile */
	bool announced, ended;	  /* an order at an SM-DS, and its cancellation */
	size_t delivered;	  /* messages that were written down as delivered */
};

/* One run. */
struct run {
	struct smdpp_world *w;
	struct device d;
	const char *iccid, *other, *at_smds;
	struct answers answers;
};

static struct smdpp_world world;
static uint64_t cutting_at; /* for who has to find a failure */

static bool executed(struct world_answer a)
{
	return a.result == OK && a.status == 200 && a.execution.status == ESX_EXECUTED_SUCCESS;
}

/* --- the way -------------------------------------------------------------------------------- */

static bool import(struct run *r)
{
	const struct store_cause cause = {
		.at = r->w->clock.fixed_ms, .who = "test", .function = "import"};
	CLEANUP(buf_free) struct buf sealed = buf_make(2 * r->w->package.len);
	assert_int_equal(envelope_seal(r->w->keyring, ENVELOPE_PACKAGE, r->iccid,
				       buf_bytes(&r->w->package), &sealed),
			 OK);
	const struct profile_import profile = {
		.iccid = r->iccid,
		.operator_name = r->w->types[WORLD_SESSION].operator_name,
		.profile_type = r->w->types[WORLD_SESSION].name,
		.metadata = r->w->metadata[WORLD_SESSION],
		.package = buf_bytes(&sealed),
	};
	r->answers.imported = profile_import(r->w->store, &profile, 1, &cause, NULL) == OK;
	return r->answers.imported;
}

static bool answered(struct run *r, struct world_answer a, enum profile_state state)
{
	if (executed(a))
		r->answers.state = state;
	return executed(a);
}

static bool order(struct run *r)
{
	return answered(r, smdpp_world_acme(r->w, "downloadOrder", "\"iccid\":\"%s\"", r->iccid),
			PROFILE_ALLOCATED);
}

static bool confirm(struct run *r)
{
	struct world_answer a = smdpp_world_acme(
		r->w, "confirmOrder", "\"iccid\":\"%s\",\"releaseFlag\":false", r->iccid);
	if (executed(a))
		r->answers.matching_id = world_member(r->w, a, "matchingId");
	return answered(r, a, PROFILE_CONFIRMED);
}

static bool release(struct run *r)
{
	return answered(r, smdpp_world_acme(r->w, "releaseProfile", "\"iccid\":\"%s\"", r->iccid),
			PROFILE_RELEASED);
}

static bool order_and_cancel(struct run *r)
{
	if (!executed(smdpp_world_acme(r->w, "downloadOrder", "\"iccid\":\"%s\"", r->other)))
		return false;
	r->answers.cancelled = executed(smdpp_world_acme(
		r->w, "cancelOrder",
		"\"iccid\":\"%s\",\"finalProfileStatusIndicator\":\"Unavailable\"", r->other));
	return r->answers.cancelled;
}

#define EID "\"eid\":\"" WORLD_EID "\""

static bool announce(struct run *r)
{
	if (!executed(smdpp_world_acme(r->w, "downloadOrder", "\"iccid\":\"%s\"," EID, r->at_smds)))
		return false;
	r->answers.announced = executed(smdpp_world_acme(
		r->w, "confirmOrder",
		"\"iccid\":\"%s\",\"releaseFlag\":true,\"smdsAddress\":\"root.example.com\"",
		r->at_smds));
	return r->answers.announced;
}

static bool cancel_announced(struct run *r)
{
	r->answers.ended = executed(smdpp_world_acme(
		r->w, "cancelOrder",
		"\"iccid\":\"%s\"," EID ",\"finalProfileStatusIndicator\":\"Unavailable\"",
		r->at_smds));
	return r->answers.ended;
}

static bool initiate(struct run *r)
{
	return executed(device_initiate(&r->d));
}

static bool authenticate(struct run *r)
{
	r->d.matching_id = r->answers.matching_id;
	return executed(device_authenticate(&r->d));
}

static bool get_package(struct run *r)
{
	return answered(r, device_get_package(&r->d), PROFILE_DOWNLOADED);
}

static bool install(struct run *r)
{
	r->d.iccid = r->iccid;
	struct world_answer a = device_install(&r->d, 0);
	bool acknowledged = a.result == OK && a.status == 204;
	if (acknowledged)
		r->answers.state = PROFILE_INSTALLED;
	return acknowledged;
}

/* What the notifying thread does with each message. */
static bool deliver(struct run *r)
{
	struct outbox_row rows[MAILS_MAX] = {};
	size_t n = 0;
	int64_t now = r->w->clock.fixed_ms;
	do {
		if (outbox_take(r->w->store, &r->w->arena, "acme", now, now + LEASE_MS, MAILS_MAX,
				rows, &n) != OK)
			return false;
		for (size_t i = 0; i < n; i++) {
			if (outbox_delivered(r->w->store, &rows[i], now) != OK)
				return false;
			r->answers.delivered++;
		}
	} while (n > 0);
	return true;
}

static bool (*const steps[])(struct run *r) = {
	import,	      order,	   confirm, release, order_and_cancel, announce,	 initiate,
	authenticate, get_package, deliver, install, deliver,	       cancel_announced,
};

/* To the end, or to the cut; closing copies the log back. */
static void go(struct run *r)
{
	bool on = true;
	for (size_t i = 0; on && i < sizeof(steps) / sizeof(steps[0]); i++)
		on = steps[i](r);
	frozen_world_close(r->w);
}

/* --- after the cut -------------------------------------------------------------------------- */

static int note(void *out, int n, char **values, char **names)
{
	(void)names;
	*(bool *)out = n == 1 && strcmp(values[0], "ok") == 0;
	return 0;
}

static void check_database(struct smdpp_world *w)
{
	sqlite3 *db = NULL;
	bool sound = false;
	assert_int_equal(
		sqlite3_open_v2(frozen_world_path(w), &db, SQLITE_OPEN_READWRITE, POWERCUT_VFS),
		SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA integrity_check", note, &sound, NULL), SQLITE_OK);
	assert_true(sound);
	(void)sqlite3_close(db);
}

static enum profile_state state_of(struct run *r, const char *iccid)
{
	struct profile_row row = {};
	enum err e = profile_get(r->w->store, &r->w->arena, iccid, NULL, &row);
	if (e == ERR_NOT_FOUND)
		return PROFILE_STATES;
	assert_int_equal(e, OK);
	return row.state;
}

static void check_matching_id(struct run *r, const struct profile_row *row)
{
	struct order_secrets secrets = {};
	if (!bytes_present(row->order_secrets) || !r->answers.matching_id)
		return;
	assert_int_equal(order_secrets_open(r->w->keyring, &r->w->arena, row, &secrets), OK);
	assert_true(bytes_eq(secrets.matching_id, bytes_str(r->answers.matching_id)));
}

/* What belongs to a state is there with it, and nothing that belongs to another. */
static void check_whole(struct run *r, const struct profile_row *row)
{
	struct profile_content content = {};
	bool installed = row->state == PROFILE_INSTALLED;
	bool downloaded = row->state == PROFILE_DOWNLOADED;
	bool confirmed = row->state >= PROFILE_CONFIRMED && row->state <= PROFILE_DOWNLOADED;
	assert_int_equal(bytes_present(row->order_secrets), confirmed);
	assert_int_equal(bytes_present(row->binding), downloaded);
	assert_int_equal(bytes_present(row->otpk_euicc), downloaded);
	assert_int_equal(bytes_present(row->install_result), installed);
	assert_int_equal(row->downloaded_at != 0, downloaded || installed);
	assert_int_equal(row->installed_at != 0, installed);
	assert_int_equal(profile_content(r->w->store, &r->w->arena, row->id, &content),
			 installed ? ERR_NOT_FOUND : OK);
}

static void check_profile(struct run *r)
{
	struct profile_row row = {};
	enum err e = profile_get(r->w->store, &r->w->arena, r->iccid, NULL, &row);
	if (e == ERR_NOT_FOUND) {
		assert_false(r->answers.imported);
		return;
	}
	assert_int_equal(e, OK);
	assert_true(row.state >= r->answers.state);
	check_matching_id(r, &row);
	check_whole(r, &row);
}

/* The outbox holds the points that were not delivered, in order, and no other. */
static void check_outbox(struct run *r)
{
	struct event_row events[EVENTS_MAX] = {};
	struct outbox_row mails[MAILS_MAX] = {};
	int points[EVENTS_MAX] = {};
	size_t events_n = 0, mails_n = 0, points_n = 0;
	struct arena *a = &r->w->arena;
	assert_int_equal(event_list(r->w->store, a, r->iccid, 0, EVENTS_MAX, events, &events_n),
			 OK);
	assert_int_equal(outbox_list(r->w->store, a, "acme", 0, MAILS_MAX, mails, &mails_n), OK);
	assert_true(events_are_chain(events, events_n));
	for (size_t i = 0; i < events_n; i++)
		if (point_of_event(&events[i]) != 0)
			points[points_n++] = point_of_event(&events[i]);
	assert_true(mails_n <= points_n);
	size_t gone = points_n - mails_n;
	assert_in_range(gone, r->answers.delivered, r->answers.delivered + 1);
	for (size_t i = 0; i < mails_n; i++) {
		struct es2p_handle_download_progress_info_request info = {};
		assert_int_equal(
			es2p_handle_download_progress_info_request_decode(a, mails[i].body, &info),
			OK);
		assert_int_equal(info.notification_point_id, points[gone + i]);
		assert_int_equal(mails[i].due_at != 0, i == 0);
	}
}

static void check_cancelled(struct run *r)
{
	enum profile_state state = state_of(r, r->other);
	if (r->answers.cancelled)
		assert_int_equal(state, PROFILE_UNAVAILABLE);
	assert_true(state == PROFILE_AVAILABLE || state == PROFILE_ALLOCATED ||
		    state == PROFILE_UNAVAILABLE);
}

/* When the claim has ended: the order is released and its event stands there, or neither. */
static void check_announced(struct run *r)
{
	struct profile_row row = {};
	r->w->clock.fixed_ms += CLAIM_MS;
	while (smdpp_world_delete_events(r->w) > 0)
		;
	r->w->clock.fixed_ms -= CLAIM_MS;
	assert_int_equal(profile_get(r->w->store, &r->w->arena, r->at_smds, NULL, &row), OK);
	bool released = row.state == PROFILE_RELEASED;
	assert_int_equal(fake_smds_count(&r->w->smds), released);
	assert_int_equal(row.event_queue != NULL, released);
	if (r->answers.announced)
		assert_true(released || row.state == PROFILE_UNAVAILABLE);
	if (r->answers.ended)
		assert_int_equal(row.state, PROFILE_UNAVAILABLE);
}

/* From wherever the profile is: callers ask again, the device begins a new session. */
static void go_on(struct run *r)
{
	static const struct {
		enum profile_state last; /* in which it is worth to ask again */
		bool (*run)(struct run *r);
	} again[] = {
		{PROFILE_ALLOCATED, order},	    {PROFILE_RELEASED, confirm},
		{PROFILE_RELEASED, release},	    {PROFILE_DOWNLOADED, initiate},
		{PROFILE_DOWNLOADED, authenticate}, {PROFILE_DOWNLOADED, get_package},
		{PROFILE_DOWNLOADED, install},
	};
	if (state_of(r, r->iccid) == PROFILE_STATES)
		assert_true(import(r));
	for (size_t i = 0; i < sizeof(again) / sizeof(again[0]); i++) {
		if (state_of(r, r->iccid) <= again[i].last)
			assert_true(again[i].run(r));
	}
	assert_int_equal(state_of(r, r->iccid), PROFILE_INSTALLED);
	r->w->clock.fixed_ms += LEASE_MS;
	assert_true(deliver(r));
	r->w->clock.fixed_ms -= LEASE_MS;
}

static void check_all(struct run *r)
{
	check_database(r->w);
	assert_int_equal(frozen_world_open(r->w, &store_options), OK);
	check_profile(r);
	check_outbox(r);
	check_cancelled(r);
	check_announced(r);
	go_on(r);
	check_profile(r);
	check_outbox(r);
	frozen_world_close(r->w);
}

/* --- the cuts ------------------------------------------------------------------------------- */

/* One way with a cut at write number `at`. True if it came to its end before. */
static bool cut(uint64_t at, enum powercut_loss loss, uint64_t seed)
{
	struct arena kept = world.arena;
	struct run r = {.w = &world};
	world.arena = arena_make(RUN_ARENA);
	r.iccid = smdpp_world_iccid(&world, WORLD_SESSION, NEW);
	r.other = smdpp_world_iccid(&world, WORLD_PPK, 0);
	r.at_smds = smdpp_world_iccid(&world, WORLD_PPK, 1);
	world.smds.n = 0;
	device_make(&r.d, &world, CURVE_P256);
	frozen_world_thaw(&world);
	powercut_arm(at);
	if (frozen_world_open(&world, &store_options) == OK)
		go(&r);
	bool whole = !powercut_is_off();
	assert_int_equal(powercut_restore(loss, seed), OK);
	check_all(&r);
	device_free(&r.d);
	arena_free(&world.arena);
	world.arena = kept;
	return whole;
}

static void cuts_at_every_write(void **state)
{
	(void)state;
	unsigned seeds = powercut_all() ? POWERCUT_LOSSES * SEEDS : 1;
	bool whole = false;
	for (uint64_t at = 1; !whole; at++) {
		cutting_at = at;
		for (unsigned s = 0; s < seeds; s++)
			whole = cut(at, (enum powercut_loss)((at + s) % POWERCUT_LOSSES), at + s);
	}
	assert_true(cutting_at > 100);
}

static int make(void **state)
{
	(void)state;
	const struct smdpp_world_options options = {.only_p256 = true};
	if (powercut_register() != OK)
		return -1;
	smdpp_world_make(&world, &options);
	frozen_world_freeze(&world);
	log_configure(&(struct log_config){.fd = open("/dev/null", O_WRONLY | O_CLOEXEC)});
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	print_message("the last cut was at write %llu\n", (unsigned long long)cutting_at);
	smdpp_world_free(&world);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_at_every_write),
	};
	return cmocka_run_group_tests_name("powercut_download", tests, make, unmake);
}
