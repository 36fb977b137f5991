/* SPDX-License-Identifier: Apache-2.0 */
/*
 * No test of its own: tests/veuicc.sh runs it. What a download does is in lpa/.
 */
#include "cli/veuicc_download.h"

#include <stdio.h>
#include <string.h>

#include "cli/veuicc_device.h"
#include "codec/json.h"
#include "lpa/activation_code.h"
#include "sys/file.h"

enum { CODE_FILE_MAX = 256, ANSWER_MAX = 1024 };

const struct command_option veuicc_download_options[] = {
	{.name = "--confirmation-code-file",
	 .value = "FILE",
	 .help = "the confirmation code, on the first line of FILE"},
	{.name = "--cancel",
	 .value = "REASON",
	 .help = "cancel: endUserRejection, postponed, timeout, pprNotAllowed, metadataMismatch,"
		 " loadBppExecutionError, undefinedReason"},
	{.name = "--after-bpp", .help = "cancel only when the bound profile package is there"},
	{.name = "--keep-notification", .help = "leave the result on the card for later"},
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

static int take_reason(const struct command_line *line, int *out)
{
	const char *name = command_value(line, "--cancel");
	*out = LPA_CANCEL_NOT;
	for (size_t i = 0; name && i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (strcmp(reasons[i].name, name) == 0)
			*out = reasons[i].reason;
	if (name && *out == LPA_CANCEL_NOT)
		return command_usage(line, "there is no reason %s to cancel; see --help", name);
	return COMMAND_OK;
}

static int take_confirmation_code(const struct command_line *line, struct buf *file,
				  struct bytes *code)
{
	const char *path = command_value(line, "--confirmation-code-file");
	if (!path)
		return COMMAND_OK;
	enum err e = file_read(path, file);
	if (e != OK)
		return command_failed(line, "%s: %s", path, err_name(e));
	struct bytes text = buf_bytes(file);
	bytes_take_until(&text, '\n', code);
	return COMMAND_OK;
}

static int take_activation_code(const struct command_line *line, struct activation_code *code,
				struct lpa_order *order)
{
	const char *why = NULL;
	if (line->operands_n == 0)
		return COMMAND_OK;
	if (activation_code_parse(bytes_str(line->operands[0]), code, &why) != OK)
		return command_usage(line, "that is no activation code: %s", why);
	order->smdp_address = code->smdp_address;
	order->matching_id = code->matching_id;
	order->smdp_oid = code->smdp_oid[0] != '\0' ? code->smdp_oid : NULL;
	if (code->confirmation_code_required && !bytes_present(order->confirmation_code))
		return command_usage(line, "this activation code needs a confirmation code: "
					   "--confirmation-code-file FILE");
	return COMMAND_OK;
}

static void say_step(void *ctx, const char *step)
{
	(void)ctx;
	(void)fprintf(stderr, "  %s\n", step);
}

static void say_result(const struct lpa_result *r)
{
	if (r->cancelled)
		(void)printf("Cancelled; nothing was installed.\n");
	else
		(void)printf("Installed profile %s.\n%s\n", r->iccid,
			     r->notification_sent
				     ? "The SM-DP+ has been told."
				     : "The SM-DP+ could not be told; the notification is kept: "
				       "veuicc notifications process");
}

static enum err put_result(const struct lpa_result *r, struct buf *out)
{
	TRY(json_open(out, NULL, '{'));
	TRY(json_put_str(out, "iccid", r->iccid));
	TRY(json_put_str(out, "transactionId", r->transaction_id));
	TRY(json_put_flag(out, "cancelled", r->cancelled));
	TRY(json_put_flag(out, "notificationSent", r->notification_sent));
	return json_close(out, '}');
}

static int print_result(const struct command_line *line, const struct lpa_result *r)
{
	CLEANUP(buf_free) struct buf out = buf_make(ANSWER_MAX);
	if (!command_flag(line, "--json")) {
		say_result(r);
		return COMMAND_OK;
	}
	enum err e = put_result(r, &out);
	if (e != OK)
		return command_failed(line, "%s", err_name(e));
	(void)printf("%.*s\n", BYTES_FMT(buf_bytes(&out)));
	return COMMAND_OK;
}

int veuicc_download(const struct command_line *line)
{
	CLEANUP(veuicc_device_close) struct veuicc_device device = {};
	CLEANUP(buf_free) struct buf code_file = buf_make(CODE_FILE_MAX);
	struct activation_code activation_code = {};
	struct lpa_result result = {};
	struct lpa_order order = {
		.cancel_after_bpp = command_flag(line, "--after-bpp"),
		.keep_notification = command_flag(line, "--keep-notification"),
	};
	int code = take_reason(line, &order.cancel);
	if (code == COMMAND_OK)
		code = take_confirmation_code(line, &code_file, &order.confirmation_code);
	if (code == COMMAND_OK)
		code = take_activation_code(line, &activation_code, &order);
	if (code == COMMAND_OK)
		code = veuicc_device_open_lpa(line, &device);
	if (code != COMMAND_OK)
		return code;
	if (!command_flag(line, "--json"))
		device.lpa.config.observer.step = say_step;
	if (lpa_download(&device.lpa, &order, &result) != OK)
		return veuicc_device_failed(&device);
	return print_result(line, &result);
}
