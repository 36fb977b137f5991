/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold after every step of whatever happens to an SM-DP+. */
#include "witness.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "codec/json.h"
#include "msg/es2p_handle_download_progress_info.h"
#include "notify/kind.h"
#include "session/profile_state.h"
#include "sys/file.h"

enum { LOOK_ARENA = 8 * 1024 * 1024, ROWS_MAX = 256, LOG_MAX = 4 * 1024 * 1024 };

__attribute__((format(printf, 1, 2))) static void broken(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	(void)vfprintf(stderr, format, args);
	va_end(args);
	(void)fputc('\n', stderr);
	abort();
}

static void must(enum err e)
{
	if (e != OK)
		broken("witness: %s", err_name(e));
}

/* --- what may happen, and what is told of it ------------------------------------------------ */

/* A function, what it may do to a profile, with or without a refusal, and the points of ES2+
 * HandleDownloadProgressInfo of which one is then told (0: none). */
static const struct rule {
	const char *function;
	enum profile_event event;
	bool refused;
	int point_min, point_max;
} rules[] = {
	{"ES2+.DownloadOrder", ON_DOWNLOAD_ORDER, false, 0, 0},
	{"ES2+.DownloadOrder", ON_DOWNLOAD_ORDER_FOR_EID, false, 0, 0},
	{"ES2+.ConfirmOrder", ON_CONFIRM_ORDER, false, 0, 0},
	{"ES2+.ConfirmOrder", ON_CONFIRM_ORDER_RELEASE, false, 0, 0},
	{"ES2+.ReleaseProfile", ON_RELEASE_PROFILE, false, 0, 0},
	{"ES2+.CancelOrder", ON_CANCEL_ORDER_AVAILABLE, false, 0, 0},
	{"ES2+.CancelOrder", ON_CANCEL_ORDER_UNAVAILABLE, false, 0, 0},
	{"ES9+.AuthenticateClient", ON_DOWNLOAD_BEGUN, false, 1, 1},
	{"ES9+.AuthenticateClient", ON_INELIGIBLE, true, 1, 1},
	{"ES9+.AuthenticateClient", ON_ATTEMPTS_EXHAUSTED, true, 1, 1},
	{"order expiry", ON_EXPIRED, true, 1, 1},
	{"ES9+.GetBoundProfilePackage", ON_BPP_DELIVERED, false, 3, 3},
	{"ES9+.GetBoundProfilePackage", ON_CODE_REFUSED, true, 2, 2},
	{"ES9+.GetBoundProfilePackage", ON_ATTEMPTS_EXHAUSTED, true, 2, 2},
	{"ES9+.CancelSession", ON_REJECTED, true, 3, 4},
	{"order expiry", ON_EXPIRED, true, 1, 1},
	{"ES9+.HandleNotification", ON_INSTALLED, false, 4, 4},
	{"ES9+.HandleNotification", ON_INSTALL_INTERRUPTED, true, 4, 4},
	{"ES9+.HandleNotification", ON_INSTALL_FAILED, true, 4, 4},
};

/* Enabled, disabled, deleted: the order's state stays, and nobody is told. */
static const struct rule device_rule = {"ES9+.HandleNotification", PROFILE_EVENTS, false, 0, 0};

static bool leads(enum profile_state from, enum profile_event event, enum profile_state to)
{
	enum profile_state next = from;
	return profile_state_next(from, event, &next) == OK && next == to;
}

static bool is_device_notification(const struct event_row *e, enum profile_state from,
				   enum profile_state to)
{
	bool on_card = from == PROFILE_DOWNLOADED || from == PROFILE_INSTALLED;
	return from == to && on_card && !bytes_present(e->transaction_id) &&
	       strcmp(e->function, device_rule.function) == 0;
}

