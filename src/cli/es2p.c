/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The four functions as commands: options to request, response to sentences. Transport and failures
 * are in es2p_call.c.
 */
#include "cli/es2p.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/activation.h"
#include "cli/es2p_call.h"
#include "cli/es2p_listen.h"
#include "msg/es2p_cancel_order.h"
#include "msg/es2p_confirm_order.h"
#include "msg/es2p_download_order.h"
#include "msg/es2p_release_profile.h"
#include "sys/file.h"

enum { CONFIRMATION_CODE_MAX = 255, QR_TEXT_MAX = 64 * 1024 };

static struct bytes option(const struct es2p_call *call, const char *name)
{
	return bytes_str(command_value(call->line, name));
}

static int not_understood(const struct es2p_call *call, enum err e)
{
	return command_failed(call->line, "the answer breaks SGP.22 (%s): is this an SM-DP+?",
			      err_name(e));
}

/* With --json the answer itself, else the sentence. */
static int done(struct es2p_call *call, const char *sentence, struct bytes iccid)
{
	if (call->json)
		return es2p_call_print(call, NULL, NULL);
	return printf("%s %.*s.\n", sentence, BYTES_FMT(iccid)) < 0 ? COMMAND_FAILED : COMMAND_OK;
}

/* One function: what is asked, by the options, and what is said about its answer. */
struct function {
	const char *name;
	enum err (*ask)(struct es2p_call *call);
	int (*say)(struct es2p_call *call);
};

static int run(const struct command_line *line, const struct function *f)
{
	CLEANUP(es2p_call_end) struct es2p_call call = {};
	int code = es2p_call_begin(&call, line);
	if (code != COMMAND_OK)
		return code;
	enum err e = f->ask(&call);
	if (e != OK)
		return command_failed(line, "the request cannot be made: %s", err_name(e));
	code = es2p_call_post(&call, f->name);
	return code == COMMAND_OK ? f->say(&call) : code;
}

/* What a function whose response is its header says: the sentence about --iccid. */
static int say_header(struct es2p_call *call, enum err decoded,
		      const struct esx_response_header *header, const char *sentence)
{
	if (decoded != OK)
		return not_understood(call, decoded);
	if (!esx_executed(header))
		return es2p_call_refused(call, &header->execution_status);
	return done(call, sentence, option(call, "--iccid"));
}

/* --- DownloadOrder --------------------------------------------------------------------------- */

static enum err ask_download_order(struct es2p_call *call)
{
	const struct es2p_download_order_request request = {
		.header = call->header,
		.eid = option(call, "--eid"),
		.iccid = option(call, "--iccid"),
		.profile_type = option(call, "--type"),
	};
	return es2p_download_order_request_encode(&request, &call->request);
}

static int say_download_order(struct es2p_call *call)
{
	struct es2p_download_order_response response = {};
	enum err e = es2p_download_order_response_decode(&call->arena, buf_bytes(&call->reply.body),
							 &response);
	if (e != OK)
		return not_understood(call, e);
	if (!esx_executed(&response.header))
		return es2p_call_refused(call, &response.header.execution_status);
	int code = done(call, "Reserved profile", response.iccid);
	if (code == COMMAND_OK && !call->json)
		(void)printf("Next: rspctl es2p confirm-order --iccid %.*s --release\n",
			     BYTES_FMT(response.iccid));
	return code;
}

static int run_download_order(const struct command_line *line)
{
	if (!command_value(line, "--type") && !command_value(line, "--iccid"))
		return command_usage(line, "--type or --iccid is needed");
	return run(line,
		   &(struct function){"downloadOrder", ask_download_order, say_download_order});
}

/* --- ConfirmOrder ---------------------------------------------------------------------------- */

/* The confirmation code comes from a file, so that it stands in no process list and no history. */
static enum err read_confirmation_code(struct es2p_call *call, struct bytes *out)
{
	const char *path = command_value(call->line, "--confirmation-code-file");
	if (!path)
		return OK;
	CLEANUP(buf_free) struct buf file = buf_make(CONFIRMATION_CODE_MAX);
	enum err e = file_read(path, &file);
	struct bytes code = buf_bytes(&file);
	while (code.len > 0 && isspace(code.ptr[code.len - 1]))
		code.len--;
	if (e == OK && code.len == 0)
		e = ERR_MISSING;
	if (e != OK)
		(void)command_failed(call->line, "confirmation code in %s: %s", path, err_name(e));
	TRY(e);
	return arena_dup(&call->arena, code, out);
}

static enum err ask_confirm_order(struct es2p_call *call)
{
	struct es2p_confirm_order_request request = {
		.header = call->header,
		.iccid = option(call, "--iccid"),
		.eid = option(call, "--eid"),
		.matching_id = option(call, "--matching-id"),
		.smds_address = option(call, "--smds-address"),
		.release_flag = command_flag(call->line, "--release"),
	};
	TRY(read_confirmation_code(call, &request.confirmation_code));
	return es2p_confirm_order_request_encode(&request, &call->request);
}

static int say_activation(struct es2p_call *call, const char *activation)
{
	if (call->json)
		return es2p_call_print(call, "activationCode", activation);
	CLEANUP(buf_free) struct buf qr = buf_make(QR_TEXT_MAX);
	if (activation_qr(activation, isatty(STDOUT_FILENO), &qr) != OK)
		buf_reset(&qr);
	(void)printf("%s\nActivation code: %s\n\n%.*s\n",
		     command_flag(call->line, "--release")
			     ? "Confirmed and released: a device can download the profile now."
			     : "Confirmed. Before a device can download it: rspctl es2p "
			       "release-profile",
		     activation, (int)qr.len, (const char *)qr.ptr);
	return COMMAND_OK;
}

