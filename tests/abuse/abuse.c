/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abuse [SECONDS]: thousands of connections in every bad manner, and sessions that are never
 * finished, while downloads go on. Prints TAP. KEEP=1 in the environment leaves the sandbox.
 */
#include <libgen.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include "figure.h"
#include "gauge.h"
#include "half.h"
#include "live.h"
#include "mob.h"
#include "proc.h"
#include "sys/net.h"

enum {
	STORM_S = 60,
	CALM_S = 15, /* before, and again after */
	WARM_S = 1,
	PACE_US = 25 * 1000,
	HALF_SESSIONS = 10 * 1000,
	PACKAGE_LEN = 12 * 1024,
	/* Given to rspd. */
	REQUESTS_MB = 64,
	IDLE_EXTRA_S = 30,    /* over the storm: the idle ones must sit it out */
	SESSION_EXTRA_S = 15, /* likewise */
	/* What is allowed. */
	P99_RATIO_MAX = 2,
	CONNECTION_KB = 25, /* of docs/performance.md */
	EXPIRY_EXTRA_S = 60,
	GUARD_S = 600,
	DESCRIPTORS_ELSE = 256,
	PROGRAM_PATH_MAX = 200,
};

/* A part of the run. */
struct span {
	struct gauge begin, end;
};

struct abuse {
	double storm_s;
	struct world world;
	uint16_t metrics_port;
	struct device_park park;
	SSL_CTX *tls;
	struct live live;
	struct half half;
	struct mob mob;
	struct gauge worst, after; /* `worst` has the highest of each */
	struct span calm_before, storm, calm_after;
	double expiry_s;
	size_t passed, failed;
};