static const struct rule *rule_of(const struct event_row *e)
{
	enum profile_state from = PROFILE_AVAILABLE, to = PROFILE_AVAILABLE;
	must(profile_state_parse(bytes_str(e->from_state), &from));
	must(profile_state_parse(bytes_str(e->to_state), &to));
	if (is_device_notification(e, from, to))
		return &device_rule;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		const struct rule *r = &rules[i];
		if (strcmp(r->function, e->function) == 0 &&
		    r->refused == (e->subject_code != NULL) && leads(from, r->event, to))
			return r;
	}
	broken("%s: %s led from %s to %s (%s/%s)", e->iccid, e->function, e->from_state,
	       e->to_state, e->subject_code ? e->subject_code : "-",
	       e->reason_code ? e->reason_code : "-");
	return NULL;
}

/* --- secrets -------------------------------------------------------------------------------- */

void witness_keep_secret(struct witness *w, struct bytes secret)
{
	if (secret.len == 0 || w->secrets_n + 2 > WITNESS_SECRETS_MAX)
		return;
	struct buf *plain = &w->secrets[w->secrets_n++], *hex = &w->secrets[w->secrets_n++];
	*plain = buf_make(WITNESS_SECRET_LEN);
	*hex = buf_make(2 * WITNESS_SECRET_LEN);
	must(buf_put(plain, secret));
	must(hex_encode(hex, secret));
}

/* memmem without regard to the case of hexadecimal digits is not there: both cases are tried. */
static bool holds(struct bytes text, struct bytes part)
{
	char lower[2 * WITNESS_SECRET_LEN] = "";
	for (size_t i = 0; i < part.len; i++)
		lower[i] =
			(char)(part.ptr[i] | (part.ptr[i] >= 'A' && part.ptr[i] <= 'F' ? 0x20 : 0));
	return text.len > 0 && (memmem(text.ptr, text.len, part.ptr, part.len) ||
				memmem(text.ptr, text.len, lower, part.len));
}

static void look_for_secrets(const struct witness *w, const char *where, struct bytes text)
{
	for (size_t i = 0; i < w->secrets_n; i++)
		if (holds(text, buf_bytes(&w->secrets[i])))
			broken("a secret is in %s: %.*s", where,
			       BYTES_FMT(buf_bytes(&w->secrets[i])));
}

static void look_at_log(struct witness *w)
{
	static uint8_t text[LOG_MAX];
	ssize_t n = pread(w->log, text, sizeof(text), 0);
	struct bytes lines = bytes_from(text, n > 0 ? (size_t)n : 0);
	look_for_secrets(w, "the log", lines);
	for (size_t i = 0; i < WITNESS_PROFILES; i++) {
		const struct witness_profile *p = &w->profiles[i];
		if (holds(lines, bytes_str(p->iccid)))
			broken("the log has a whole ICCID");
		if (*p->eid && holds(lines, bytes_str(p->eid)))
			broken("the log has a whole EID");
	}
	if (ftruncate(w->log, 0) != 0 || lseek(w->log, 0, SEEK_SET) != 0)
		broken("witness: the log");
}

void witness_look_at_files(struct witness *w, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char path[256] = "";
		CLEANUP(buf_free) struct buf file = buf_make(64 * 1024 * 1024);
		(void)snprintf(path, sizeof(path), "%s/%s", w->world->dir, names[i]);
		if (file_read(path, &file) == OK)
			look_for_secrets(w, names[i], buf_bytes(&file));
	}
}

/* --- one profile ---------------------------------------------------------------------------- */

/* What there is to see in one look. */
struct look {
	struct arena arena;
	struct outbox_row messages[ROWS_MAX];
	size_t messages_n;
};

