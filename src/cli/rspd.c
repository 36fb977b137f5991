/* SPDX-License-Identifier: Apache-2.0 */
/* rspd from its command line to its end. No test of its own: tests/rspd.sh runs it. */
#include "cli/rspd.h"

#include <stdio.h>

#include "base/log.h"
#include "cli/rspd_service.h"
#include "sys/process.h"

enum { TICK_MS = 1000 };

static int check(const struct command_line *line, const char *path)
{
	struct config_error why = {};
	if (rspd_service_check(path, &why) != OK)
		return command_failed(line, "%s", why.text);
	(void)printf("%s is good.\n", path);
	return COMMAND_OK;
}

static void reload(const char *path, struct rspd_service *service)
{
	struct config_error why = {};
	enum err e = rspd_service_reload(path, service, &why);
	if (e == OK)
		LOG_EVENT(LOG_INFO, "reloaded", LOG_TEXT("file", path));
	else
		LOG_EVENT(LOG_ERROR, "not_reloaded", LOG_TEXT("why", why.text), LOG_ERR(e));
}

static int serve(const struct command_line *line, const char *path)
{
	struct config_error why = {};
	CLEANUP(rspd_service_stop) struct rspd_service service = {};
	if (rspd_service_start(path, &service, &why) != OK)
		return command_failed(line, "%s", why.text);
	LOG_EVENT(LOG_INFO, "started", LOG_NUM("es9p", rspd_service_port(&service, RSPD_ES9P)),
		  LOG_NUM("es2p", rspd_service_port(&service, RSPD_ES2P)),
		  LOG_NUM("es11", rspd_service_port(&service, RSPD_ES11)),
		  LOG_NUM("es12", rspd_service_port(&service, RSPD_ES12)));
	for (;;) {
		enum process_wish wish = process_wait(TICK_MS);
		if (wish == PROCESS_END)
			break;
		if (wish == PROCESS_RELOAD)
			reload(path, &service);
		rspd_service_tick(&service);
	}
	LOG_EVENT(LOG_INFO, "stopping");
	return COMMAND_OK;
}

static int run(const struct command_line *line)
{
	const char *path = command_value(line, "--config");
	process_protect();
	if (command_flag(line, "--check-config"))
		return check(line, path);
	process_raise_files();
	process_block_signals();
	return serve(line, path);
}

static const struct command_option options[] = {
	{.name = "--config", .value = "FILE", .mandatory = true, .help = "what to be (rspd.conf)"},
	{.name = "--check-config",
	 .help = "read the configuration and what it names, say what is wrong, and end"},
	{},
};

const struct command rspd_program = {
	.name = "rspd",
	.summary = "Remote SIM provisioning: SM-DP+ and SM-DS of GSMA SGP.22",
	.help = "Serves until SIGINT or SIGTERM; then what is being asked is still answered.\n"
		"SIGHUP: reads certificates and keys anew (docs/certificates.md).\n"
		"Logs to standard error, one JSON object a line.\n",
	.options = options,
	.run = run,
};
