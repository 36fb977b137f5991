/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The N-th failure: every function of ES2+ and ES9+ is asked over and over, and each time another
 * allocation, store call or file operation fails, until none is left. Then the answer is the usual
 * one, or that the function could not be asked, never another; what is stored is as it was before,
 * or as it is when all has gone well; and asked again, all has gone well, once. Then the same with
 * the allocations and the files of SQLite, and with the allocations of libcrypto, of which there
 * are many more: NTH=all in the environment tries each of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "device.h"
#include "fault.h"
#include "frozen_world.h"
#include "msg/es10b_cancel_session.h"
#include "powercut.h"
#include "smdpp/order_expiry.h"

enum {
	RUN_ARENA = 16 * 1024 * 1024,
	STATE_MAX = 8 * 1024,
	OPERATIONS_MAX = 10000,			     /* of one call: more must be an endless loop */
	CLAIM_MS = WORLD_SMDS_TIMEOUT_MS + 2 * 1000, /* until a claim on an event has ended */
	/* From one failure to the next. */
	SQLITE_STRIDE = 61,
	LIBCRYPTO_STRIDE = 311,
};

/* A VFS that syncs nothing: the tests would wait for the disk most of their time. */
static const struct store_options options = {.vfs = POWERCUT_VFS, .fault = fault_store};

static struct smdpp_world world;

/* What a function is asked, and what has been before. */
struct scenario {
	const char *name;
	void (*before)(struct device *d);
	struct world_answer (*ask)(struct device *d);
};

static int64_t beginning;   /* of each run */
static unsigned kinds;	    /* of operations that fail */
static uint64_t operations; /* of the last handler */
static uint64_t failing;    /* for who has to find a failure */

/* --- what is stored ------------------------------------------------------------------------- */

struct state {
	char text[STATE_MAX];
};

/* All that a function may leave, but for what is random in it. */
static const char *const durable_rows[] = {
	"SELECT iccid || state || ifnull(device_state, '') || ifnull(eid, '') || cc_required || "
	"release_flag || (matching_id_hmac IS NULL) || (order_secrets IS NULL) || expires_at || "
	"download_attempts || cc_attempts || (otpk_euicc IS NULL) || (binding IS NULL) || "
	"(install_result IS NULL) || ifnull(event_queue, '') || revision FROM profile WHERE "
	"revision > 1 ORDER BY iccid",
	"SELECT count(*) FROM profile_content WHERE package IS NULL",
	"SELECT 'event' || iccid || id || function || ifnull(from_state, '') || "
	"ifnull(to_state, '') || ifnull(subject_code, '') || ifnull(reason_code, '') "
	"FROM event WHERE function <> 'import' ORDER BY iccid, id",
	/* A claim on an event, which has a subject, ends by itself. */
	"SELECT 'message' || iccid || kind || (due_at IS NULL) FROM outbox WHERE subject IS NULL "
	"ORDER BY id",
	"SELECT 'matching' || count(*) FROM matching_id",
	"SELECT 'call' || count(*) || sum(reused) FROM es2p_call",
	"SELECT 'download' || count(*) FROM profile_download",
	"SELECT 'notification' || count(*) FROM notification",
};

static int append(void *out, int n, char **values, char **names)
{
	struct state *state = out;
	size_t len = strlen(state->text);
	(void)n;
	(void)names;
	(void)snprintf(state->text + len, sizeof(state->text) - len, "%s\n",
		       values[0] ? values[0] : "");
	return 0;
}

static void read_rows(const char *path, const char *const *queries, size_t n, struct state *out)
{
	sqlite3 *db = NULL;
	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(sqlite3_exec(db, queries[i], append, out, NULL), SQLITE_OK);
	(void)sqlite3_close(db);
}

static struct state read_state(void)
{
	struct state out = {};
	read_rows(frozen_world_path(&world), durable_rows,
		  sizeof(durable_rows) / sizeof(durable_rows[0]), &out);
	return out;
}

