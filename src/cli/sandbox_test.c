/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of a whole sandbox: made by the command, then read by what will use it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/sandbox.h"
#include "pki/certificate.h"
#include "pki/euicc_chain.h"
#include "pki/server_chain.h"
#include "command_world.h"
#include "sys/file.h"

static const struct command program = {.name = "sandbox",
				       .operands = "DIR",
				       .operands_min = 1,
				       .operands_max = 1,
				       .options = sandbox_options,
				       .run = sandbox_run};

struct world {
	struct command_world command;
	struct installation installation;
};

/* Run the command for @/sb with a few profiles. */
static int run(struct world *w, const char *options)
{
	return command_world_run(&w->command, &program, "sandbox @/sb --profiles 70 %s", options);
}

static const char *path_of(const struct world *w, const char *name)
{
	char inner[128] = "";
	(void)snprintf(inner, sizeof(inner), "sb/%s", name);
	return command_world_path(&w->command, inner);
}

static int open_all(struct world *w)
{
	struct config_error why = {};
	if (installation_open(path_of(w, "rspd.conf"), &w->installation, &why) == OK)
		return 0;
	(void)fprintf(stderr, "%s\n", why.text);
	return -1;
}

static int make_world(void **state)
{
	struct world *w = calloc(1, sizeof(*w));
	*state = w;
	if (!w)
		return -1;
	command_world_make(&w->command);
	return 0;
}

static int make_sandbox(void **state)
{
	if (make_world(state) != 0)
		return -1;
	return run(*state, "") == 0 ? open_all(*state) : -1;
}

static int tear_down(void **state)
{
	struct world *w = *state;
	installation_close(&w->installation);
	command_world_remove(&w->command);
	free(w);
	return 0;
}

static void load(const struct world *w, const char *name, struct buf *out)
{
	*out = buf_make(8192);
	assert_int_equal(certificate_load(path_of(w, name), out), OK);
}

/* The certificates of one curve, as the SM-DP+ and the eUICC will check them. */
static void check_chains(const struct world *w, const char *directory)
{
	static const char *const names[] = {"ci",   "eum",   "euicc",  "dpauth",
					    "dppb", "dptls", "dsauth", "dstls"};
	struct buf files[8] = {};
	struct certificate ci = {};
	for (size_t i = 0; i < 8; i++) {
		char name[64] = "";
		(void)snprintf(name, sizeof(name), "%s/%s.pem", directory, names[i]);
		load(w, name, &files[i]);
	}
	assert_int_equal(certificate_parse(buf_bytes(&files[0]), &ci), OK);
	int64_t now = clock_now_ms(&w->installation.clock);

	struct euicc_chain_result euicc = {};
	const struct euicc_chain_input device = {.eum = buf_bytes(&files[1]),
						 .euicc = buf_bytes(&files[2]),
						 .cis = &ci,
						 .ci_count = 1,
						 .now_ms = now};
	assert_int_equal(euicc_chain_verify(&device, &euicc), OK);
	assert_memory_equal(euicc.eid, "89049032", 8);

	static const enum certificate_role roles[] = {CERTIFICATE_DPAUTH, CERTIFICATE_DPPB,
						      CERTIFICATE_DPTLS, CERTIFICATE_DSAUTH,
						      CERTIFICATE_DSTLS};
	for (size_t i = 0; i < 5; i++) {
		struct server_chain_result result = {};
		const struct server_chain_input server = {
			.certificate = buf_bytes(&files[3 + i]),
			.role = roles[i],
			.cis = &ci,
			.ci_count = 1,
			.now_ms = now,
			.host = i == 2 || i == 4 ? BYTES_LIT("localhost") : (struct bytes){}};
		assert_int_equal(server_chain_verify(&server, &result), OK);
	}
	for (size_t i = 0; i < 8; i++)
		buf_free(&files[i]);
}

static void the_chains_hold(void **state)
{
	check_chains(*state, "pki/p256");
	check_chains(*state, "pki/brainpool");
}

static void the_eid_has_its_check_digits(void **state)
{
	const struct world *w = *state;
	struct certificate cert = {};
	CLEANUP(buf_free) struct buf file = {};
	load(w, "pki/p256/euicc.pem", &file);
	assert_int_equal(certificate_parse(buf_bytes(&file), &cert), OK);
	assert_int_equal(cert.serial_number.len, EID_DIGITS);
	unsigned remainder = 0;
	for (size_t i = 0; i < EID_DIGITS; i++)
		remainder = (remainder * 10 + (cert.serial_number.ptr[i] - '0')) % 97;
	assert_int_equal(remainder, 1);
}

static void keys_are_for_their_owner_only(void **state)
{
	static const char *const names[] = {"keys/wrap-1.key", "keys/lookup.key",
					    "pki/p256/dpauth.key", "pki/operator/client.key",
					    "rspd.conf"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct stat s = {};
		assert_int_equal(stat(path_of(*state, names[i]), &s), 0);
		assert_int_equal(s.st_mode & 077, 0);
	}
}

static void both_types_have_their_profiles(void **state)
{
	struct world *w = *state;
	CLEANUP(arena_free) struct arena a = arena_make(1 << 20);
	struct profile_stock rows[16] = {};
	size_t n = 0;
	assert_int_equal(profile_stock(w->installation.store, &a, 16, rows, &n), OK);
	/* The suite has a type of which there is nothing in stock. */
	assert_int_equal(n, w->installation.config.profile_types_n - 1);
	for (size_t i = 0; i < n; i++) {
		if (strncmp(rows[i].profile_type, "conformance-", 12) != 0)
			assert_int_equal(rows[i].count, 70);
		assert_int_equal(rows[i].state, PROFILE_AVAILABLE);
		assert_string_equal(rows[i].operator_name, "example");
	}
}

