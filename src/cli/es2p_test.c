/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests of the ES2+ client: against a server with mutual TLS that remembers the request and gives
 * the answer of the test. Certificates are those of a sandbox.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/es2p.h"
#include "cli/es2p_config.h"
#include "cli/sandbox.h"
#include "command_world.h"
#include "http/server.h"
#include "sys/file.h"
#include "sys/work.h"

#define SUCCESS "\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}}"
#define FAILED(subject, reason)                                                                    \
	"{\"header\":{\"functionExecutionStatus\":{\"status\":\"Failed\",\"statusCodeData\":"      \
	"{\"subjectCode\":\"" subject "\",\"reasonCode\":\"" reason "\",\"message\":\"No.\"}}}}"
#define ICCID "8900101000000000017"

static const struct command sandbox = {.name = "sandbox",
				       .operands = "DIR",
				       .operands_min = 1,
				       .operands_max = 1,
				       .options = sandbox_options,
				       .run = sandbox_run};
static const struct command es2p = {
	.name = "es2p", .options = es2p_config_options, .commands = es2p_commands};

/* The server's side: what came, and what to answer. One request at a time. */
static struct {
	char path[128];
	char body[4096];
	int status;
	const char *answer;
	struct tls_server *tls;
	struct work_queue *work;
	struct http_server *server;
	char address[32];
} peer;

static struct command_world world;

static enum err handle(void *context, struct arena *arena, const struct http_request *request,
		       struct http_reply *reply)
{
	(void)context;
	(void)arena;
	(void)snprintf(peer.path, sizeof(peer.path), "%.*s", BYTES_FMT(request->path));
	(void)snprintf(peer.body, sizeof(peer.body), "%.*s", BYTES_FMT(request->body));
	reply->status = peer.status;
	return buf_put_str(&reply->body, peer.answer);
}

#define ROUTE(name)                                                                                \
	{                                                                                          \
		.path = "/gsma/rsp2/es2plus/" name, .handle = handle                               \
	}
static const struct http_route routes[] = {ROUTE("cancelOrder"), ROUTE("confirmOrder"),
					   ROUTE("downloadOrder"), ROUTE("releaseProfile")};

static void start_peer(void)
{
	const char *ca = command_world_path(&world, "sb/pki/operator/ca.pem");
	const struct tls_server_config tls = {
		.p256 = {.certificate_file = command_world_path(&world, "sb/pki/p256/dptls.pem"),
			 .key_file = command_world_path(&world, "sb/pki/p256/dptls.key")},
		.client_check = TLS_CLIENT_TRUSTED,
		.client_trust = {.files = &ca, .file_count = 1},
	};
	assert_int_equal(tls_server_new(&tls, &peer.tls), OK);
	assert_int_equal(work_start(1, 0, &peer.work), OK);
	const struct http_listener listener = {.name = "peer",
					       .address = "127.0.0.1:0",
					       .tls = peer.tls,
					       .routes = routes,
					       .route_count = 4};
	const struct http_server_config config = {
		.listeners = &listener, .listener_count = 1, .work = peer.work};
	assert_int_equal(http_server_start(&config, &peer.server), OK);
	(void)snprintf(peer.address, sizeof(peer.address), "127.0.0.1:%u",
		       http_server_port(peer.server, 0));
}

static int set_up(void **state)
{
	(void)state;
	command_world_make(&world);
	assert_int_equal(command_world_run(&world, &sandbox, "sandbox @/sb --plain --profiles 0"),
			 0);
	start_peer();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	http_server_stop(&peer.server);
	work_stop(&peer.work);
	tls_server_free(&peer.tls);
	command_world_remove(&world);
	return 0;
}

/* Run `rspctl es2p COMMAND` against the peer, which gives this answer. */
static int run(const char *command, int status, const char *answer)
{
	peer.status = status;
	peer.answer = answer;
	peer.body[0] = peer.path[0] = '\0';
	return command_world_run(&world, &es2p, "es2p --config @/sb/es2p.conf --connect %s %s",
				 peer.address, command);
}

static void assert_sent(const char *part)
{
	if (!strstr(peer.body, part))
		fail_msg("\"%s\" is not in \"%s\"", part, peer.body);
}

