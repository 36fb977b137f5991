/* SPDX-License-Identifier: Apache-2.0 */
/* The commands over the inventory. A row says what is public; the sealed parts stay sealed. */
#include "cli/profile.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "cli/inventory.h"
#include "cli/sandbox.h"
#include "sys/file.h"

enum {
	PAGE = 100,
	LIST_MAX = 1000000,
	STOCK_MAX = 1000,
	PROFILES_MAX = 1000000,
	EVENTS_MAX = 200,
	OPERANDS_MAX = 1000000
};

/* Import one file. The exit code; a message on either outcome. */
static int import_file(const struct command_line *line, struct installation *installation,
		       const struct rspd_profile_type *type, const char *path)
{
	CLEANUP(arena_free) struct arena a = arena_make(LIMIT_REQUEST_ARENA);
	CLEANUP(buf_free) struct buf package = buf_make(LIMIT_PROFILE_PACKAGE);
	struct profile_import row = {};
	char why[INVENTORY_WHY_MAX] = "";
	enum err e = file_read(path, &package);
	if (e != OK)
		return command_failed(line, "%s: %s", path, err_name(e));
	e = inventory_prepare(&a, installation, type, buf_bytes(&package), &row, why);
	if (e != OK)
		return command_failed(line, "%s: %s", path, why);
	const struct store_cause cause = {.at = clock_now_ms(&installation->clock),
					  .who = installation_user(installation),
					  .function = "import"};
	e = profile_import(installation->store, &row, 1, &cause, NULL);
	if (e == ERR_CONFLICT)
		return command_failed(line, "%s: ICCID %s is in the inventory already", path,
				      row.iccid);
	if (e != OK)
		return command_failed(line, "%s: %s", path, err_name(e));
	return printf("%s: ICCID %s, type %s\n", path, row.iccid, type->name) < 0;
}

static int run_import(const struct command_line *line)
{
	CLEANUP(installation_close) struct installation installation = {};
	int code = installation_of(line, &installation);
	if (code != COMMAND_OK)
		return code;
	const char *name = command_value(line, "--type");
	const struct rspd_profile_type *type = rspd_config_profile_type(&installation.config, name);
	if (!type)
		return command_failed(line, "there is no profile type \"%s\" in %s", name,
				      command_value(line, "--config"));
	size_t failed = 0;
	for (size_t i = 0; i < line->operands_n; i++)
		failed += import_file(line, &installation, type, line->operands[i]) != COMMAND_OK;
	(void)printf("%zu imported, %zu failed\n", line->operands_n - failed, failed);
	return failed == 0 ? COMMAND_OK : COMMAND_FAILED;
}

static void say_row(const struct profile_row *row)
{
	(void)printf("%-20s %-12s %-16s %-12s %-9s %s\n", row->iccid,
		     profile_state_name(row->state), row->profile_type, row->operator_name,
		     device_state_name(row->device_state), row->eid);
}

static int run_list(const struct command_line *line)
{
	CLEANUP(installation_close) struct installation installation = {};
	int64_t left = 0;
	if (command_number(line, "--max", 1, LIST_MAX, &left) != OK)
		return COMMAND_USAGE;
	int code = installation_of(line, &installation);
	if (code != COMMAND_OK)
		return code;
	char after[ICCID_DIGITS_MAX + 1] = "";
	struct profile_filter filter = {.operator_name = command_value(line, "--operator"),
					.profile_type = command_value(line, "--type"),
					.eid = command_value(line, "--eid"),
					.state = command_value(line, "--state")};
	for (size_t n = PAGE; n == PAGE && left > 0; left -= (int64_t)n) {
		CLEANUP(arena_free) struct arena a = arena_make(LIMIT_REQUEST_ARENA);
		struct profile_row rows[PAGE] = {};
		enum err e = profile_list(installation.store, &a, &filter,
					  left < PAGE ? (size_t)left : PAGE, rows, &n);
		if (e != OK)
			return command_failed(line, "%s", err_name(e));
		for (size_t i = 0; i < n; i++)
			say_row(&rows[i]);
		if (n > 0)
			memcpy(after, rows[n - 1].iccid, sizeof(after));
		filter.after = after;
	}
	return COMMAND_OK;
}

