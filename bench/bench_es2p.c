/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES2+.DownloadOrder over kept connections with mutual TLS: CPU of the server for a call beside
 * that of an echo and of the store's unit; and calls per second, each durable when it is answered.
 */
#include <stdio.h>

#include "bench.h"
#include "caller.h"
#include "es2p_order.h"
#include "figure.h"
#include "proc.h"
#include "sys/file.h"
#include "team.h"
#include "world.h"

enum { TEXT_MAX = 64, BODY_MAX = 4096, RATES = 3, RATE_CALLS_FACTOR = 4 };

static const char path[] = "/gsma/rsp2/es2plus/downloadOrder";

/* Where the calls go. */
struct server {
	uint16_t port;
	pid_t pid;
	SSL_CTX *context;
};

/* Calls under way: all the same. */
struct calls {
	struct caller callers[TEAM_MAX];
};

struct spent {
	double cpu_us, wall_us; /* of one call */
};

static enum err call(void *context, size_t member, size_t item)
{
	static const struct bytes success = BYTES_LIT("Executed-Success");
	struct calls *calls = context;
	struct bytes reply = {};
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	(void)item;
	TRY(es2p_order_body(NULL, &body));
	TRY(caller_post(&calls->callers[member], path, buf_bytes(&body), &reply));
	bool done = memmem(reply.ptr, reply.len, success.ptr, success.len) != NULL;
	return done ? OK : ERR_DENIED;
}

static enum err run_calls(struct calls *calls, const struct server *server, size_t callers,
			  size_t n, struct spent *out)
{
	double cpu_before = 0, cpu_after = 0, wall_before = 0;
	for (size_t i = 0; i < callers; i++)
		TRY(caller_open(&calls->callers[i], server->port, server->context));
	TRY(team_run(callers, callers, call, calls)); /* everybody is warm */
	TRY(proc_cpu_us(server->pid, &cpu_before));
	wall_before = figure_now_us();
	TRY(team_run(callers, n, call, calls));
	out->wall_us = (figure_now_us() - wall_before) / (double)n;
	TRY(proc_cpu_us(server->pid, &cpu_after));
	out->cpu_us = (cpu_after - cpu_before) / (double)n;
	return OK;
}

/* One run of `n` calls over `callers` new connections. */
static enum err run(const struct server *server, size_t callers, size_t n, struct spent *out)
{
	struct calls calls = {};
	enum err e = run_calls(&calls, server, callers, n, out);
	for (size_t i = 0; i < callers; i++)
		caller_close(&calls.callers[i]);
	return e;
}

static enum err run_unit(const struct bench *bench, const struct world *world, double *us)
{
	char log[WORLD_PATH_MAX] = "", n[TEXT_MAX] = "";
	CLEANUP(buf_free) struct buf text = buf_make(TEXT_MAX);
	world_path(world, "unit.log", log);
	(void)snprintf(n, sizeof(n), "%zu", bench->calls);
	const char *const argv[] = {bench->self, "unit", world->config, n, NULL};
	proc_use_first_cpu();
	enum err e = proc_run(argv, log);
	proc_use_other_cpus();
	TRY(e);
	TRY(file_read(log, &text));
	TRY(buf_put_u8(&text, '\0'));
	return sscanf((const char *)text.ptr, "%lf", us) == 1 ? OK : ERR_SYNTAX;
}

static enum err start_echo(const struct bench *bench, const struct world *world,
			   struct server *echo)
{
	char log[WORLD_PATH_MAX] = "", port[TEXT_MAX] = "";
	world_path(world, "echo.log", log);
	TRY(proc_free_port(&echo->port));
	(void)snprintf(port, sizeof(port), "%u", echo->port);
	const char *const argv[] = {bench->self, "echo", world->config, port, NULL};
	proc_use_first_cpu();
	enum err e = proc_start(argv, log, &echo->pid);
	proc_use_other_cpus();
	TRY(e);
	return proc_await(echo->pid, echo->port);
}

/* The three in turn, so that what else the machine does falls on all of them. */
static enum err compare(const struct bench *bench, const struct world *spare,
			const struct server *echo, const struct server *rspd)
{
	double unit_us[FIGURE_RUNS] = {}, echo_us[FIGURE_RUNS] = {}, call_us[FIGURE_RUNS] = {};
	for (size_t i = 0; i < FIGURE_RUNS; i++) {
		struct spent spent = {};
		TRY(run_unit(bench, spare, &unit_us[i]));
		TRY(run(echo, 1, bench->calls, &spent));
		echo_us[i] = spent.cpu_us;
		TRY(run(rspd, 1, bench->calls, &spent));
		call_us[i] = spent.cpu_us;
	}
	double call = figure_median(call_us, FIGURE_RUNS);
	double bare = figure_median(echo_us, FIGURE_RUNS),
	       unit = figure_median(unit_us, FIGURE_RUNS);
	FIGURE("es2p_call_cpu", {"us", call, NULL}, {"echo_us", bare, NULL},
	       {"store_unit_us", unit, NULL}, {"ratio", call / (bare + unit), NULL});
	return OK;
}

/* Echo and unit have a world without rspd. */
static enum err take_cpu(const struct bench *bench, const struct server *rspd)
{
	CLEANUP(world_remove) struct world spare = {};
	TRY(world_make(&spare, bench->programs, false));
	TRY(world_stock(&spare, 2 * FIGURE_RUNS * bench->calls, 0));
	struct server echo = {.context = rspd->context};
	enum err e = start_echo(bench, &spare, &echo);
	if (e == OK)
		e = compare(bench, &spare, &echo, rspd);
	proc_stop(&echo.pid);
	return e;
}

static const size_t rates[RATES] = {1, 8, TEAM_MAX};

static size_t rate_calls(const struct bench *bench, size_t callers)
{
	return callers == 1 ? bench->calls : RATE_CALLS_FACTOR * bench->calls;
}

static enum err take_rate(const struct bench *bench, const struct server *rspd, size_t callers)
{
	double cpu[FIGURE_RUNS] = {}, rate[FIGURE_RUNS] = {};
	for (size_t i = 0; i < FIGURE_RUNS; i++) {
		struct spent spent = {};
		TRY(run(rspd, callers, rate_calls(bench, callers), &spent));
		cpu[i] = spent.cpu_us;
		rate[i] = 1e6 / spent.wall_us;
	}
	FIGURE("es2p_calls", {"callers", (double)callers, NULL},
	       {"per_second", figure_median(rate, FIGURE_RUNS), NULL},
	       {"us", figure_median(cpu, FIGURE_RUNS), NULL});
	return OK;
}

/* Profiles that all of it takes from rspd. */
static size_t needed(const struct bench *bench)
{
	size_t n = FIGURE_RUNS * (bench->calls + 1);
	for (size_t i = 0; i < RATES; i++)
		n += FIGURE_RUNS * (rate_calls(bench, rates[i]) + rates[i]);
	return n;
}

enum err bench_es2p(const struct bench *bench)
{
	CLEANUP(world_remove) struct world world = {};
	TRY(world_make(&world, bench->programs, false));
	TRY(world_stock(&world, needed(bench), 0));
	TRY(world_serve_apart(&world));
	const struct server rspd = {world.es2p_port, world.rspd, world.operator};
	TRY(take_cpu(bench, &rspd));
	for (size_t i = 0; i < RATES; i++)
		TRY(take_rate(bench, &rspd, rates[i]));
	return OK;
}
