/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Downloading a profile.
 * No test of its own: tests/download.sh, tests/veuicc.sh.
 */
#include "cli/veuicc_download.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "cli/veuicc_device.h"
#include "codec/json.h"
#include "lpa/activation_code.h"

enum { JSON_MAX = 1024 };

const struct command_option veuicc_download_options[] = {
	{"--confirmation-code-file", "FILE", NULL, false, "the confirmation code is in it"},
	{"--cancel", "REASON", NULL, false,
	 "cancel instead: endUserRejection, postponed, timeout, …"},
	{"--after-bpp", NULL, NULL, false, "cancel only when the package is there"},
	{"--keep-notification", NULL, NULL, false, "do not deliver the installation's result"},
	{"--steps", NULL, NULL, false, "say each step"},
	{},
};

static const struct {
	const char *name;
	int reason;
} reasons[] = {
	{"endUserRejection", LPA_CANCEL_END_USER_REJECTION},
	{"postponed", LPA_CANCEL_POSTPONED},
	{"timeout", LPA_CANCEL_TIMEOUT},
	{"pprNotAllowed", LPA_CANCEL_PPR_NOT_ALLOWED},
	{"metadataMismatch", LPA_CANCEL_METADATA_MISMATCH},
	{"loadBppExecutionError", LPA_CANCEL_LOAD_BPP_EXECUTION_ERROR},
	{"undefinedReason", LPA_CANCEL_UNDEFINED},
};

static int read_reason(const struct command_line *line, int *out)
{
	const char *text = command_value(line, "--cancel");
	*out = LPA_CANCEL_NOT;
	if (!text)
		return COMMAND_OK;
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (strcmp(reasons[i].name, text) != 0)
			continue;
		*out = reasons[i].reason;
		return COMMAND_OK;
	}
	(void)fputs("The reasons are:", stderr);
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		(void)fprintf(stderr, " %s", reasons[i].name);
	(void)fputc('\n', stderr);
	return command_usage(line, "there is no reason %s", text);
}

static void say_step(void *ctx, const char *step)
{
	const struct veuicc_device *d = ctx;
	if (command_flag(d->line, "--steps"))
		(void)fprintf(stderr, "%s\n", step);
}

static const char *class_name(int profile_class)
{
	static const char *const names[] = {"test", "provisioning", "operational"};
	return profile_class >= 0 && profile_class < 3 ? names[profile_class] : "unknown";
}

/* Text of a server for a terminal: control characters have no business there. */
static void print_text(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		(void)putchar(text.ptr[i] < ' ' || text.ptr[i] == 0x7F ? '?' : text.ptr[i]);
}

static bool show(void *ctx, const struct lpa_metadata *m)
{
	const struct veuicc_device *d = ctx;
	if (d->json)
		return true;
	(void)fputs("Profile \"", stdout);
	print_text(m->profile_name);
	(void)fputs("\" of \"", stdout);
	print_text(m->service_provider);
	(void)printf("\", ICCID %s, class %s\n", m->iccid, class_name(m->profile_class));
	return true;
}

/* People's editors put a line feed behind the code, and perhaps more. */
static void trim(struct bytes *text)
{
	while (text->len > 0 && text->ptr[text->len - 1] <= ' ')
		text->len--;
}

struct lpa_observer veuicc_download_observer(struct veuicc_device *device)
{
	return (struct lpa_observer){say_step, show, device};
}

int veuicc_download_read_code(struct veuicc_device *device, struct bytes *out)
{
	const char *file = command_value(device->line, "--confirmation-code-file");
	if (!file)
		return COMMAND_OK;
	int code = veuicc_device_read(device->line, &device->arena, file, out);
	trim(out);
	return code;
}

/* The order out of the activation code and the options. */
static int read_order(struct veuicc_device *d, struct activation_code *ac, struct lpa_order *order)
{
	const struct command_line *line = d->line;
	const char *why = NULL;
	int code = read_reason(line, &order->cancel);
	if (code == COMMAND_OK)
		code = veuicc_download_read_code(d, &order->confirmation_code);
	/* At the default SM-DP+ the MatchingID is empty (SGP.23 §4.3.14 #01). */
	order->matching_id = "";
	if (code != COMMAND_OK || line->operands_n == 0)
		return code;
	if (activation_code_parse(bytes_str(line->operands[0]), ac, &why) != OK)
		return command_failed(line,
				      "the activation code cannot be used: %s. Check it; it "
				      "looks like 'LPA:1$smdp.example.com$ABCDE-FGHIJ', and "
				      "the shell wants it in single quotes",
				      why);
	if (ac->confirmation_code_required && !bytes_present(order->confirmation_code) &&
	    order->cancel == LPA_CANCEL_NOT)
		return command_failed(line, "the profile needs a confirmation code. Give it with "
					    "--confirmation-code-file; the operator has told it "
					    "beside the activation code");
	order->smdp_address = ac->smdp_address;
	order->matching_id = ac->matching_id;
	order->smdp_oid = ac->smdp_oid;
	return COMMAND_OK;
}

static enum err put_result(const struct lpa_result *r, struct buf *out)
{
	TRY(json_open(out, NULL, '{'));
	TRY(json_put_str(out, "transactionId", r->transaction_id));
	TRY(json_put_flag(out, "cancelled", r->cancelled));
	if (!r->cancelled) {
		TRY(json_put_str(out, "iccid", r->iccid));
		TRY(json_put_integer(out, "seqNumber", (int64_t)r->sequence));
		TRY(json_put_flag(out, "notificationSent", r->notification_sent));
	}
	return json_close(out, '}');
}

static int say_result(struct veuicc_device *d, const struct lpa_result *r)
{
	CLEANUP(buf_free) struct buf out = buf_make(JSON_MAX);
	enum err error = OK;
	if (d->json)
		error = put_result(r, &out);
	else if (r->cancelled)
		error = buf_put_str(&out, "Cancelled, as you wanted; the SM-DP+ knows.");
	else
		error = buf_put_fmt(&out, "Installed %s, disabled.%s", r->iccid,
				    r->notification_sent
					    ? ""
					    : " The result has not been delivered: veuicc "
					      "notifications process");
	return error == OK ? veuicc_device_print(d->line, buf_bytes(&out))
			   : command_failed(d->line, "%s", err_name(error));
}

static void forget(struct activation_code *ac)
{
	wipe(ac, sizeof(*ac));
}

int veuicc_download_run(const struct command_line *line)
{
	CLEANUP(forget) struct activation_code ac = {};
	CLEANUP(veuicc_device_close) struct veuicc_device d = {};
	struct lpa_observer observer = veuicc_download_observer(&d);
	struct lpa_order order = {
		.cancel_after_bpp = command_flag(line, "--after-bpp"),
		.keep_notification = command_flag(line, "--keep-notification"),
	};
	struct lpa_result result = {};
	int code = veuicc_device_open_lpa(&d, line, &observer);
	if (code == COMMAND_OK)
		code = read_order(&d, &ac, &order);
	if (code != COMMAND_OK)
		return code;
	if (lpa_download(&d.lpa, &order, &result) != OK)
		return veuicc_device_problem(&d);
	return say_result(&d, &result);
}
