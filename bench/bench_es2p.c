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

/* Calls under way: all the same. */
struct calls {
	struct caller callers[TEAM_MAX];
	struct buf body;
};

struct spent {
	double cpu_us, wall_us; /* of one call */
};

static enum err call(void *context, size_t member, size_t item)
{
	static const struct bytes success = BYTES_LIT("Executed-Success");
	struct calls *calls = context;
	struct bytes reply = {};
	(void)item;
	TRY(caller_post(&calls->callers[member], path, buf_bytes(&calls->body), &reply));
	bool done = memmem(reply.ptr, reply.len, success.ptr, success.len) != NULL;
	return done ? OK : ERR_DENIED;
}

static enum err run_calls(struct calls *calls, pid_t server, size_t callers, size_t n,
			  struct spent *out)
{
	double cpu_before = 0, cpu_after = 0, wall_before = 0;
	TRY(team_run(callers, callers, call, calls)); /* everybody is warm */
	TRY(proc_cpu_us(server, &cpu_before));
	wall_before = figure_now_us();
	TRY(team_run(callers, n, call, calls));
	out->wall_us = (figure_now_us() - wall_before) / (double)n;
	TRY(proc_cpu_us(server, &cpu_after));
	out->cpu_us = (cpu_after - cpu_before) / (double)n;
	return OK;
}

/* Medians of some runs with `callers` connections. */
static enum err measure(const struct world *world, uint16_t port, pid_t server, size_t callers,
			size_t n, struct spent *out)
{
	struct calls calls = {.body = buf_make(BODY_MAX)};
	double cpu[FIGURE_RUNS] = {}, wall[FIGURE_RUNS] = {};
	enum err e = es2p_order_body(NULL, &calls.body);
	for (size_t i = 0; i < callers && e == OK; i++)
		e = caller_open(&calls.callers[i], port, world->operator);
	for (size_t i = 0; i < FIGURE_RUNS && e == OK; i++) {
		struct spent spent = {};
		e = run_calls(&calls, server, callers, n, &spent);
		cpu[i] = spent.cpu_us;
		wall[i] = spent.wall_us;
	}
	for (size_t i = 0; i < callers; i++)
		caller_close(&calls.callers[i]);
	buf_free(&calls.body);
	*out = (struct spent){figure_median(cpu, FIGURE_RUNS), figure_median(wall, FIGURE_RUNS)};
	return e;
}

static enum err measure_unit(const struct bench *bench, const struct world *world, double *us)
{
	char log[WORLD_PATH_MAX] = "", n[TEXT_MAX] = "";
	CLEANUP(buf_free) struct buf text = buf_make(TEXT_MAX);
	world_path(world, "unit.log", log);
	(void)snprintf(n, sizeof(n), "%zu", bench->calls);
	const char *const argv[] = {bench->self, "unit", world->config, n, NULL};
	TRY(proc_run(argv, log));
	TRY(file_read(log, &text));
	TRY(buf_put_u8(&text, '\0'));
	return sscanf((const char *)text.ptr, "%lf", us) == 1 ? OK : ERR_SYNTAX;
}

static enum err measure_echo(const struct bench *bench, const struct world *world,
			     struct spent *out)
{
	char log[WORLD_PATH_MAX] = "", port_text[TEXT_MAX] = "";
	uint16_t port = 0;
	CLEANUP(proc_stop) pid_t echo = 0;
	world_path(world, "echo.log", log);
	TRY(proc_free_port(&port));
	(void)snprintf(port_text, sizeof(port_text), "%u", port);
	const char *const argv[] = {bench->self, "echo", world->config, port_text, NULL};
	proc_use_first_cpu();
	enum err e = proc_start(argv, log, &echo);
	proc_use_other_cpus();
	TRY(e);
	TRY(proc_await(echo, port));
	return measure(world, port, echo, 1, bench->calls, out);
}

static enum err take_cpu(const struct bench *bench, const struct world *world, double unit_us)
{
	struct spent echo = {}, call_spent = {};
	TRY(measure_echo(bench, world, &echo));
	TRY(measure(world, world->es2p_port, world->rspd, 1, bench->calls, &call_spent));
	FIGURE("es2p_call_cpu", {"us", call_spent.cpu_us, NULL}, {"echo_us", echo.cpu_us, NULL},
	       {"store_unit_us", unit_us, NULL},
	       {"ratio", call_spent.cpu_us / (echo.cpu_us + unit_us), NULL});
	return OK;
}

static const size_t rates[RATES] = {1, 8, TEAM_MAX};

static size_t rate_calls(const struct bench *bench, size_t callers)
{
	return callers == 1 ? bench->calls : RATE_CALLS_FACTOR * bench->calls;
}

static enum err take_rates(const struct bench *bench, const struct world *world)
{
	for (size_t i = 0; i < RATES; i++) {
		struct spent spent = {};
		TRY(measure(world, world->es2p_port, world->rspd, rates[i],
			    rate_calls(bench, rates[i]), &spent));
		FIGURE("es2p_calls", {"callers", (double)rates[i], NULL},
		       {"per_second", 1e6 / spent.wall_us, NULL}, {"us", spent.cpu_us, NULL});
	}
	return OK;
}

/* Profiles that all of it takes. */
static size_t needed(const struct bench *bench)
{
	size_t n = 2 * FIGURE_RUNS * (bench->calls + 1);
	for (size_t i = 0; i < RATES; i++)
		n += FIGURE_RUNS * (rate_calls(bench, rates[i]) + rates[i]);
	return n;
}

enum err bench_es2p(const struct bench *bench)
{
	CLEANUP(world_remove) struct world world = {};
	double unit_us = 0;
	TRY(world_make(&world, bench->programs, false));
	TRY(world_stock(&world, needed(bench), 0));
	TRY(measure_unit(bench, &world, &unit_us));
	TRY(world_serve_apart(&world));
	TRY(take_cpu(bench, &world, unit_us));
	return take_rates(bench, &world);
}