/* --- one run -------------------------------------------------------------------------------- */

static void arm(void *nth)
{
	fault_arm(kinds, *(uint64_t *)nth);
}

static void disarm(void *nth)
{
	(void)nth;
	operations = fault_disarm();
}

/* Asked in a thread of its own, in which nothing has been cached yet. */
struct asking {
	const struct scenario *scenario;
	struct device *device;
	struct world_answer answer;
};

static void *ask_alone(void *context)
{
	struct asking *a = context;
	a->answer = a->scenario->ask(a->device);
	return NULL;
}

/* `nth` operation of the handler fails; 0: none does. */
static struct world_answer ask(const struct scenario *scenario, struct device *d, uint64_t nth)
{
	struct asking asking = {scenario, d, {}};
	pthread_t thread = 0;
	chain_cache_free(&world.smdpp->role.chain_cache);
	assert_int_equal(chain_cache_create(&world.smdpp->role.chain_cache), OK);
	world.enter = arm;
	world.leave = disarm;
	world.context = &nth;
	assert_int_equal(pthread_create(&thread, NULL, ask_alone, &asking), 0);
	(void)pthread_join(thread, NULL);
	world.enter = NULL;
	world.leave = NULL;
	return asking.answer;
}

static void begin(const struct scenario *scenario, struct device *d)
{
	frozen_world_thaw(&world);
	powercut_arm(0);
	world.clock.fixed_ms = beginning;
	world.smds.n = 0;
	world.smds_away = false;
	assert_int_equal(frozen_world_open(&world, &options), OK);
	device_make(d, &world, CURVE_P256);
	world.binding = ES9P_JSON;
	scenario->before(d);
}

static void end(struct device *d)
{
	device_free(d);
	frozen_world_close(&world);
}