/* The next message about a profile that has not been seen. */
static const struct outbox_row *next_message(const struct look *l, const struct witness_profile *p)
{
	const struct outbox_row *found = NULL;
	for (size_t i = 0; i < l->messages_n; i++) {
		const struct outbox_row *m = &l->messages[i];
		if (strcmp(m->kind, KIND_DOWNLOAD_PROGRESS) == 0 &&
		    strcmp(m->iccid, p->iccid) == 0 && m->id > p->last_message &&
		    (!found || m->id < found->id))
			found = m;
	}
	return found;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void check_message(struct look *l, const struct event_row *e, const struct rule *r,
			  struct witness_profile *p)
{
	const struct outbox_row *m = next_message(l, p);
	struct es2p_handle_download_progress_info_request info = {};
	if (!m)
		broken("%s: nothing was told of %s", p->iccid, e->function);
	must(es2p_handle_download_progress_info_request_decode(&l->arena, m->body, &info));
	const struct status_code *code = &info.notification_point_status.code;
	bool right_point = info.notification_point_id >= r->point_min &&
			   info.notification_point_id <= r->point_max;
	bool failed = info.notification_point_status.status == ESX_FAILED;
	if (!right_point || failed != r->refused || !same_text(code->subject, e->subject_code) ||
	    !same_text(code->reason, e->reason_code) ||
	    !bytes_eq(info.iccid, bytes_str(p->iccid)) ||
	    strcmp(m->operator_name, p->operator_name) != 0)
		broken("%s: of %s was told %.*s", p->iccid, e->function, BYTES_FMT(m->body));
	p->last_message = m->id;
}

static void check_who(const struct event_row *e, const struct witness_profile *p)
{
	char owner[32] = "";
	(void)snprintf(owner, sizeof(owner), "operator:%s", p->operator_name);
	const char *who = strncmp(e->function, "ES2+", 4) == 0 ? owner : "rspd";
	if (strncmp(e->function, "ES9+", 4) == 0)
		who = "euicc";
	if (strcmp(e->who, who) != 0)
		broken("%s: %s was done by %s", p->iccid, e->function, e->who);
}

/* A package that has been delivered once is for that eUICC for ever, unless that says itself that
 * the only one that it got has failed. */
static void follow_holder(const struct rule *r, const struct profile_row *row,
			  struct witness_profile *p)
{
	if (r->event == ON_BPP_DELIVERED) {
		if (*p->holder && strcmp(p->holder, row->eid) != 0)
			broken("%s: delivered to %s and to %s", p->iccid, p->holder, row->eid);
		(void)snprintf(p->holder, sizeof(p->holder), "%s", row->eid);
		p->deliveries++;
	}
	if (r->event == ON_INSTALL_FAILED || r->event == ON_INSTALL_INTERRUPTED ||
	    r->event == ON_REJECTED)
		p->failed = true;
	if (p->state != PROFILE_AVAILABLE)
		return;
	if (p->deliveries > 1 || (p->deliveries == 1 && !p->failed))
		broken("%s: delivered to %s, and available again", p->iccid, p->holder);
	p->deliveries = 0;
	p->failed = false;
	p->renewed = true;
	*p->holder = '\0';
}

static void follow_event(struct look *l, const struct event_row *e, const struct profile_row *row,
			 struct witness_profile *p)
{
	p->last_event = e->id;
	check_who(e, p);
	if (!e->from_state)
		return;
	if (strcmp(e->from_state, profile_state_name(p->state)) != 0)
		broken("%s: was %s, and changed from %s", p->iccid, profile_state_name(p->state),
		       e->from_state);
	const struct rule *r = rule_of(e);
	must(profile_state_parse(bytes_str(e->to_state), &p->state));
	p->revision++;
	if (r->point_max > 0)
		check_message(l, e, r, p);
	follow_holder(r, row, p);
}

static void check_row(const struct profile_row *row, const struct witness_profile *p)
{
	if (row->state != p->state || row->revision != p->revision)
		broken("%s: is %s (%lld), and the events say %s (%lld)", p->iccid,
		       profile_state_name(row->state), (long long)row->revision,
		       profile_state_name(p->state), (long long)p->revision);
	if (row->download_attempts > WORLD_DOWNLOADS_MAX || row->cc_attempts > WORLD_CODES_MAX)
		broken("%s: %lld downloads, %lld codes", p->iccid,
		       (long long)row->download_attempts, (long long)row->cc_attempts);
	if (*p->holder && *row->eid && strcmp(p->holder, row->eid) != 0)
		broken("%s: delivered to %s, and now for %s", p->iccid, p->holder, row->eid);
}

/* What the card said last stays, until the order is another one. */
static void check_device(const struct profile_row *row, struct witness_profile *p)
{
	bool changed = row->device_state != p->device_state;
	bool newer = row->device_sequence > p->device_sequence;
	if (!p->renewed && ((changed && !newer) || row->device_sequence < p->device_sequence))
		broken("%s: was %s by %lld, and is %s by %lld", p->iccid,
		       device_state_name(p->device_state), (long long)p->device_sequence,
		       device_state_name(row->device_state), (long long)row->device_sequence);
	p->device_state = row->device_state;
	p->device_sequence = row->device_sequence;
	p->renewed = false;
}

static void look_at_profile(struct witness *w, struct look *l, const struct profile_row *row,
			    struct witness_profile *p)
{
	static struct event_row events[ROWS_MAX];
	size_t n = 0;
	/* Events without a change are looked at with the next change. */
	if (row->revision != p->revision)
		must(event_list(w->world->store, &l->arena, p->iccid, p->last_event, ROWS_MAX,
				events, &n));
	for (size_t i = 0; i < n; i++)
		follow_event(l, &events[i], row, p);
	if (next_message(l, p))
		broken("%s: told of what did not happen", p->iccid);
	check_row(row, p);
	check_device(row, p);
	(void)snprintf(p->eid, sizeof(p->eid), "%s", row->eid);
}

/* --- all of it ------------------------------------------------------------------------------ */

const struct witness_profile *witness_find(const struct witness *w, const char *iccid)
{
	for (size_t i = 0; i < WITNESS_PROFILES; i++)
		if (strcmp(w->profiles[i].iccid, iccid) == 0)
			return &w->profiles[i];
	return NULL;
}

static size_t list_profiles(struct witness *w, struct arena *a, struct profile_row *rows)
{
	size_t n = 0;
	must(profile_list(w->world->store, a, &(struct profile_filter){}, WITNESS_PROFILES, rows,
			  &n));
	if (n != WITNESS_PROFILES)
		broken("there are %zu profiles", n);
	return n;
}

void witness_look(struct witness *w)
{
	struct look l = {.arena = arena_make(LOOK_ARENA)};
	struct profile_row rows[WITNESS_PROFILES] = {};
	size_t n = list_profiles(w, &l.arena, rows);
	must(outbox_list(w->world->store, &l.arena, NULL, 0, ROWS_MAX, l.messages, &l.messages_n));
	for (size_t i = 0; i < n; i++)
		look_at_profile(w, &l, &rows[i], &w->profiles[i]);
	for (size_t i = 0; i < l.messages_n; i++)
		look_for_secrets(w, "a message", l.messages[i].body);
	look_at_log(w);
	arena_free(&l.arena);
}

static void begin_profile(struct witness *w, struct arena *a, const struct profile_row *row,
			  struct witness_profile *p)
{
	static struct event_row events[ROWS_MAX];
	size_t events_n = 0;
	must(event_list(w->world->store, a, row->iccid, 0, ROWS_MAX, events, &events_n));
	*p = (struct witness_profile){
		.state = row->state,
		.revision = row->revision,
		.device_state = row->device_state,
		.device_sequence = row->device_sequence,
		.last_event = events_n > 0 ? events[events_n - 1].id : 0,
	};
	memcpy(p->iccid, row->iccid, sizeof(p->iccid));
	(void)snprintf(p->operator_name, sizeof(p->operator_name), "%s", row->operator_name);
}

static void look_at_first(struct witness *w)
{
	CLEANUP(arena_free) struct arena a = arena_make(LOOK_ARENA);
	struct profile_row rows[WITNESS_PROFILES] = {};
	size_t n = list_profiles(w, &a, rows);
	for (size_t i = 0; i < n; i++)
		begin_profile(w, &a, &rows[i], &w->at_first[i]);
}

void witness_begin(struct witness *w)
{
	memcpy(w->profiles, w->at_first, sizeof(w->profiles));
	for (size_t i = 0; i < w->secrets_n; i++)
		buf_free(&w->secrets[i]);
	w->secrets_n = 0;
}

void witness_open(struct witness *w, struct smdpp_world *world)
{
	*w = (struct witness){.world = world, .log = memfd_create("log", MFD_CLOEXEC)};
	if (w->log < 0)
		broken("witness: no log");
	log_configure(&(struct log_config){.level = LOG_DEBUG, .fd = w->log});
	look_at_first(w);
	witness_begin(w);
}