static int run_stock(const struct command_line *line)
{
	CLEANUP(installation_close) struct installation installation = {};
	CLEANUP(arena_free) struct arena a = arena_make(LIMIT_REQUEST_ARENA);
	int code = installation_of(line, &installation);
	if (code != COMMAND_OK)
		return code;
	void *rows = NULL;
	size_t n = 0;
	enum err e = arena_alloc(&a, STOCK_MAX * sizeof(struct profile_stock), &rows);
	if (e == OK)
		e = profile_stock(installation.store, &a, STOCK_MAX, rows, &n);
	if (e != OK)
		return command_failed(line, "%s", err_name(e));
	for (const struct profile_stock *row = rows; n > 0; row++, n--)
		(void)printf("%-12s %-16s %-12s %8lld\n", row->operator_name, row->profile_type,
			     profile_state_name(row->state), (long long)row->count);
	return COMMAND_OK;
}

static void say_time(const char *what, int64_t ms)
{
	char text[CLOCK_TEXT_LEN + 1] = "";
	if (ms == 0)
		return;
	clock_text(ms, text);
	(void)printf("%-16s %s\n", what, text);
}

static void say_profile(const struct profile_row *row)
{
	(void)printf("%-16s %s\n%-16s %s\n%-16s %s\n%-16s %s\n%-16s %s\n", "ICCID", row->iccid,
		     "operator", row->operator_name, "type", row->profile_type, "state",
		     profile_state_name(row->state), "on the card",
		     row->device_state == DEVICE_NONE ? "nothing reported"
						      : device_state_name(row->device_state));
	if (row->eid[0] != '\0')
		(void)printf("%-16s %s\n", "EID", row->eid);
	(void)printf("%-16s %s\n%-16s %lld\n%-16s %lld\n", "confirm. code",
		     row->cc_required ? "required" : "none", "downloads begun",
		     (long long)row->download_attempts, "wrong codes", (long long)row->cc_attempts);
	const struct {
		const char *what;
		int64_t ms;
	} times[] = {
		{"imported", row->imported_at},	    {"ordered", row->ordered_at},
		{"confirmed", row->confirmed_at},   {"released", row->released_at},
		{"downloaded", row->downloaded_at}, {"installed", row->installed_at},
		{"expires", row->expires_at},	    {"changed", row->changed_at},
	};
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		say_time(times[i].what, times[i].ms);
}

static void say_event(const struct event_row *row)
{
	char text[CLOCK_TEXT_LEN + 1] = "";
	clock_text(row->at, text);
	(void)printf("%s  %-28s", text, row->function);
	if (row->to_state)
		(void)printf(" %s%s%s", row->from_state ? row->from_state : "",
			     row->from_state ? " → " : "", row->to_state);
	if (row->subject_code)
		(void)printf(" %s/%s", row->subject_code, row->reason_code);
	(void)printf("  by %s\n", row->who);
}

static int run_show(const struct command_line *line)
{
	CLEANUP(installation_close) struct installation installation = {};
	CLEANUP(arena_free) struct arena a = arena_make(LIMIT_REQUEST_ARENA);
	int code = installation_of(line, &installation);
	if (code != COMMAND_OK)
		return code;
	char iccid[ICCID_DIGITS_MAX + 1] = "";
	if (iccid_normalise(bytes_str(line->operands[0]), iccid) != OK)
		return command_usage(line, "\"%s\" is not an ICCID: 18 to 20 digits",
				     line->operands[0]);
	struct profile_row row = {};
	struct event_row events[EVENTS_MAX] = {};
	size_t n = 0;
	enum err e = profile_get(installation.store, &a, iccid, NULL, &row);
	if (e == ERR_NOT_FOUND)
		return command_failed(line, "there is no profile %s", iccid);
	if (e == OK)
		e = event_list(installation.store, &a, iccid, 0, EVENTS_MAX, events, &n);
	if (e != OK)
		return command_failed(line, "%s", err_name(e));
	say_profile(&row);
	(void)puts("history");
	for (size_t i = 0; i < n; i++)
		say_event(&events[i]);
	return COMMAND_OK;
}

