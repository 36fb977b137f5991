/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crash [SECONDS [SEED]]: 64 callers and 32 devices work with an rspd that is killed about once a
 * second; afterwards everything that was answered must be there, and nothing twice. Prints TAP.
 * KEEP=1 in the environment leaves the sandbox.
 */
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "desk.h"
#include "endpoint.h"
#include "figure.h"
#include "proc.h"
#include "verdict.h"

enum {
	DESKS = 64,
	PHONES = 32,
	STOCK_MIN = 2000,
	STOCK_PER_SECOND = 600,
	MAILS_PER_ORDER = 16,
	STANDARD_SECONDS = 60,
	KILL_WITHIN_MS = 2000, /* about one second on average */
	EARLY_WITHIN_MS = 40,  /* while it is starting */
	EARLY_ONE_IN = 4,
	DRAIN_TRIES = 1800,
	DRAIN_MS = 100,
	GUARD_S = 900, /* over the time to work: something hangs */
	PROGRAM_PATH_MAX = 200,
};

struct crash {
	struct world world;
	struct device_park park;
	struct ledger ledger;
	struct mailbox mail;
	struct endpoint endpoint;
	struct desk desks[DESKS];
	struct phone phones[PHONES];
	pthread_t threads[DESKS + PHONES];
	size_t threads_n;
	struct dice dice;
	size_t kills;
};

static enum err prepare(struct crash *c, const char *programs, size_t stock)
{
	TRY(world_make(&c->world, programs, true));
	/* Every kill costs a device an attempt. */
	TRY(world_configure(&c->world, "name = \"prepaid\";", " max_download_attempts = 1000;"));
	TRY(world_stock(&c->world, stock, 0));
	TRY(device_park_make(&c->park, &c->world, PHONES));
	TRY(ledger_open(&c->ledger, stock / 2));
	TRY(mailbox_open(&c->mail, MAILS_PER_ORDER * stock));
	c->endpoint.see = mailbox_take;
	c->endpoint.context = &c->mail;
	TRY(endpoint_start(&c->endpoint, &c->world));
	return world_serve(&c->world);
}

static enum err start(struct crash *c, void *(*work)(void *), void *context)
{
	if (pthread_create(&c->threads[c->threads_n], NULL, work, context) != 0)
		return ERR_NOMEM;
	c->threads_n++;
	return OK;
}

static enum err start_all(struct crash *c, uint64_t seed)
{
	for (size_t i = 0; i < DESKS; i++) {
		c->desks[i] = (struct desk){.world = &c->world,
					    .ledger = &c->ledger,
					    .number = i,
					    .desks_n = DESKS,
					    .dice = dice_make(seed, 1 + i)};
		TRY(start(c, desk_work, &c->desks[i]));
	}
	for (size_t i = 0; i < PHONES; i++) {
		struct phone *phone = &c->phones[i];
		phone->park = &c->park;
		phone->ledger = &c->ledger;
		phone->number = i;
		phone->dice = dice_make(seed, 1 + DESKS + i);
		TRY(start(c, phone_work, phone));
	}
	return OK;
}

/* It must have lived until now. */
static void kill_rspd(struct crash *c)
{
	int status = 0;
	if (waitpid(c->world.rspd, &status, WNOHANG) != 0)
		ledger_complain(&c->ledger, "rspd has ended by itself: status %d", status);
	(void)kill(c->world.rspd, SIGKILL);
	(void)waitpid(c->world.rspd, NULL, 0);
	c->world.rspd = 0;
	c->kills++;
}

static enum err kill_for(struct crash *c, double seconds)
{
	double end = figure_now_us() + seconds * 1e6;
	while (figure_now_us() < end) {
		dice_pause(&c->dice, KILL_WITHIN_MS);
		kill_rspd(c);
		while (dice_roll(&c->dice, EARLY_ONE_IN) == 0) {
			TRY(world_start(&c->world));
			dice_pause(&c->dice, EARLY_WITHIN_MS);
			kill_rspd(c);
		}
		TRY(world_serve(&c->world));
	}
	return OK;
}

static void join_all(struct crash *c)
{
	ledger_close(&c->ledger);
	for (size_t i = 0; i < c->threads_n; i++)
		(void)pthread_join(c->threads[i], NULL);
}

/* What was being delivered when rspd was killed is due again when its lease has run out. */
static void await_outbox(struct store *store)
{
	const struct timespec moment = {.tv_nsec = DRAIN_MS * 1000000};
	struct outbox_counts counts = {.waiting = 1};
	for (int i = 0; i < DRAIN_TRIES && counts.waiting > 0; i++) {
		(void)nanosleep(&moment, NULL);
		if (outbox_count(store, &counts) != OK)
			return;
	}
}

static enum err judge(struct crash *c, struct verdict *v)
{
	struct config_error why = {};
	CLEANUP(installation_close) struct installation installation = {};
	verdict_case(v, "rspd was killed %zu times and came back; %zu attempts broke off", c->kills,
		     (size_t)c->ledger.unanswered);
	TRY(installation_open(c->world.config, &installation, &why));
	await_outbox(installation.store);
	proc_stop(&c->world.rspd);
	endpoint_stop(&c->endpoint);
	mailbox_sort(&c->mail);
	v->installation = &installation;
	verdict_run(v);
	return OK;
}

static enum err run(struct crash *c, struct verdict *v, double seconds, uint64_t seed)
{
	enum err e = start_all(c, seed);
	if (e == OK)
		e = kill_for(c, seconds);
	if (e != OK)
		ledger_complain(&c->ledger, "the run broke off: %s", err_name(e));
	if (e == OK)
		join_all(c);
	return e == OK ? judge(c, v) : e;
}

static void free_all(struct crash *c)
{
	for (size_t i = 0; i < PHONES; i++)
		phone_free(&c->phones[i]);
	world_remove(&c->world);
	endpoint_stop(&c->endpoint);
	device_park_free(&c->park);
	ledger_free(&c->ledger);
	mailbox_free(&c->mail);
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
	static struct crash c;
	char self[PROGRAM_PATH_MAX] = "";
	double seconds = argc > 1 ? strtod(argv[1], NULL) : STANDARD_SECONDS;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : (uint64_t)getpid();
	size_t stock = STOCK_MIN + (size_t)(seconds * STOCK_PER_SECOND);
	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		return EXIT_FAILURE;
	ignore_broken_pipes();
	(void)alarm((unsigned)seconds + GUARD_S);
	(void)printf("# crash %g %llu\n", seconds, (unsigned long long)seed);
	(void)fflush(stdout);
	c.dice = dice_make(seed, 0);
	struct verdict v = {
		.ledger = &c.ledger, .mail = &c.mail, .phones = c.phones, .phones_n = PHONES};
	enum err e = prepare(&c, dirname(self), stock);
	if (e == OK)
		e = run(&c, &v, seconds, seed);
	if (e != OK)
		verdict_case(&v, "the run was brought to its end: %s", err_name(e));
	(void)printf("1..%zu\n%zu passed, %zu failed\n", v.passed + v.failed, v.passed, v.failed);
	if (e == OK)
		free_all(&c);
	return e == OK && v.failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