static void download_order_sends_what_is_given(void **state)
{
	(void)state;
	assert_int_equal(run("download-order --type prepaid --eid 1 --iccid 2", 200,
			     "{" SUCCESS ",\"iccid\":\"" ICCID "\"}"),
			 COMMAND_OK);
	assert_string_equal(peer.path, "/gsma/rsp2/es2plus/downloadOrder");
	assert_sent("\"functionRequesterIdentifier\":\"2.999.20\"");
	assert_sent("\"functionCallIdentifier\":\"");
	assert_sent("\"profileType\":\"prepaid\"");
	assert_sent("\"eid\":\"1\"");
	assert_sent("\"iccid\":\"2\"");
	command_world_says(&world, "Reserved profile " ICCID ".\n");
	command_world_says(&world, "confirm-order --iccid " ICCID " --release\n");
}

static void download_order_needs_type_or_iccid(void **state)
{
	(void)state;
	assert_int_equal(run("download-order", 200, "{}"), COMMAND_USAGE);
	command_world_says(&world, "--type or --iccid is needed");
	assert_string_equal(peer.body, "");
}

static void confirm_order_shows_the_activation_code(void **state)
{
	(void)state;
	assert_int_equal(run("confirm-order --iccid " ICCID " --release", 200,
			     "{" SUCCESS
			     ",\"matchingId\":\"ABC\",\"smdpAddress\":\"rsp.example\"}"),
			 COMMAND_OK);
	assert_sent("\"releaseFlag\":true");
	assert_null(strstr(peer.body, "matchingId"));
	assert_null(strstr(peer.body, "confirmationCode"));
	command_world_says(&world, "a device can download the profile now");
	command_world_says(&world, "Activation code: LPA:1$rsp.example$ABC\n");
	command_world_says(&world, "▄▄▄▄▄");
}

static void confirm_order_takes_the_code_from_a_file(void **state)
{
	(void)state;
	assert_int_equal(file_write(command_world_path(&world, "cc"), BYTES_LIT("1234\n"), 0600),
			 OK);
	assert_int_equal(run("confirm-order --iccid " ICCID " --confirmation-code-file @/cc "
			     "--matching-id XYZ --eid 5 --smds-address ds.example",
			     200, "{" SUCCESS ",\"matchingId\":\"XYZ\"}"),
			 COMMAND_OK);
	assert_sent("\"confirmationCode\":\"1234\"");
	assert_sent("\"matchingId\":\"XYZ\"");
	assert_sent("\"smdsAddress\":\"ds.example\"");
	assert_sent("\"releaseFlag\":false");
	command_world_says(&world, "Before a device can download it");
	command_world_says(&world, "LPA:1$localhost:8443$XYZ$$1\n");
	assert_null(strstr(world.output, "1234"));
}

static void a_code_file_must_hold_a_code(void **state)
{
	(void)state;
	assert_int_equal(file_write(command_world_path(&world, "empty"), BYTES_LIT("\n"), 0600),
			 OK);
	assert_int_equal(run("confirm-order --iccid 1 --confirmation-code-file @/empty", 200, "{}"),
			 COMMAND_FAILED);
	command_world_says(&world, "confirmation code in ");
	assert_int_equal(run("confirm-order --iccid 1 --confirmation-code-file @/nowhere", 200, ""),
			 COMMAND_FAILED);
	command_world_says(&world, "nowhere: not found");
}

static void cancel_order_says_what_becomes_of_the_profile(void **state)
{
	(void)state;
	assert_int_equal(run("cancel-order --iccid " ICCID " --matching-id M --final UNAVAILABLE",
			     200, "{" SUCCESS "}"),
			 COMMAND_OK);
	assert_sent("\"finalProfileStatusIndicator\":\"Unavailable\"");
	assert_sent("\"matchingId\":\"M\"");
	command_world_says(&world, "Cancelled the order of " ICCID ".\n");
	assert_int_equal(run("cancel-order --iccid " ICCID, 200, "{" SUCCESS "}"), COMMAND_OK);
	assert_sent("\"finalProfileStatusIndicator\":\"Available\"");
	assert_int_equal(run("cancel-order --iccid " ICCID " --final gone", 200, ""),
			 COMMAND_USAGE);
}

static void release_profile_sends_the_iccid(void **state)
{
	(void)state;
	assert_int_equal(run("release-profile --iccid " ICCID, 200, "{" SUCCESS "}"), COMMAND_OK);
	assert_string_equal(peer.path, "/gsma/rsp2/es2plus/releaseProfile");
	assert_sent("\"iccid\":\"" ICCID "\"");
	command_world_says(&world, "Released: a device can now download " ICCID ".\n");
}

static void a_refusal_is_explained(void **state)
{
	(void)state;
	static const char *const commands[] = {"download-order --type t", "confirm-order --iccid 1",
					       "cancel-order --iccid 1",
					       "release-profile --iccid 1"};
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		assert_int_equal(run(commands[i], 200, FAILED("8.2.5", "3.7")), COMMAND_FAILED);
		command_world_says(&world, "refused with 8.2.5/3.7: No.");
		command_world_says(&world, "No profile of this type is left.");
		command_world_says(&world, "rspctl profile import");
	}
}

