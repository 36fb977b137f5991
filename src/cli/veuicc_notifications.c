/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notifications: list, deliver, remove.
 * No test of its own: tests/veuicc.sh, tests/download.sh.
 */
#include "cli/veuicc_notifications.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/veuicc_device.h"
#include "codec/json.h"
#include "lpa/notifications.h"
#include "msg/rsp_type.h"

enum { OUTPUT_MAX = 1024 * 1024 };

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
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].event == event)
			return rows[i].name;
	}
	return "unknown";
}

static enum err put_json(const struct lpa_notification *all, size_t n, struct buf *out)
{
	TRY(json_open(out, NULL, '{'));
	TRY(json_open(out, "notifications", '['));
	for (size_t i = 0; i < n; i++) {
		TRY(json_open(out, NULL, '{'));
		TRY(json_put_integer(out, "seqNumber", (int64_t)all[i].sequence));
		TRY(json_put_str(out, "profileManagementOperation", event_name(all[i].event)));
		TRY(json_put_str(out, "iccid", all[i].iccid));
		TRY(json_put_str(out, "notificationAddress", all[i].address));
		TRY(json_close(out, '}'));
	}
	TRY(json_close(out, ']'));
	return json_close(out, '}');
}

static enum err put_text(const struct lpa_notification *all, size_t n, struct buf *out)
{
	TRY(buf_put_fmt(out, "%zu pending", n));
	for (size_t i = 0; i < n; i++)
		TRY(buf_put_fmt(out, "\n%6llu  %-8s %-20s  to %s",
				(unsigned long long)all[i].sequence, event_name(all[i].event),
				all[i].iccid, all[i].address));
	return OK;
}

static int list(struct veuicc_device *d)
{
	CLEANUP(buf_free) struct buf out = buf_make(OUTPUT_MAX);
	struct lpa_notification *all = NULL;
	size_t n = 0;
	if (lpa_list_notifications(&d->lpa, &d->arena, &all, &n) != OK)
		return veuicc_device_problem(d);
	enum err error = d->json ? put_json(all, n, &out) : put_text(all, n, &out);
	return error == OK ? veuicc_device_print(d->line, buf_bytes(&out))
			   : command_failed(d->line, "%s", err_name(error));
}

static int process(struct veuicc_device *d)
{
	size_t sent = 0, left = 0;
	enum err error = lpa_process_notifications(&d->lpa, &sent, &left);
	if (d->json)
		(void)printf("{\"sent\":%zu,\"left\":%zu}\n", sent, left);
	else
		(void)printf("%zu delivered, %zu left.\n", sent, left);
	return error == OK ? COMMAND_OK : veuicc_device_problem(d);
}

static int remove_one(struct veuicc_device *d)
{
	char *end = NULL;
	if (d->line->operands_n < 2)
		return command_usage(d->line, "remove needs the number of the notification");
	const char *text = d->line->operands[1];
	unsigned long long number = strtoull(text, &end, 10);
	if (end == text || *end != '\0')
		return command_usage(d->line, "\"%s\" is no number of a notification", text);
	if (lpa_remove_notification(&d->lpa, number) != OK)
		return veuicc_device_problem(d);
	return veuicc_device_print(d->line, bytes_str(d->json ? "{}" : "Removed."));
}

static const struct {
	const char *name;
	int (*run)(struct veuicc_device *d);
} actions[] = {
	{"list", list},
	{"process", process},
	{"remove", remove_one},
};

int veuicc_notifications_run(const struct command_line *line)
{
	CLEANUP(veuicc_device_close) struct veuicc_device d = {};
	const char *name = line->operands_n > 0 ? line->operands[0] : actions[0].name;
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (strcmp(actions[i].name, name) != 0)
			continue;
		int code = veuicc_device_open_lpa(&d, line, NULL);
		return code == COMMAND_OK ? actions[i].run(&d) : code;
	}
	return command_usage(line, "it is list, process or remove, not \"%s\"", name);
}