static bool same_code(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_answer(const struct world_answer *a, const struct world_answer *b)
{
	const struct status_code *x = &a->execution.code, *y = &b->execution.code;
	return a->result == b->result && a->status == b->status &&
	       a->execution.status == b->execution.status && same_code(x->subject, y->subject) &&
	       same_code(x->reason, y->reason);
}

/* What the function does when nothing fails. */
struct usual {
	struct world_answer answer;
	struct state state;
};

static const char *or_none(const char *text)
{
	return text ? text : "-";
}

static void check_failed(const struct world_answer *answer, const struct usual *usual)
{
	bool asked = same_answer(answer, &usual->answer);
	bool not_asked = answer->result != OK && !err_is_refusal(answer->result);
	if (!asked && !not_asked)
		fail_msg("when operation %llu had failed: answered %s %d %s/%s",
			 (unsigned long long)failing, err_name(answer->result), answer->status,
			 or_none(answer->execution.code.subject),
			 or_none(answer->execution.code.reason));
}

static void check_state(const char *what, const struct state *is, const struct state *a,
			const struct state *b)
{
	if (strcmp(is->text, a->text) != 0 && strcmp(is->text, b->text) != 0)
		fail_msg("%s, when operation %llu had failed:\n%sinstead of\n%sor\n%s", what,
			 (unsigned long long)failing, is->text, a->text, b->text);
}

/* When all claims have ended, what stands at the SM-DS are the events of released orders. */
static void check_events(void)
{
	struct state events = {};
	static const char *const count[] = {"SELECT count(event_queue) FROM profile"};
	world.clock.fixed_ms += CLAIM_MS;
	while (smdpp_world_delete_events(&world) > 0)
		;
	read_rows(frozen_world_path(&world), count, 1, &events);
	if (strtoul(events.text, NULL, 10) != fake_smds_count(&world.smds))
		fail_msg("when operation %llu had failed: %zu events for %s orders",
			 (unsigned long long)failing, fake_smds_count(&world.smds), events.text);
}

/* Operation number `nth` fails. False if there are not so many. */
static bool fail_one(const struct scenario *scenario, const struct usual *usual, uint64_t nth)
{
	struct device d = {};
	failing = nth;
	begin(scenario, &d);
	struct state before = read_state();
	struct world_answer answer = ask(scenario, &d, nth);
	bool failed = operations >= nth;
	struct state after = read_state();
	check_failed(&answer, usual);
	check_state("half done", &after, &before, &usual->state);
	if (answer.result != OK) {
		world.clock.fixed_ms += CLAIM_MS;
		answer = ask(scenario, &d, 0);
		check_failed(&answer, usual);
		assert_int_equal(answer.result, usual->answer.result);
	}
	after = read_state();
	check_state("after asking again", &after, &usual->state, &usual->state);
	check_events();
	end(&d);
	return failed;
}

static struct usual run_usual(const struct scenario *scenario)
{
	struct device d = {};
	begin(scenario, &d);
	struct usual usual = {.answer = ask(scenario, &d, 0)};
	usual.state = read_state();
	end(&d);
	return usual;
}

static void fail_in_turn(const struct scenario *scenario, uint64_t first, uint64_t stride)
{
	struct arena kept = world.arena;
	world.arena = arena_make(RUN_ARENA);
	struct usual usual = run_usual(scenario);
	bool failed = true;
	for (uint64_t nth = first; failed; nth += stride) {
		struct arena answers = world.arena;
		world.arena = arena_make(RUN_ARENA);
		assert_true(nth < OPERATIONS_MAX);
		failed = fail_one(scenario, &usual, nth);
		arena_free(&world.arena);
		world.arena = answers;
	}
	print_message("%llu operations, %s/%s\n", (unsigned long long)operations,
		      or_none(usual.answer.execution.code.subject),
		      or_none(usual.answer.execution.code.reason));
	arena_free(&world.arena);
	world.arena = kept;
}

/* --- ES2+ ----------------------------------------------------------------------------------- */

#define ICCID	    "\"iccid\":\"%s\""
#define UNAVAILABLE ",\"finalProfileStatusIndicator\":\"Unavailable\""
#define CODE	    ",\"confirmationCode\":\"1234\""
#define STRANGE	    "\"iccid\":\"8999999999999999999\""

static const char *iccid(const struct device *d)
{
	return smdpp_world_iccid(d->world, WORLD_SESSION, 0);
}

static void nothing(struct device *d)
{
	(void)d;
}

static void must_be_done(struct world_answer answer)
{
	if (!world_done(answer))
		abort();
}

static struct world_answer download_order(struct device *d)
{
	return smdpp_world_acme(d->world, "downloadOrder", ICCID, iccid(d));
}

static struct world_answer download_order_by_type(struct device *d)
{
	return smdpp_world_acme(d->world, "downloadOrder", "\"profileType\":\"session\"");
}

/* A call that is sent again, under the identifier that it had. */
static struct world_answer again(struct device *d, struct world_answer (*call)(struct device *d))
{
	d->world->call_identifier = "again";
	struct world_answer answer = call(d);
	d->world->call_identifier = NULL;
	return answer;
}

static struct world_answer download_order_by_type_again(struct device *d)
{
	return again(d, download_order_by_type);
}

static struct world_answer download_order_of_stranger(struct device *d)
{
	return smdpp_world_acme(d->world, "downloadOrder", STRANGE);
}

static void ordered(struct device *d)
{
	must_be_done(download_order(d));
}

static struct world_answer confirm_order(struct device *d)
{
	return smdpp_world_acme(d->world, "confirmOrder", ICCID ",\"releaseFlag\":false", iccid(d));
}

static struct world_answer confirm_order_with_code(struct device *d)
{
	return smdpp_world_acme(d->world, "confirmOrder", ICCID ",\"releaseFlag\":true" CODE,
				iccid(d));
}

static void confirmed(struct device *d)
{
	ordered(d);
	must_be_done(confirm_order(d));
}

static struct world_answer release_profile(struct device *d)
{
	return smdpp_world_acme(d->world, "releaseProfile", ICCID, iccid(d));
}

static struct world_answer cancel_order(struct device *d)
{
	return smdpp_world_acme(d->world, "cancelOrder", ICCID UNAVAILABLE, iccid(d));
}

/* --- at an SM-DS ---------------------------------------------------------------------------- */

#define EID  ",\"eid\":\"" WORLD_EID "\""
#define ROOT EID ",\"smdsAddress\":\"root.example.com\""

static struct world_answer announce(struct device *d)
{
	return smdpp_world_acme(d->world, "confirmOrder", ICCID ",\"releaseFlag\":true" ROOT,
				iccid(d));
}

static struct world_answer announce_by_matching_id(struct device *d)
{
	return smdpp_world_acme(d->world, "confirmOrder",
				ICCID ",\"releaseFlag\":true,\"matchingId\":\"M-1\"" ROOT,
				iccid(d));
}

static void ordered_while_smds_is_away(struct device *d)
{
	ordered(d);
	d->world->smds_away = true;
}

static void confirmed_for_smds(struct device *d)
{
	ordered(d);
	must_be_done(smdpp_world_acme(d->world, "confirmOrder", ICCID ",\"releaseFlag\":false" ROOT,
				      iccid(d)));
}

static void announced(struct device *d)
{
	ordered(d);
	must_be_done(announce(d));
}

static struct world_answer cancel_announced(struct device *d)
{
	return smdpp_world_acme(d->world, "cancelOrder", ICCID UNAVAILABLE EID, iccid(d));
}

static void announced_long_ago(struct device *d)
{
	announced(d);
	d->world->clock.fixed_ms += WORLD_TTL_H * INT64_C(3600000);
}

/* No request: the job of the housekeeping. */
static struct world_answer expire(struct device *d)
{
	struct smdpp_world *w = d->world;
	struct order_expiry watch = {};
	bool more = false;
	w->enter(w->context);
	enum err e = order_expiry_run(w->smdpp, &watch, w->clock.fixed_ms, 1, &more);
	w->leave(w->context);
	return (struct world_answer){.result = e, .status = 200};
}

static struct world_answer cancel_order_again(struct device *d)
{
	return again(d, cancel_order);
}

static void ordered_by_type(struct device *d)
{
	must_be_done(download_order_by_type_again(d));
}

static void cancelled(struct device *d)
{
	ordered(d);
	must_be_done(cancel_order_again(d));
}

/* --- ES9+ ----------------------------------------------------------------------------------- */

static void released(struct device *d)
{
	d->matching_id = smdpp_world_order(d->world, WORLD_SESSION, 0, "");
}

static void initiated(struct device *d)
{
	released(d);
	device_up_to_initiate(d);
}

static void initiated_for_nothing(struct device *d)
{
	d->matching_id = "NOTHING";
	device_up_to_initiate(d);
}

/* Every other eUICC here has the version that is required. */
static void initiated_by_an_old_one(struct device *d)
{
	initiated(d);
	d->world->types[WORLD_SESSION].requirements.svn = 0x020000;
	d->info2.svn = BYTES_LIT("\x01\x00\x00");
}

/* One more attempt is too many. */
static void attempts_used_up(struct device *d)
{
	released(d);
	for (int i = 0; i < WORLD_DOWNLOADS_MAX; i++) {
		device_up_to_initiate(d);
		must_be_done(device_authenticate(d));
	}
	device_up_to_initiate(d);
}

static void authenticated(struct device *d)
{
	released(d);
	device_up_to_authenticate(d, d->matching_id);
}

static void authenticated_with_ppk(struct device *d)
{
	device_up_to_authenticate(d, smdpp_world_order(d->world, WORLD_PPK, 0, ""));
}

/* The package was delivered before, and another session has begun. */
static void initiated_again(struct device *d)
{
	released(d);
	device_up_to_package(d, d->matching_id);
	device_up_to_initiate(d);
}

static void authenticated_again(struct device *d)
{
	initiated_again(d);
	must_be_done(device_authenticate(d));
}

static void authenticated_with_wrong_code(struct device *d)
{
	device_up_to_authenticate(d, smdpp_world_order(d->world, WORLD_SESSION, 0, CODE));
	d->confirmation_code = "4321";
}

/* One more wrong code is too many. */
static void codes_used_up(struct device *d)
{
	authenticated_with_wrong_code(d);
	for (int i = 1; i < WORLD_CODES_MAX; i++)
		(void)device_get_package(d);
}

static void delivered(struct device *d)
{
	released(d);
	d->iccid = iccid(d);
	device_up_to_package(d, d->matching_id);
}

static void installed(struct device *d)
{
	delivered(d);
	if (device_install(d, 0).status != 204)
		abort();
	d->seq_number++;
}

static void stranger(struct device *d)
{
	d->iccid = "8999999999999999999";
}

static struct world_answer reject(struct device *d)
{
	return device_cancel(d, ES10B_CANCEL_END_USER_REJECTION);
}

static struct world_answer postpone(struct device *d)
{
	return device_cancel(d, ES10B_CANCEL_POSTPONED);
}

static struct world_answer install(struct device *d)
{
	return device_install(d, 0);
}

static struct world_answer install_in_vain(struct device *d)
{
	return device_install(d, ES10B_PE_PROCESSING_ERROR);
}

static struct world_answer notify_enable(struct device *d)
{
	return device_notify(d, RSP_EVENT_ENABLE);
}

static void initiates_in_asn1(struct device *d)
{
	d->world->binding = ES9P_ASN1;
}

static void initiated_in_asn1(struct device *d)
{
	initiated(d);
	initiates_in_asn1(d);
}

static void authenticated_in_asn1(struct device *d)
{
	authenticated(d);
	initiates_in_asn1(d);
}

static void delivered_in_asn1(struct device *d)
{
	delivered(d);
	initiates_in_asn1(d);
}

static const struct scenario scenarios[] = {
	{"DownloadOrder by ICCID", nothing, download_order},
	{"DownloadOrder by type", nothing, download_order_by_type},
	{"DownloadOrder by type again", ordered_by_type, download_order_by_type_again},
	{"DownloadOrder, unknown ICCID", nothing, download_order_of_stranger},
	{"DownloadOrder again", ordered, download_order},
	{"ConfirmOrder", ordered, confirm_order},
	{"ConfirmOrder with code and release", ordered, confirm_order_with_code},
	{"ConfirmOrder again", confirmed, confirm_order},
	{"ConfirmOrder otherwise", confirmed, confirm_order_with_code},
	{"ReleaseProfile", confirmed, release_profile},
	{"ReleaseProfile too early", ordered, release_profile},
	{"CancelOrder", confirmed, cancel_order},
	{"CancelOrder again", cancelled, cancel_order_again},
	{"CancelOrder of nothing", nothing, cancel_order},
	{"ConfirmOrder at an SM-DS", ordered, announce},
	{"ConfirmOrder at an SM-DS, with a MatchingID", ordered, announce_by_matching_id},
	{"ConfirmOrder at an SM-DS that is away", ordered_while_smds_is_away, announce},
	{"ReleaseProfile at an SM-DS", confirmed_for_smds, release_profile},
	{"CancelOrder with an event", announced, cancel_announced},
	{"An order expires", announced_long_ago, expire},
	{"InitiateAuthentication", nothing, device_initiate},
	{"AuthenticateClient", initiated, device_authenticate},
	{"AuthenticateClient, unknown MatchingID", initiated_for_nothing, device_authenticate},
	{"AuthenticateClient, not eligible", initiated_by_an_old_one, device_authenticate},
	{"AuthenticateClient, attempts used up", attempts_used_up, device_authenticate},
	{"AuthenticateClient after a delivery", initiated_again, device_authenticate},
	{"GetBoundProfilePackage", authenticated, device_get_package},
	{"GetBoundProfilePackage with PPK", authenticated_with_ppk, device_get_package},
	{"GetBoundProfilePackage again", delivered, device_get_package},
	{"GetBoundProfilePackage in another session", authenticated_again, device_get_package},
	{"GetBoundProfilePackage, wrong code", authenticated_with_wrong_code, device_get_package},
	{"GetBoundProfilePackage, last wrong code", codes_used_up, device_get_package},
	{"CancelSession, rejection", authenticated, reject},
	{"CancelSession, postponed", authenticated, postpone},
	{"HandleNotification, installed", delivered, install},
	{"HandleNotification, installed again", installed, install},
	{"HandleNotification, not installed", delivered, install_in_vain},
	{"HandleNotification, enabled", installed, notify_enable},
	{"HandleNotification, of a stranger", stranger, notify_enable},
	{"InitiateAuthentication in ASN.1", initiates_in_asn1, device_initiate},
	{"AuthenticateClient in ASN.1", initiated_in_asn1, device_authenticate},
	{"GetBoundProfilePackage in ASN.1", authenticated_in_asn1, device_get_package},
	{"CancelSession in ASN.1", authenticated_in_asn1, reject},
	{"HandleNotification in ASN.1", delivered_in_asn1, install},
};
enum { SCENARIOS = sizeof(scenarios) / sizeof(scenarios[0]) };

static void ours_fail(void **state)
{
	kinds = FAULT_ALLOCATION | FAULT_STORE | FAULT_FILE;
	fail_in_turn(*state, 1, 1);
}

/* There are many: each scenario begins elsewhere. */
static void fail_some(const struct scenario *scenario, uint64_t stride)
{
	size_t number = (size_t)(scenario - scenarios);
	stride = fault_stride(stride);
	fail_in_turn(scenario, 1 + number % stride, stride);
}

static void those_of_sqlite_fail(void **state)
{
	kinds = FAULT_DATABASE;
	fail_some(*state, SQLITE_STRIDE);
}

static void those_of_libcrypto_fail(void **state)
{
	kinds = FAULT_LIBRARY;
	fail_some(*state, LIBCRYPTO_STRIDE);
}

/* What the SM-DS does is done elsewhere. */
static void smds_begins(struct smdpp_world *w)
{
	(void)w;
	fault_pause();
}

static void smds_ends(struct smdpp_world *w)
{
	(void)w;
	fault_resume();
}

static int make(void **state)
{
	(void)state;
	const struct smdpp_world_options world_options = {.only_p256 = true};
	if (fault_install_libcrypto() != OK || fault_install_sqlite() != OK ||
	    powercut_register() != OK)
		return -1;
	powercut_let_fail(fault_database);
	smdpp_world_make(&world, &world_options);
	beginning = world.clock.fixed_ms;
	world.smds_called = smds_begins;
	world.smds_done = smds_ends;
	frozen_world_freeze(&world);
	log_configure(&(struct log_config){.fd = open("/dev/null", O_WRONLY | O_CLOEXEC)});
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	smdpp_world_free(&world);
	return 0;
}

int main(int argc, char **argv)
{
	static const CMUnitTestFunction whose[] = {ours_fail, those_of_sqlite_fail,
						   those_of_libcrypto_fail};
	struct CMUnitTest tests[3 * SCENARIOS] = {};
	cmocka_set_test_filter(argc > 1 ? argv[1] : NULL);
	for (size_t i = 0; i < 3 * SCENARIOS; i++) {
		const struct scenario *scenario = &scenarios[i % SCENARIOS];
		tests[i] = (struct CMUnitTest){.name = scenario->name,
					       .test_func = whose[i / SCENARIOS],
					       .initial_state = (void *)(uintptr_t)scenario};
	}
	return cmocka_run_group_tests_name("nth_failure", tests, make, unmake);
}