static void json_is_one_line_for_scripts(void **state)
{
	(void)state;
	assert_int_equal(
		run("download-order --type t --json", 200, "{" SUCCESS ",\"iccid\":\"" ICCID "\"}"),
		COMMAND_OK);
	assert_string_equal(world.output, "{" SUCCESS ",\"iccid\":\"" ICCID "\"}\n");
	assert_int_equal(run("confirm-order --iccid 1 --json", 200,
			     "{" SUCCESS ",\"matchingId\":\"ABC\",\"smdpAddress\":\"a.example\"}"),
			 COMMAND_OK);
	command_world_says(&world, ",\"activationCode\":\"LPA:1$a.example$ABC\"}\n");
	assert_int_equal(run("release-profile --iccid 1 --json", 200, FAILED("8.2.1", "3.5")),
			 COMMAND_FAILED);
	command_world_says(&world, "\"reasonCode\":\"3.5\"");
	command_world_says(&world, "\"advice\":\"");
}

static void what_is_no_answer_is_said_to_be_none(void **state)
{
	(void)state;
	static const struct {
		int status;
		const char *answer;
		const char *says;
	} rows[] = {
		{200, "{", "the answer breaks SGP.22"},
		{200, "{\"header\":{}}", "the answer breaks SGP.22"},
		{200, "{" SUCCESS "}", "the answer breaks SGP.22"},
		{403, "", "not that of an operator of this SM-DP+ (HTTP 403)"},
		{503, "", "call again later (HTTP 503)"},
		{204, "", "answered HTTP 204"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(run("download-order --type t", rows[i].status, rows[i].answer),
				 COMMAND_FAILED);
		command_world_says(&world, rows[i].says);
	}
}

static void options_can_stand_for_the_file(void **state)
{
	(void)state;
	peer.status = 200;
	peer.answer = "{" SUCCESS "}";
	assert_int_equal(
		command_world_run(&world, &es2p,
				  "es2p release-profile --iccid 1 --url https://localhost:1 "
				  "--cert @/sb/pki/operator/client.pem "
				  "--key @/sb/pki/operator/client.key "
				  "--ca @/sb/pki/p256/ci.pem --requester me --connect %s",
				  peer.address),
		COMMAND_OK);
	assert_sent("\"functionRequesterIdentifier\":\"me\"");
}

/* Each row: options, the exit code, and what the message must say. */
static const struct {
	const char *options;
	int code;
	const char *says;
} wrong[] = {
	{"--url https://localhost:1", COMMAND_USAGE, "with --url, --cert is needed too"},
	{"--config @/nowhere", COMMAND_FAILED, "nowhere: cannot be read: not found"},
	{"--config @/sb/es2p.conf --url http://x --cert a --key b --requester c", COMMAND_USAGE,
	 "the URL must begin with https://"},
	{"--config @/sb/es2p.conf --clock noon", COMMAND_USAGE, "the clock must look like"},
	{"--config @/sb/es2p.conf --clock 2001-01-01T00:00:00Z", COMMAND_FAILED, "certificate"},
	{"--config @/sb/es2p.conf --cert @/sb/es2p.conf", COMMAND_FAILED, "certificate "},
	{"--config @/sb/es2p.conf --ca @/sb/pki/brainpool/ci.pem", COMMAND_FAILED,
	 "https://localhost:8444/gsma/rsp2/es2plus/releaseProfile: "},
};

static void what_is_wrong_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(command_world_run(&world, &es2p,
						   "es2p release-profile --iccid 1 --connect %s %s",
						   peer.address, wrong[i].options),
				 wrong[i].code);
		command_world_says(&world, wrong[i].says);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(download_order_sends_what_is_given),
		cmocka_unit_test(download_order_needs_type_or_iccid),
		cmocka_unit_test(confirm_order_shows_the_activation_code),
		cmocka_unit_test(confirm_order_takes_the_code_from_a_file),
		cmocka_unit_test(a_code_file_must_hold_a_code),
		cmocka_unit_test(cancel_order_says_what_becomes_of_the_profile),
		cmocka_unit_test(release_profile_sends_the_iccid),
		cmocka_unit_test(a_refusal_is_explained),
		cmocka_unit_test(json_is_one_line_for_scripts),
		cmocka_unit_test(what_is_no_answer_is_said_to_be_none),
		cmocka_unit_test(options_can_stand_for_the_file),
		cmocka_unit_test(what_is_wrong_is_named),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
