/* SPDX-License-Identifier: Apache-2.0 */
/* An SM-DS and all who call it: two registrars, two devices, a root SM-DS that may be away, unheard
 * or unwilling, a server that dies at any moment, time that jumps. The input is a script. Beside it
 * a list of what should be there is kept; every answer must agree with it, and in the end the root
 * SM-DS must have what was passed on, and nothing else.
 * Covers: smds/cascade.c smds/es11_authenticate_client.c smds/es11_initiate_authentication.c
 *  smds/es12_delete_event.c smds/es12_register_event.c smds/event_id.c smds/event_text.c
 *  smds/routes.c smds/smds.c store/event_registration.c */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "input.h"
#include "round_trip.h"
#include "smds_world.h"
#include "sys/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum {
	STEPS_MAX = 40,
	ARENA_MAX = 64 * 1024 * 1024,
	IDS = 6,
	EIDS = 2,
	REGISTRARS = 2,
	ADDRESSES = 2,
	HOUR_MS = 3600 * 1000,
	CLAIM_MS = WORLD_SMDS_TIMEOUT_MS + 2000,
	ROOT_FULL = FAKE_SMDS_EVENTS_MAX - 2,
};

/* What the root SM-DS does with the next registrations. CRASH: the server dies when it has called.
 */
enum root_mood { ROOT_WELL, ROOT_AWAY, ROOT_UNHEARD, ROOT_UNWILLING, ROOT_CRASH, ROOT_MOODS };

/* An event as it should be; by the number of its EventID. */
struct expected {
	bool there, forwarded, pending;
	uint8_t eid, registrar, address;
	int64_t expires_at;
	unsigned order; /* of its registration */
};

static struct {
	struct smds_world world;
	struct arena arena;  /* the world's own, of its making */
	struct buf database; /* as it is before each run */
	struct bytes euicc[EIDS];

	/* Of one run. */
	struct bytes script;
	struct expected events[IDS];
	unsigned registrations;
	enum root_mood mood;
	bool dead; /* the store answers no more */
} all;

static const char *const eids[EIDS] = {WORLD_EID, WORLD_EID2};
static const enum smds_world_client registrars[REGISTRARS] = {SMDS_WORLD_SMDPP, SMDS_WORLD_PINNED};

/* Nothing here needs to outlive the machine; the disk would take most of the time. */
int fsync(int fd)
{
	(void)fd;
	return 0;
}

int fdatasync(int fd)
{
	(void)fd;
	return 0;
}

static uint8_t next(uint8_t below)
{
	return input_u8(&all.script) % below;
}

static int64_t now(void)
{
	return all.world.w.clock.fixed_ms;
}

static const char *format(const char *pattern, ...) __attribute__((format(printf, 1, 2)));
static const char *format(const char *pattern, ...)
{
	char text[512] = "";
	const char *out = NULL;
	va_list args;
	va_start(args, pattern);
	(void)vsnprintf(text, sizeof(text), pattern, args);
	va_end(args);
	must(arena_str(&all.world.w.arena, bytes_str(text), &out) == OK);
	return out;
}

static const char *path(const char *name)
{
	return format("%s/%s", all.world.w.dir, name);
}

/* --- the server ----------------------------------------------------------------------------- */

static enum err fault(void *context, const char *statement)
{
	(void)context;
	(void)statement;
	return all.dead ? ERR_IO : OK;
}

static void start(void)
{
	const struct store_options options = {.node = 1, .fault = fault};
	must(store_open(path("rspd.db"), &options, &all.world.w.store) == OK);
	all.world.setup.store = all.world.w.store;
	smds_world_restart(&all.world);
}

static void stop(void)
{
	smds_free(&all.world.smds);
	store_close_at(&all.world.w.store);
}

static void restart(void)
{
	stop();
	start();
}

static void die_when_called(struct smdpp_world *w)
{
	(void)w;
	all.dead = all.mood == ROOT_CRASH;
}

static void set_mood(enum root_mood mood)
{
	struct smdpp_world *w = &all.world.w;
	all.mood = mood;
	w->smds_away = mood == ROOT_AWAY || mood == ROOT_UNHEARD;
	w->smds_works_unheard = mood == ROOT_UNHEARD;
	w->smds.subject = mood == ROOT_UNWILLING ? "8.9.5" : NULL;
	w->smds.reason = "3.3";
	w->smds_called = die_when_called;
}

static void change_mood(void)
{
	set_mood((enum root_mood)next(ROOT_MOODS));
}

/* The outbox reaches the root SM-DS. */
static void deliver(void)
{
	enum root_mood mood = all.mood;
	set_mood(ROOT_WELL);
	while (smdpp_world_delete_events(&all.world.w) > 0)
		;
	set_mood(mood);
}

