/* SPDX-License-Identifier: Apache-2.0 */
/*
 * No test of its own: tests/veuicc.sh runs every command.
 */
#include "cli/veuicc_notifications.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "cli/veuicc_device.h"
#include "codec/json.h"
#include "lpa/notifications.h"
#include "msg/rsp_type.h"

enum { ANSWER_MAX = 64 * 1024 };

static const char *event_name(uint64_t event)
{
	static const struct {
		uint64_t event;
		const char *name;
	} rows[] = {
		{RSP_EVENT_INSTALL, "install"},
		{RSP_EVENT_ENABLE, "enable"},
		{RSP_EVENT_DISABLE, "disable"},
		{RSP_EVENT_DELETE, "delete"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].event == event)
			return rows[i].name;
	return "unknown";
}

static enum err put_one(const struct lpa_notification *n, struct buf *out)
{
	TRY(json_open(out, NULL, '{'));
	TRY(json_put_integer(out, "seqNumber", (int64_t)n->sequence));
	TRY(json_put_str(out, "profileManagementOperation", event_name(n->event)));
	TRY(json_put_str(out, "notificationAddress", n->address));
	TRY(json_put_str(out, "iccid", n->iccid));
	return json_close(out, '}');
}

static enum err put_all(const struct lpa_notification *list, size_t n, struct buf *out)
{
	TRY(json_open(out, NULL, '['));
	for (size_t i = 0; i < n; i++)
		TRY(put_one(&list[i], out));
	return json_close(out, ']');
}

static void say_all(const struct lpa_notification *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		(void)printf("%4llu %-8s %-20s to %s\n", (unsigned long long)list[i].sequence,
			     event_name(list[i].event), list[i].iccid, list[i].address);
	if (n == 0)
		(void)printf("There is no notification.\n");
}

static int run_list(const struct command_line *line)
{
	CLEANUP(veuicc_device_close) struct veuicc_device device = {};
	CLEANUP(arena_free) struct arena arena = arena_make(LIMIT_REQUEST_ARENA);
	CLEANUP(buf_free) struct buf out = buf_make(ANSWER_MAX);
	struct lpa_notification *list = NULL;
	size_t n = 0;
	int code = veuicc_device_open_lpa(line, &device);
	if (code != COMMAND_OK)
		return code;
	if (lpa_list_notifications(&device.lpa, &arena, &list, &n) != OK)
		return veuicc_device_failed(&device);
	if (!command_flag(line, "--json")) {
		say_all(list, n);
		return COMMAND_OK;
	}
	enum err e = put_all(list, n, &out);
	if (e != OK)
		return command_failed(line, "%s", err_name(e));
	(void)printf("%.*s\n", BYTES_FMT(buf_bytes(&out)));
	return COMMAND_OK;
}

static int run_process(const struct command_line *line)
{
	CLEANUP(veuicc_device_close) struct veuicc_device device = {};
	size_t sent = 0, left = 0;
	int code = veuicc_device_open_lpa(line, &device);
	if (code != COMMAND_OK)
		return code;
	enum err e = lpa_process_notifications(&device.lpa, &sent, &left);
	(void)printf(command_flag(line, "--json") ? "{\"sent\":%zu,\"left\":%zu}\n"
						  : "%zu delivered, %zu left.\n",
		     sent, left);
	return e == OK ? COMMAND_OK : veuicc_device_failed(&device);
}

static int run_remove(const struct command_line *line)
{
	CLEANUP(veuicc_device_close) struct veuicc_device device = {};
	char *end = NULL;
	uint64_t sequence = strtoull(line->operands[0], &end, 10);
	if (*line->operands[0] == '\0' || *end != '\0')
		return command_usage(line, "%s is no number of a notification", line->operands[0]);
	int code = veuicc_device_open_lpa(line, &device);
	if (code != COMMAND_OK)
		return code;
	if (lpa_remove_notification(&device.lpa, sequence) != OK)
		return veuicc_device_failed(&device);
	(void)printf(command_flag(line, "--json") ? "{}\n" : "Removed.\n");
	return COMMAND_OK;
}

const struct command veuicc_notifications_commands[] = {
	{.name = "list", .summary = "List them.", .run = run_list},
	{.name = "process",
	 .summary = "Deliver all, and remove what was acknowledged.",
	 .run = run_process},
	{.name = "remove",
	 .summary = "Remove one without delivery.",
	 .operands = "NUMBER",
	 .operands_min = 1,
	 .operands_max = 1,
	 .run = run_remove},
	{},
};