static void verdict(struct abuse *a, bool good, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void verdict(struct abuse *a, bool good, const char *format, ...)
{
	va_list args = {};
	*(good ? &a->passed : &a->failed) += 1;
	(void)printf("%s %zu - ", good ? "ok" : "not ok", a->passed + a->failed);
	va_start(args, format);
	(void)vprintf(format, args);
	va_end(args);
	(void)putchar('\n');
	(void)fflush(stdout);
}

static void pause_s(double seconds)
{
	const struct timespec pause = {.tv_sec = (time_t)seconds,
				       .tv_nsec =
					       (long)((seconds - (double)(time_t)seconds) * 1e9)};
	(void)nanosleep(&pause, NULL);
}

static enum err configure(struct abuse *a)
{
	char text[160] = "";
	TRY(proc_free_port(&a->metrics_port));
	(void)snprintf(text, sizeof(text), " metrics = { address = \"127.0.0.1:%u\"; };",
		       a->metrics_port);
	TRY(world_configure(&a->world, "listen = {", text));
	(void)snprintf(text, sizeof(text), " session_ttl_s = %d; authentication_ttl_s = %d;",
		       (int)a->storm_s + SESSION_EXTRA_S, (int)a->storm_s + SESSION_EXTRA_S);
	TRY(world_configure(&a->world, "smdpp = {", text));
	(void)snprintf(text, sizeof(text), "limits = { requests_mb = %d; idle_s = %d; };\n",
		       REQUESTS_MB, (int)a->storm_s + IDLE_EXTRA_S);
	return world_configure(&a->world, "all keys.\n", text);
}

static enum err make_orders(struct abuse *a)
{
	struct live *live = &a->live;
	size_t n = (size_t)((a->storm_s + 2 * CALM_S) * 1e6 / PACE_US) + 4 * LIVE_DEVICES;
	struct es2p_order *orders = calloc(n, sizeof(*orders));
	live->orders = orders;
	live->samples = calloc(n, sizeof(*live->samples));
	if (!orders || !live->samples)
		return ERR_NOMEM;
	live->park = &a->park;
	live->orders_n = n;
	live->pace_us = PACE_US;
	TRY(world_stock(&a->world, n, PACKAGE_LEN));
	TRY(world_serve(&a->world));
	return es2p_order_many(&a->world, orders, n);
}

static enum err prepare(struct abuse *a, const char *programs)
{
	size_t files = mob_size() + DESCRIPTORS_ELSE;
	if (net_descriptors(files) < files) {
		figure_note("%zu files must be allowed (ulimit -n)", files);
		return ERR_NOMEM;
	}
	TRY(world_make(&a->world, programs, false));
	TRY(configure(a));
	TRY(device_park_make(&a->park, &a->world, LIVE_DEVICES));
	TRY(caller_context(NULL, NULL, &a->tls));
	TRY(make_orders(a));
	a->half = (struct half){.park = &a->park,
				.tls = a->tls,
				.port = a->world.es9p_port,
				.n = HALF_SESSIONS,
				.pace_us = a->storm_s * 0.9e6 / HALF_SESSIONS};
	return OK;
}

static enum err look(const struct abuse *a, struct gauge *out)
{
	return gauge_read(a->world.rspd, a->metrics_port, out);
}

static enum err calm(struct abuse *a, struct span *span)
{
	TRY(live_begin(&a->live));
	pause_s(WARM_S);
	TRY(look(a, &span->begin));
	pause_s(CALM_S - WARM_S);
	TRY(look(a, &span->end));
	live_end(&a->live);
	return OK;
}

static void note_worst(struct gauge *worst, const struct gauge *now)
{
	if (now->memory_kb > worst->memory_kb)
		worst->memory_kb = now->memory_kb;
	if (now->connections > worst->connections)
		worst->connections = now->connections;
	if (now->sessions > worst->sessions)
		worst->sessions = now->sessions;
	worst->evicted = now->evicted;
	worst->timeouts = now->timeouts;
	worst->refused = now->refused;
}

static enum err watch(struct abuse *a, double to_us)
{
	while (figure_now_us() < to_us) {
		struct gauge now = {};
		TRY(look(a, &now));
		note_worst(&a->worst, &now);
		pause_s(1);
	}
	return OK;
}

static enum err storm(struct abuse *a)
{
	TRY(look(a, &a->storm.begin));
	TRY(mob_begin(&a->mob, a->world.es9p_port));
	TRY(half_begin(&a->half));
	TRY(live_begin(&a->live));
	TRY(watch(a, a->storm.begin.at_us + a->storm_s * 1e6));
	TRY(look(a, &a->storm.end));
	live_end(&a->live);
	half_end(&a->half);
	mob_rest(&a->mob);
	return watch(a, figure_now_us() + 1);
}

/* The attackers hold their connections; it is rspd that must end them. */
static enum err await_expiry(struct abuse *a)
{
	double begin_us = figure_now_us();
	double end_us = begin_us + (a->storm_s + EXPIRY_EXTRA_S) * 1e6;
	a->after = a->worst;
	while (figure_now_us() < end_us && a->after.connections + a->after.sessions > 0) {
		pause_s(1);
		TRY(look(a, &a->after));
	}
	a->expiry_s = (figure_now_us() - begin_us) / 1e6;
	return OK;
}

static struct live_figures tell(const struct abuse *a, const char *when, const struct span *span)
{
	const struct gauge *begin = &span->begin, *end = &span->end;
	struct live_figures f = live_figures(&a->live, begin->at_us, end->at_us);
	double whole_us = end->at_us - begin->at_us;
	(void)printf("# %s: %zu downloads, median %.1f ms, p99 %.1f ms (usual %.1f), worst %.1f; "
		     "rspd used %.0f %% of a core, we %.0f %%\n",
		     when, f.n, f.median_ms, f.p99_ms, f.usual_p99_ms, f.worst_ms,
		     100 * (end->rspd_cpu_us - begin->rspd_cpu_us) / whole_us,
		     100 * (end->own_cpu_us - begin->own_cpu_us) / whole_us);
	return f;
}

static void judge_live(struct abuse *a)
{
	struct live_figures before = tell(a, "calm", &a->calm_before);
	struct live_figures during = tell(a, "under abuse", &a->storm);
	struct live_figures after = tell(a, "calm again", &a->calm_after);
	/* Others on the machine can only make it slower. */
	double calm_ms =
		before.usual_p99_ms < after.usual_p99_ms ? before.usual_p99_ms : after.usual_p99_ms;
	double ratio = calm_ms > 0 ? during.usual_p99_ms / calm_ms : 0;
	verdict(a, a->live.failed == 0, "%zu live downloads, %zu of which failed", during.n,
		(size_t)a->live.failed);
	verdict(a, ratio > 0 && ratio <= P99_RATIO_MAX,
		"their p99 is %.1f ms against %.1f ms in calm: %.2f times, %d allowed",
		during.usual_p99_ms, calm_ms, ratio, P99_RATIO_MAX);
}

static void tell_manner(const struct manner *manner, const struct tally *tally)
{
	(void)printf("# %s: %zu came in, %zu did not, %zu were ended; answers:", manner->name,
		     tally->opened, tally->shut_out, tally->ended);
	for (size_t i = 0; i < MANNER_STATUS_MAX; i++)
		if (tally->answers[i] > 0)
			(void)printf(" %zu x %zu", tally->answers[i], i);
	(void)putchar('\n');
}

static void judge_manners(struct abuse *a)
{
	const struct tally *t = a->mob.tallies;
	const struct tally *huge = &t[MANNER_HUGE_BODY], *renegotiation = &t[MANNER_RENEGOTIATION];
	const struct tally *renewal = &t[MANNER_RENEWAL], *keep = &t[MANNER_KEEP_ALIVE];
	const struct tally *pipelining = &t[MANNER_PIPELINING];
	for (size_t i = 0; i < MANNERS; i++)
		tell_manner(&manners[i], &t[i]);
	verdict(a, t[MANNER_IDLE].opened >= 5000 && t[MANNER_IDLE].ended == 0,
		"%zu idle connections sat it out, %zu were closed", t[MANNER_IDLE].opened,
		t[MANNER_IDLE].ended);
	verdict(a, huge->answers[413] > 0 && huge->answers[200] == 0,
		"%zu bodies of 100 MB were refused", huge->answers[413]);
	verdict(a, renegotiation->repelled > 0 && renegotiation->yielded == 0,
		"%zu renegotiations were refused, %zu were not", renegotiation->repelled,
		renegotiation->yielded);
	verdict(a, renewal->repelled > 0 && renewal->yielded == 0,
		"%zu endless key renewals were ended, %zu were not", renewal->repelled,
		renewal->yielded);
	verdict(a, keep->answers[200] > 0 && keep->ended == 0,
		"%zu requests on kept connections were answered, %zu connections closed",
		keep->answers[200], keep->ended);
	verdict(a, pipelining->answers[200] > 0 && pipelining->ended == 0,
		"%zu pipelined requests were answered, %zu connections closed",
		pipelining->answers[200], pipelining->ended);
}

static void judge_bounds(struct abuse *a)
{
	double calm_kb = a->calm_before.end.memory_kb;
	double bound_kb =
		calm_kb + (double)a->worst.connections * CONNECTION_KB + REQUESTS_MB * 1024;
	(void)printf(
		"# at most %ld connections and %ld sessions at once; %ld closed by a deadline, "
		"%ld to make room; %ld requests refused\n",
		a->worst.connections, a->worst.sessions, a->worst.timeouts, a->worst.evicted,
		a->worst.refused);
	verdict(a, a->worst.memory_kb <= bound_kb,
		"%.0f MB of memory at most; %.0f MB allowed: %.0f MB in calm, %ld connections of "
		"%d kB, %d MB under way",
		a->worst.memory_kb / 1024, bound_kb / 1024, calm_kb / 1024, a->worst.connections,
		CONNECTION_KB, REQUESTS_MB);
	verdict(a, a->half.refused == 0 && a->worst.sessions >= HALF_SESSIONS,
		"%zu sessions were begun and left", (size_t)a->half.begun);
	verdict(a, a->after.connections == 0 && a->after.sessions == 0,
		"%.0f s later %ld connections and %ld sessions are left", a->expiry_s,
		a->after.connections, a->after.sessions);
}

static enum err run(struct abuse *a)
{
	TRY(calm(a, &a->calm_before));
	TRY(storm(a));
	TRY(await_expiry(a));
	judge_manners(a);
	judge_bounds(a);
	mob_free(&a->mob);
	TRY(calm(a, &a->calm_after));
	judge_live(a);
	(void)printf("# %.0f MB of memory afterwards\n", a->calm_after.end.memory_kb / 1024);
	return OK;
}

static void free_all(struct abuse *a)
{
	mob_free(&a->mob);
	world_remove(&a->world);
	device_park_free(&a->park);
	SSL_CTX_free(a->tls);
	free((void *)a->live.orders);
	free(a->live.samples);
}

static void ignore(int signal_number)
{
	(void)signal_number;
}

/* A handler, unlike SIG_IGN, does not outlive execve: rspd is to look after itself. */
static void ignore_broken_pipes(void)
{
	const struct sigaction action = {.sa_handler = ignore};
	(void)sigaction(SIGPIPE, &action, NULL);
}

int main(int argc, char **argv)
{
	static struct abuse a;
	char self[PROGRAM_PATH_MAX] = "";
	a.storm_s = argc > 1 ? strtod(argv[1], NULL) : STORM_S;
	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		return EXIT_FAILURE;
	ignore_broken_pipes();
	(void)alarm((unsigned)(2 * a.storm_s) + GUARD_S);
	enum err e = prepare(&a, dirname(self));
	if (e == OK)
		e = run(&a);
	if (e != OK)
		verdict(&a, false, "the run was brought to its end: %s", err_name(e));
	(void)printf("1..%zu\n%zu passed, %zu failed\n", a.passed + a.failed, a.passed, a.failed);
	if (e == OK)
		free_all(&a);
	return a.failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
