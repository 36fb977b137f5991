/* SPDX-License-Identifier: Apache-2.0 */
/* The outbox for people. Delivering is notify/'s. */
#include "cli/outbox.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "cli/installation.h"

enum { PAGE = 100 };

static void say_row(const struct outbox_row *row)
{
	char created[CLOCK_TEXT_LEN + 1] = "", due[CLOCK_TEXT_LEN + 1] = "-";
	clock_text(row->created_at, created);
	if (row->due_at != 0)
		clock_text(row->due_at, due);
	(void)printf("%lld %s %-12s %-20s %-9s attempts %lld, next %s%s%s\n", (long long)row->id,
		     created, row->operator_name, row->iccid,
		     row->set_aside ? "set aside" : "waiting", (long long)row->attempts, due,
		     row->error ? ", last: " : "", row->error ? row->error : "");
}

static int run_list(const struct command_line *line)
{
	CLEANUP(installation_close) struct installation installation = {};
	int code = installation_of(line, &installation);
	if (code != COMMAND_OK)
		return code;
	struct outbox_counts counts = {};
	int64_t after = 0;
	for (size_t n = PAGE; n == PAGE;) {
		CLEANUP(arena_free) struct arena a = arena_make(LIMIT_REQUEST_ARENA);
		struct outbox_row rows[PAGE] = {};
		enum err e = outbox_list(installation.store, &a, command_value(line, "--operator"),
					 after, PAGE, rows, &n);
		if (e != OK)
			return command_failed(line, "%s", err_name(e));
		for (size_t i = 0; i < n; i++)
			if (rows[i].set_aside || !command_flag(line, "--set-aside"))
				say_row(&rows[i]);
		after = n > 0 ? rows[n - 1].id : after;
	}
	enum err e = outbox_count(installation.store, &counts);
	if (e != OK)
		return command_failed(line, "%s", err_name(e));
	(void)printf("%lld waiting, %lld set aside\n", (long long)counts.waiting,
		     (long long)counts.set_aside);
	return COMMAND_OK;
}

/* The number of a message, as `outbox list` shows it. */
static bool take_id(const struct command_line *line, int64_t *id)
{
	char *end = NULL;
	*id = strtoll(line->operands[0], &end, 10);
	return *line->operands[0] != '\0' && *end == '\0';
}

static int run_retry(const struct command_line *line)
{
	CLEANUP(installation_close) struct installation installation = {};
	int64_t id = 0;
	if (!take_id(line, &id))
		return command_usage(line, "the number of a message is needed; see outbox list");
	int code = installation_of(line, &installation);
	if (code != COMMAND_OK)
		return code;
	enum err e = outbox_put_back(installation.store, id, clock_now_ms(&installation.clock));
	if (e == ERR_NOT_FOUND)
		return command_failed(line, "there is no message %lld", (long long)id);
	if (e == ERR_CONFLICT)
		return command_failed(line, "message %lld is waiting already", (long long)id);
	if (e != OK)
		return command_failed(line, "%s", err_name(e));
	return printf("Message %lld will be delivered again.\n", (long long)id) < 0;
}

static const struct command_option list_options[] = {
	INSTALLATION_OPTION,
	{.name = "--operator",
	 .value = "NAME",
	 .help = "only this operator's, or an SM-DS's: smds:ADDRESS"},
	{.name = "--set-aside", .help = "only what was set aside"},
	{},
};

static const struct command_option retry_options[] = {INSTALLATION_OPTION, {}};

const struct command outbox_commands[] = {
	{.name = "list",
	 .summary = "List what is not delivered to operators and SM-DSs.",
	 .options = list_options,
	 .run = run_list},
	{.name = "retry",
	 .summary = "Deliver a notification that was set aside after all.",
	 .operands = "NUMBER",
	 .operands_min = 1,
	 .operands_max = 1,
	 .options = retry_options,
	 .run = run_retry},
	{},
};