static int make(const struct command_line *line, struct sandbox *s, struct sandbox_batch *run,
		struct installation *installation)
{
	const char *name = command_value(line, "--type");
	run->installation = installation;
	run->who = installation_user(installation);
	run->type = rspd_config_profile_type(&installation->config, name);
	if (!run->type)
		return command_failed(line, "there is no profile type \"%s\"", name);
	enum err e = sandbox_profiles_of(s, run);
	if (e != OK)
		return command_failed(line, "%s (%s)", s->why, err_name(e));
	(void)printf("%lld made\n", (long long)run->count);
	return COMMAND_OK;
}

static int run_make(const struct command_line *line)
{
	CLEANUP(installation_close) struct installation installation = {};
	struct sandbox s = {.entropy = entropy_system()};
	struct sandbox_batch run = {.lengthened = command_flag(line, "--long")};
	if (command_number(line, "--count", 1, PROFILES_MAX, &run.count) != OK)
		return COMMAND_USAGE;
	int code = installation_of(line, &installation);
	if (code != COMMAND_OK)
		return code;
	s.now_ms = clock_now_ms(&installation.clock);
	return make(line, &s, &run, &installation);
}

static const struct command_option make_options[] = {
	INSTALLATION_OPTION,
	{.name = "--type", .value = "TYPE", .mandatory = true, .help = "their profile type"},
	{.name = "--count", .value = "N", .standard = "10", .help = "how many"},
	{.name = "--long", .help = "packages that take several segments of ES8+"},
	{},
};

static const struct command_option import_options[] = {
	INSTALLATION_OPTION,
	{.name = "--type",
	 .value = "TYPE",
	 .mandatory = true,
	 .help = "profile type of all of the files"},
	{},
};

static const struct command_option list_options[] = {
	INSTALLATION_OPTION,
	{.name = "--type", .value = "TYPE", .help = "only this profile type"},
	{.name = "--state", .value = "STATE", .help = "only this state: Available, Released, …"},
	{.name = "--operator", .value = "NAME", .help = "only this operator's"},
	{.name = "--eid", .value = "EID", .help = "only those linked to this device"},
	{.name = "--max", .value = "N", .standard = "100", .help = "at most so many"},
	{},
};

static const struct command_option plain_options[] = {INSTALLATION_OPTION, {}};

const struct command profile_commands[] = {
	{.name = "import",
	 .summary = "Put unprotected profile packages (DER) into the inventory.",
	 .help = "Each file is checked, sealed and stored as Available, or refused with the "
		 "reason;\n"
		 "the others go on. The exit code is 1 if one was refused.\n",
	 .operands = "FILE.der…",
	 .operands_min = 1,
	 .operands_max = OPERANDS_MAX,
	 .options = import_options,
	 .run = run_import},
	{.name = "make",
	 .summary = "Make test profiles with random keys, of the test network 001/01.",
	 .options = make_options,
	 .run = run_make},
	{.name = "list",
	 .summary = "List profiles: ICCID, state, type, operator, state on the card, EID.",
	 .options = list_options,
	 .run = run_list},
	{.name = "show",
	 .summary = "Show one profile, and everything that happened to it.",
	 .operands = "ICCID",
	 .operands_min = 1,
	 .operands_max = 1,
	 .options = plain_options,
	 .run = run_show},
	{.name = "stock",
	 .summary = "Count profiles by operator, type and state.",
	 .options = plain_options,
	 .run = run_stock},
	{},
};
