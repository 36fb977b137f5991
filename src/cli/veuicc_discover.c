/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding and fetching events. EventIDs are as secret as activation codes: they are shown masked.
 * No test of its own: tests/discovery.sh.
 */
#include "cli/veuicc_discover.h"

#include <stdio.h>
#include <string.h>

#include "cli/veuicc_device.h"
#include "cli/veuicc_download.h"
#include "codec/json.h"
#include "lpa/address.h"
#include "lpa/discovery.h"
#include "lpa/profiles.h"

enum { OUTPUT_MAX = 256 * 1024, SHOWN = 4, MASKED_MAX = 16 };

const struct command_option veuicc_discover_options[] = {
	{"--smds", "ADDRESS", NULL, false, "ask this SM-DS, not the root SM-DS of the card"},
	{"--download", NULL, NULL, false, "fetch what the events lead to"},
	{"--confirmation-code-file", "FILE", NULL, false, "the confirmation code is in it"},
	{"--keep-notification", NULL, NULL, false, "do not deliver the installations' results"},
	{"--es11-paths", NULL, NULL, false, "use /gsma/rsp2/es11/… at the SM-DS"},
	{"--steps", NULL, NULL, false, "say each step"},
	{},
};

/* What has become of an event. */
struct outcome {
	bool tried, failed;
	struct lpa_result result;
	struct lpa_problem problem;
};

struct discovery {
	struct veuicc_device device;
	struct lpa_events events;
	struct outcome outcomes[LPA_EVENTS_MAX];
	const char *smds;
	bool any_failed;
};

static void mask(const char *event_id, char out[static MASKED_MAX])
{
	size_t len = strlen(event_id);
	(void)snprintf(out, MASKED_MAX, "****%s", len > 2 * SHOWN ? event_id + len - SHOWN : "");
}

/* ---- text ---- */

static enum err put_outcome(const struct outcome *o, struct buf *out)
{
	if (!o->tried)
		return OK;
	if (o->failed && o->problem.subject_code[0])
		return buf_put_fmt(out, "  failed: %s %s (%s, %s/%s)", o->problem.text,
				   o->problem.advice, o->problem.step, o->problem.subject_code,
				   o->problem.reason_code);
	if (o->failed)
		return buf_put_fmt(out, "  failed: %s %s (%s)", o->problem.text, o->problem.advice,
				   o->problem.step);
	if (o->result.forwarded)
		return buf_put_str(out, "  is an SM-DS, whose events follow");
	return buf_put_fmt(out, "  installed %s, disabled%s", o->result.iccid,
			   o->result.notification_sent
				   ? ""
				   : "; the result has not been delivered: veuicc notifications "
				     "process");
}

static enum err put_line(const struct discovery *x, size_t i, struct buf *out)
{
	char id[MASKED_MAX] = "";
	mask(x->events.list[i].event_id, id);
	TRY(buf_put_fmt(out, "\n%*s%s  %s", (int)(2 * x->events.list[i].depth), "",
			x->events.list[i].address, id));
	return put_outcome(&x->outcomes[i], out);
}

static enum err put_text(const struct discovery *x, struct buf *out)
{
	size_t n = x->events.n;
	if (n == 0)
		return buf_put_fmt(out, "The SM-DS %s has no events for this eUICC.", x->smds);
	TRY(buf_put_fmt(out, "The SM-DS %s has events for this eUICC:", x->smds));
	for (size_t i = 0; i < n; i++)
		TRY(put_line(x, i, out));
	if (x->events.incomplete)
		TRY(buf_put_str(out, "\nThere are more: look again when these are fetched."));
	if (!x->outcomes[0].tried)
		TRY(buf_put_str(out, "\nFetch them: veuicc discover --download"));
	return OK;
}

/* ---- JSON ---- */

static enum err put_outcome_json(const struct outcome *o, struct buf *out)
{
	if (!o->tried)
		return OK;
	if (o->failed)
		return veuicc_device_put_problem(&o->problem, out);
	TRY(json_put_flag(out, "forwarded", o->result.forwarded));
	if (o->result.forwarded)
		return OK;
	TRY(json_put_str(out, "iccid", o->result.iccid));
	return json_put_flag(out, "notificationSent", o->result.notification_sent);
}