static int say_confirm_order(struct es2p_call *call)
{
	struct es2p_confirm_order_response response = {};
	enum err e = es2p_confirm_order_response_decode(&call->arena, buf_bytes(&call->reply.body),
							&response);
	if (e != OK)
		return not_understood(call, e);
	if (!esx_executed(&response.header))
		return es2p_call_refused(call, &response.header.execution_status);

	struct bytes address = response.smdp_address;
	if (!bytes_present(address))
		address = bytes_str(call->config.smdp_address ? call->config.smdp_address
							      : es2p_call_url_host(call));
	CLEANUP(buf_free) struct buf text = buf_make(1024);
	bool cc_required = command_value(call->line, "--confirmation-code-file") != NULL;
	if (activation_text(address, response.matching_id, cc_required, &text) != OK ||
	    buf_put_u8(&text, '\0') != OK)
		return command_failed(call->line, "the answer is too long");
	return say_activation(call, (const char *)text.ptr);
}

static int run_confirm_order(const struct command_line *line)
{
	return run(line, &(struct function){"confirmOrder", ask_confirm_order, say_confirm_order});
}

/* --- CancelOrder ----------------------------------------------------------------------------- */

static enum err ask_cancel_order(struct es2p_call *call)
{
	bool gone = bytes_eq_nocase(option(call, "--final"), BYTES_LIT("unavailable"));
	const struct es2p_cancel_order_request request = {
		.header = call->header,
		.iccid = option(call, "--iccid"),
		.eid = option(call, "--eid"),
		.matching_id = option(call, "--matching-id"),
		.final_profile_status = gone ? ES2P_FINAL_UNAVAILABLE : ES2P_FINAL_AVAILABLE,
	};
	return es2p_cancel_order_request_encode(&request, &call->request);
}

static int say_cancel_order(struct es2p_call *call)
{
	struct esx_response_header header = {};
	enum err e = es2p_cancel_order_response_decode(&call->arena, buf_bytes(&call->reply.body),
						       &header);
	return say_header(call, e, &header, "Cancelled the order of");
}

static int run_cancel_order(const struct command_line *line)
{
	struct bytes final = bytes_str(command_value(line, "--final"));
	if (!bytes_eq_nocase(final, BYTES_LIT("available")) &&
	    !bytes_eq_nocase(final, BYTES_LIT("unavailable")))
		return command_usage(line, "--final must be available or unavailable");
	return run(line, &(struct function){"cancelOrder", ask_cancel_order, say_cancel_order});
}

/* --- ReleaseProfile -------------------------------------------------------------------------- */

static enum err ask_release_profile(struct es2p_call *call)
{
	const struct es2p_release_profile_request request = {.header = call->header,
							     .iccid = option(call, "--iccid")};
	return es2p_release_profile_request_encode(&request, &call->request);
}

static int say_release_profile(struct es2p_call *call)
{
	struct esx_response_header header = {};
	enum err e = es2p_release_profile_response_decode(&call->arena,
							  buf_bytes(&call->reply.body), &header);
	return say_header(call, e, &header, "Released: a device can now download");
}

static int run_release_profile(const struct command_line *line)
{
	return run(line,
		   &(struct function){"releaseProfile", ask_release_profile, say_release_profile});
}

/* --- the commands ---------------------------------------------------------------------------- */

#define ICCID                                                                                      \
	{                                                                                          \
		.name = "--iccid", .value = "ICCID", .mandatory = true, .help = "the profile"      \
	}
#define EID(help_)                                                                                 \
	{                                                                                          \
		.name = "--eid", .value = "EID", .help = (help_)                                   \
	}

static const struct command_option download_order_options[] = {
	{.name = "--type", .value = "TYPE", .help = "any Available profile of this type"},
	{.name = "--iccid", .value = "ICCID", .help = "this profile"},
	EID("link the profile to this device"),
	{},
};

static const struct command_option confirm_order_options[] = {
	ICCID,
	{.name = "--release", .help = "let devices download it at once"},
	EID("link the profile to this device"),
	{.name = "--matching-id", .value = "ID", .help = "ours; without it, the SM-DP+ makes one"},
	{.name = "--confirmation-code-file",
	 .value = "FILE",
	 .help = "the user will have to enter what is in it"},
	{.name = "--smds-address", .value = "HOST", .help = "SM-DS that tells the device"},
	{},
};

static const struct command_option cancel_order_options[] = {
	ICCID,
	EID("if the order is linked to a device"),
	{.name = "--matching-id", .value = "ID", .help = "if the order is confirmed"},
	{.name = "--final",
	 .value = "STATE",
	 .standard = "available",
	 .help = "what becomes of the profile: available or unavailable"},
	{},
};

static const struct command_option release_profile_options[] = {ICCID, {}};

const struct command es2p_commands[] = {
	{.name = "download-order",
	 .summary = "Reserve a profile (ES2+.DownloadOrder).",
	 .options = download_order_options,
	 .run = run_download_order},
	{.name = "confirm-order",
	 .summary = "Confirm an order and get its activation code (ES2+.ConfirmOrder).",
	 .options = confirm_order_options,
	 .run = run_confirm_order},
	{.name = "cancel-order",
	 .summary = "Take an order back (ES2+.CancelOrder).",
	 .options = cancel_order_options,
	 .run = run_cancel_order},
	{.name = "release-profile",
	 .summary = "Let devices download a confirmed profile (ES2+.ReleaseProfile).",
	 .options = release_profile_options,
	 .run = run_release_profile},
	{.name = "listen",
	 .summary = "Print the SM-DP+'s notifications (ES2+.HandleDownloadProgressInfo).",
	 .help = "Serves the endpoint that es2p.conf has under `listen`, until it is stopped.\n",
	 .options = es2p_listen_options,
	 .run = es2p_listen_run},
	{},
};