static void the_address_is_that_of_the_listener(void **state)
{
	const struct world *w = *state;
	assert_string_equal(w->installation.config.smdpp.address, "localhost:8443");
	assert_string_equal(w->installation.config.listen.es9p.address, "127.0.0.1:8443");
	assert_string_equal(w->installation.config.smds.address, "localhost:8446");
	assert_string_equal(w->installation.config.listen.es11.address, "127.0.0.1:8446");
	assert_string_equal(w->installation.config.smds_peers[0].url, "https://localhost:8447");
	assert_int_equal(w->installation.config.certificate_issuers_n, 2);
}

/* ES8+ then sends them in more than one segment, which is worth having in every test. */
static void metadata_of_prepaid_take_several_segments(void **state)
{
	struct world *w = *state;
	CLEANUP(arena_free) struct arena a = arena_make(1 << 20);
	struct profile_row row = {};
	struct bytes metadata = {};
	size_t n = 0;
	const struct profile_filter filter = {.profile_type = "prepaid"};
	assert_int_equal(profile_list(w->installation.store, &a, &filter, 1, &row, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(profile_metadata(w->installation.store, &a, row.id, &metadata), OK);
	assert_in_range(metadata.len, 1009, 4096);
}

static void two_sandboxes_share_no_secret(void **state)
{
	struct world *w = *state;
	void *other_state = NULL;
	assert_int_equal(make_world(&other_state), 0);
	struct world *other = other_state;
	assert_int_equal(run(other, ""), 0);
	static const char *const names[] = {"keys/wrap-1.key", "pki/p256/ci.key"};
	for (size_t i = 0; i < 2; i++) {
		CLEANUP(buf_free) struct buf a = buf_make(8192), b = buf_make(8192);
		assert_int_equal(file_read(path_of(w, names[i]), &a), OK);
		assert_int_equal(file_read(path_of(other, names[i]), &b), OK);
		assert_false(bytes_eq(buf_bytes(&a), buf_bytes(&b)));
	}
	(void)tear_down(&other_state);
}

static void a_directory_that_is_not_empty_is_refused(void **state)
{
	struct world *w = *state;
	assert_int_equal(file_mkdir(path_of(w, ""), 0700), OK);
	assert_int_equal(file_write(path_of(w, "mine"), BYTES_LIT("x"), 0600), OK);
	assert_int_equal(run(w, ""), COMMAND_FAILED);
	command_world_says(&w->command, "is not empty");
	assert_int_not_equal(access(path_of(w, "rspd.conf"), F_OK), 0);
}

static void an_empty_directory_will_do(void **state)
{
	struct world *w = *state;
	assert_int_equal(file_mkdir(path_of(w, ""), 0700), OK);
	assert_int_equal(run(w, "--host rsp.example.com"), COMMAND_OK);
	assert_int_equal(open_all(w), 0);
	assert_string_equal(w->installation.config.smdpp.address, "rsp.example.com:8443");
}

static void port_0_leaves_the_address_without_port(void **state)
{
	struct world *w = *state;
	assert_int_equal(run(w, "--es9p-port 0"), COMMAND_OK);
	assert_int_equal(open_all(w), 0);
	assert_string_equal(w->installation.config.smdpp.address, "localhost");
	assert_string_equal(w->installation.config.listen.es9p.address, "127.0.0.1:0");
}

static void time_can_stand(void **state)
{
	struct world *w = *state;
	CLEANUP(buf_free) struct buf file = buf_make(8192);
	assert_int_equal(run(w, "--clock 2026-11-01T00:00:00Z"), COMMAND_OK);
	assert_int_equal(open_all(w), 0);
	assert_int_equal(clock_now_ms(&w->installation.clock),
			 w->installation.config.test_clock_ms);
	check_chains(w, "pki/p256");
	assert_int_equal(file_read(path_of(w, "es2p.conf"), &file), OK);
	assert_int_equal(buf_put_u8(&file, '\0'), OK);
	assert_non_null(strstr((const char *)file.ptr, "clock = \"2026-11-01T00:00:00Z\";\n"));
}

static void a_clock_of_another_form_makes_nothing(void **state)
{
	struct world *w = *state;
	assert_int_equal(run(w, "--clock noon"), COMMAND_USAGE);
	assert_int_not_equal(access(path_of(w, ""), F_OK), 0);
}

static void a_port_out_of_range_makes_nothing(void **state)
{
	struct world *w = *state;
	assert_int_equal(run(w, "--es2p-port 65536"), COMMAND_USAGE);
	assert_int_not_equal(access(path_of(w, ""), F_OK), 0);
}

int main(void)
{
#define WITH(f, set_up) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		WITH(the_chains_hold, make_sandbox),
		WITH(the_eid_has_its_check_digits, make_sandbox),
		WITH(keys_are_for_their_owner_only, make_sandbox),
		WITH(both_types_have_their_profiles, make_sandbox),
		WITH(the_address_is_that_of_the_listener, make_sandbox),
		WITH(metadata_of_prepaid_take_several_segments, make_sandbox),
		WITH(two_sandboxes_share_no_secret, make_sandbox),
		WITH(a_directory_that_is_not_empty_is_refused, make_world),
		WITH(an_empty_directory_will_do, make_world),
		WITH(port_0_leaves_the_address_without_port, make_world),
		WITH(time_can_stand, make_world),
		WITH(a_clock_of_another_form_makes_nothing, make_world),
		WITH(a_port_out_of_range_makes_nothing, make_world),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