static enum err put_event_json(const struct lpa_event *event, const struct outcome *o,
			       struct buf *out)
{
	char id[MASKED_MAX] = "";
	mask(event->event_id, id);
	TRY(json_open(out, NULL, '{'));
	TRY(json_put_str(out, "rspServerAddress", event->address));
	TRY(json_put_str(out, "eventId", id));
	TRY(json_put_integer(out, "depth", event->depth));
	TRY(put_outcome_json(o, out));
	return json_close(out, '}');
}

static enum err put_json(const struct discovery *x, struct buf *out)
{
	TRY(json_open(out, NULL, '{'));
	TRY(json_put_str(out, "smdsAddress", x->smds));
	TRY(json_open(out, "events", '['));
	for (size_t i = 0; i < x->events.n; i++)
		TRY(put_event_json(&x->events.list[i], &x->outcomes[i], out));
	TRY(json_close(out, ']'));
	TRY(json_put_flag(out, "incomplete", x->events.incomplete));
	return json_close(out, '}');
}

/* ---- the command ---- */

/* One after the other; those of an SM-DS come to the end of the list. */
static void follow_all(struct discovery *x, const struct lpa_order *order)
{
	for (size_t i = 0; i < x->events.n; i++) {
		struct outcome *o = &x->outcomes[i];
		enum err error = lpa_follow_event(&x->device.lpa, &x->events, i, order, &o->result);
		o->tried = true;
		o->failed = error != OK;
		o->problem = x->device.lpa.problem;
		x->any_failed |= o->failed;
	}
}

static int find_smds(struct discovery *x)
{
	struct lpa_card_info card = {};
	x->smds = command_value(x->device.line, "--smds");
	if (x->smds && !address_is_good(bytes_str(x->smds)))
		return command_usage(x->device.line, "--smds must be a host name, perhaps with a "
						     "port: smds.example.com:8443");
	if (x->smds)
		return COMMAND_OK;
	if (lpa_read_card(&x->device.lpa, &x->device.arena, &card) != OK)
		return veuicc_device_problem(&x->device);
	x->smds = card.root_smds;
	return COMMAND_OK;
}

static int say(struct discovery *x)
{
	CLEANUP(buf_free) struct buf out = buf_make(OUTPUT_MAX);
	enum err error = x->device.json ? put_json(x, &out) : put_text(x, &out);
	if (error != OK)
		return command_failed(x->device.line, "%s", err_name(error));
	int code = veuicc_device_print(x->device.line, buf_bytes(&out));
	return code == COMMAND_OK && x->any_failed ? COMMAND_FAILED : code;
}

static int discover(struct discovery *x, const struct command_line *line)
{
	struct lpa_order order = {.cancel = LPA_CANCEL_NOT,
				  .keep_notification = command_flag(line, "--keep-notification")};
	int code = find_smds(x);
	if (code == COMMAND_OK)
		code = veuicc_download_read_code(&x->device, &order.confirmation_code);
	if (code != COMMAND_OK)
		return code;
	x->device.lpa.config.es11_paths = command_flag(line, "--es11-paths");
	if (lpa_discover(&x->device.lpa, command_value(line, "--smds"), &x->events) != OK)
		return veuicc_device_problem(&x->device);
	if (command_flag(line, "--download"))
		follow_all(x, &order);
	return say(x);
}

static void close_discovery(struct discovery *x)
{
	veuicc_device_close(&x->device);
	lpa_events_free(&x->events);
}

int veuicc_discover_run(const struct command_line *line)
{
	CLEANUP(close_discovery) struct discovery x = {.events = lpa_events_make()};
	struct lpa_observer observer = veuicc_download_observer(&x.device);
	int code = veuicc_device_open_lpa(&x.device, line, &observer);
	return code == COMMAND_OK ? discover(&x, line) : code;
}