/* --- what is expected ----------------------------------------------------------------------- */

static bool over(const struct expected *e)
{
	return now() >= e->expires_at;
}

static bool refused(struct world_answer a, const char *subject, const char *reason)
{
	const struct status_code *code = &a.execution.code;
	return a.result == OK && a.execution.status == ESX_FAILED && code->subject &&
	       strcmp(code->subject, subject) == 0 && strcmp(code->reason, reason) == 0;
}

static bool done(struct world_answer a)
{
	return a.result == OK && a.status == 200 && a.execution.status == ESX_EXECUTED_SUCCESS;
}

static bool same(const struct expected *a, const struct expected *b)
{
	return a->eid == b->eid && a->registrar == b->registrar && a->address == b->address &&
	       a->forwarded == b->forwarded;
}

static void expect_to_stay(struct expected *place, const struct expected *wish)
{
	*place = *wish;
	place->there = true;
	place->order = all.registrations++;
	place->expires_at = now() + INT64_C(24) * HOUR_MS;
}

/* Of what is passed on, by what the root did. */
static void expect_of_root(struct expected *place, const struct expected *wish,
			   struct world_answer answer)
{
	static const struct {
		const char *subject, *reason;
	} codes[ROOT_MOODS] = {
		[ROOT_AWAY] = {"8.9", "5.1"},
		[ROOT_UNHEARD] = {"8.9", "5.1"},
		[ROOT_UNWILLING] = {"8.9", "4.2"},
	};
	*place = (struct expected){};
	if (all.mood == ROOT_WELL) {
		must(done(answer));
		expect_to_stay(place, wish);
		return;
	}
	if (all.mood != ROOT_CRASH) {
		must(refused(answer, codes[all.mood].subject, codes[all.mood].reason));
		return;
	}
	must(answer.result != OK && !err_is_refusal(answer.result));
	expect_to_stay(place, wish);
	place->pending = true;
	place->expires_at = now() + CLAIM_MS;
	all.dead = false;
	restart();
}

static void expect_of_registration(struct expected *place, const struct expected *wish,
				   struct world_answer answer)
{
	if (place->there && !over(place)) {
		if (!same(place, wish))
			must(refused(answer, "8.9.5", "3.3"));
		else if (place->pending)
			must(answer.result == ERR_BUSY);
		else
			must(done(answer));
		return;
	}
	if (wish->forwarded) {
		expect_of_root(place, wish, answer);
		return;
	}
	must(done(answer));
	expect_to_stay(place, wish);
}

/* --- steps ---------------------------------------------------------------------------------- */

static void register_event(void)
{
	uint8_t id = next(IDS);
	const struct expected wish = {
		.eid = next(EIDS),
		.registrar = next(REGISTRARS),
		.address = next(ADDRESSES),
		.forwarded = next(2) == 1,
	};
	if (fake_smds_count(&all.world.w.smds) >= ROOT_FULL)
		deliver();
	const char *members =
		format(",\"eid\":\"%s\",\"rspServerAddress\":\"dp%d.example\",\"eventId\":\"E-%d\","
		       "\"forwardingIndicator\":%s",
		       eids[wish.eid], wish.address, id, wish.forwarded ? "true" : "false");
	struct world_answer answer = smds_world_es12(&all.world, registrars[wish.registrar],
						     "es12/registerEvent", members);
	expect_of_registration(&all.events[id], &wish, answer);
}

static void delete_event(void)
{
	uint8_t id = next(IDS), eid = next(EIDS), registrar = next(REGISTRARS);
	struct expected *place = &all.events[id];
	struct world_answer answer =
		smds_world_delete(&all.world, registrars[registrar], eids[eid], format("E-%d", id));
	if (!place->there || place->eid != eid || place->registrar != registrar) {
		must(refused(answer, "8.9.5", "3.9"));
		return;
	}
	must(done(answer));
	*place = (struct expected){};
}

static bool told(const struct expected *e, uint8_t eid)
{
	return e->there && !e->pending && !over(e) && e->eid == eid;
}

/* The EventIDs that a device must be told, in their order. */
static const char *expected_ids(uint8_t eid)
{
	const char *out = "";
	for (unsigned order = 0; order < all.registrations; order++)
		for (unsigned id = 0; id < IDS; id++)
			if (told(&all.events[id], eid) && all.events[id].order == order)
				out = format("%s%sE-%u", out, *out ? " " : "", id);
	return out;
}

static void ask_for_all(void)
{
	uint8_t eid = next(EIDS);
	all.world.d.euicc = all.euicc[eid];
	all.world.family = next(2) == 1 ? "es11" : "es9plus";
	const char *found = smds_world_found(&all.world, next(2) == 1 ? "" : NULL);
	must(strcmp(found, expected_ids(eid)) == 0);
}

static void ask_for_one(void)
{
	uint8_t eid = next(EIDS), id = next(IDS);
	all.world.d.euicc = all.euicc[eid];
	const char *event_id = format("E-%d", id);
	const char *found = smds_world_found(&all.world, event_id);
	must(strcmp(found, told(&all.events[id], eid) ? event_id : "refused") == 0);
}

/* As the device does that comes from the root SM-DS, which may be late with a deletion. */
static void follow_root(void)
{
	struct fake_smds *root = &all.world.w.smds;
	size_t n = fake_smds_count(root);
	if (n == 0)
		return;
	const struct fake_smds_event *event = &root->events[next((uint8_t)n)];
	must(strcmp(event->server_address, SMDS_WORLD_ADDRESS) == 0 && !event->forwarding);
	uint8_t eid = strcmp(event->eid, eids[0]) == 0 ? 0 : 1;
	all.world.d.euicc = all.euicc[eid];
	const char *found = smds_world_found(&all.world, format("%s", event->event_id));
	unsigned id = 0;
	if (sscanf(found, "E-%u", &id) == 1)
		must(id < IDS && told(&all.events[id], eid) && all.events[id].forwarded);
	else
		must(strcmp(found, "refused") == 0);
}

/* What was answered once is not answered again. */
static void replay(void)
{
	all.world.d.euicc = all.euicc[next(EIDS)];
	must(done(smds_world_ask(&all.world, NULL)));
	must(refused(device_authenticate(&all.world.d), "8.10.1", "3.9"));
}

static void let_time_pass(void)
{
	static const int64_t jumps[] = {1000, CLAIM_MS, HOUR_MS, INT64_C(23) * HOUR_MS,
					INT64_C(30) * HOUR_MS};
	all.world.w.clock.fixed_ms += jumps[next(sizeof(jumps) / sizeof(jumps[0]))];
}

static void sweep(void)
{
	must(smds_expire(all.world.smds) == OK);
	for (unsigned id = 0; id < IDS; id++)
		if (all.events[id].there && over(&all.events[id]))
			all.events[id] = (struct expected){};
}

static void (*const steps[])(void) = {
	register_event, register_event, delete_event, ask_for_all, ask_for_one, follow_root,
	replay,		let_time_pass,	sweep,	      deliver,	   restart,	change_mood,
};

/* --- one run -------------------------------------------------------------------------------- */

static void clean_up(void)
{
	smds_world_free(&all.world);
}

static void make_everything(void)
{
	static const char memory[] = "/dev/shm";
	const struct smdpp_world_options options = {
		.only_p256 = true,
		.directory = access(memory, W_OK) == 0 ? memory : NULL,
	};
	smds_world_make(&all.world, &options);
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = -1});
	all.world.w.config.smds.root = "root.example.com";
	for (int i = 0; i < EIDS; i++) {
		device_set_eid(&all.world.d, eids[i]);
		all.euicc[i] = all.world.d.euicc;
	}
	stop();
	all.database = buf_make(FUZZ_MAX);
	must(file_read(path("rspd.db"), &all.database) == OK);
	all.arena = all.world.w.arena;
	must(atexit(clean_up) == 0);
}

static void begin(struct bytes script)
{
	struct smdpp_world *w = &all.world.w;
	w->arena = arena_make(ARENA_MAX);
	all.script = script;
	memset(all.events, 0, sizeof(all.events));
	all.registrations = 0;
	w->clock.fixed_ms = w->pki[0].now_ms;
	w->smds.n = 0;
	set_mood(ROOT_WELL);
	(void)unlink(path("rspd.db-wal"));
	(void)unlink(path("rspd.db-shm"));
	must(file_write(path("rspd.db"), buf_bytes(&all.database), 0600) == OK);
	start();
}

/* When all claims are over, and all messages delivered. */
static void check_root(void)
{
	size_t forwarded = 0;
	all.world.w.clock.fixed_ms += CLAIM_MS;
	sweep();
	deliver();
	for (unsigned id = 0; id < IDS; id++)
		forwarded += all.events[id].there && all.events[id].forwarded;
	must(fake_smds_count(&all.world.w.smds) == forwarded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (!all.world.w.keyring)
		make_everything();
	begin(bytes_from(data, len));
	for (int i = 0; i < STEPS_MAX && all.script.len > 0; i++)
		steps[next(sizeof(steps) / sizeof(steps[0]))]();
	check_root();
	stop();
	arena_free(&all.world.w.arena);
	all.world.w.arena = all.arena;
	return 0;
}
