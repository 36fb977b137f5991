/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a card.
 * No test of its own: tests/veuicc.sh.
 */
#include "cli/veuicc_init.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "card/state.h"
#include "cli/veuicc_device.h"
#include "lpa/address.h"
#include "pki/certificate.h"

enum { SETTING_NAME_MAX = 64 };

const struct command_option veuicc_init_options[] = {
	{"--cert", "FILE", NULL, true, "the eUICC's certificate; again for another curve or CI"},
	{"--key", "FILE", NULL, true, "its private key; once for each --cert"},
	{"--eum", "FILE", NULL, true, "the EUM's certificate above it; once for each --cert"},
	{"--ci", "FILE", NULL, true, "a CI to trust; may be given again"},
	{"--set", "NAME=VALUE", NULL, false, "another value in EUICCInfo, e.g. svn=2.3.0"},
	{"--default-smdp", "ADDRESS", NULL, false, "the default SM-DP+"},
	{"--root-smds", "ADDRESS", NULL, false,
	 "the root SM-DS; testrootsmds.example.com if not given"},
	{"--force", NULL, NULL, false, "replace the card that is there"},
	{},
};

/* The value of the n-th time that the option was given; NULL past the last. */
static const char *nth(const struct command_line *line, const char *name, size_t n)
{
	for (size_t i = 0; i < line->given_n; i++) {
		if (strcmp(line->given[i].option->name, name) == 0 && n-- == 0)
			return line->given[i].value;
	}
	return NULL;
}

static size_t times(const struct command_line *line, const char *name)
{
	size_t n = 0;
	while (nth(line, name, n))
		n++;
	return n;
}

/* The DER of a certificate file, which may be PEM. */
static int load(const struct command_line *line, const char *path, struct buf *out)
{
	enum err error = certificate_load(path, out);
	if (error == OK)
		return COMMAND_OK;
	return command_failed(line, "%s: %s (%s)", path,
			      error == ERR_NOT_FOUND ? "there is no such file"
						     : "it is no certificate",
			      err_name(error));
}

static int add_ci(const struct command_line *line, struct euicc *e, const char *path)
{
	CLEANUP(buf_free) struct buf der = buf_make(LIMIT_CERTIFICATE);
	int code = load(line, path, &der);
	if (code != COMMAND_OK)
		return code;
	enum err error = euicc_add_ci(e, buf_bytes(&der));
	return error == OK ? COMMAND_OK
			   : command_failed(line, "%s: it cannot serve as a CI (%s)", path,
					    err_name(error));
}

/* Why an identity was not taken. */
static const char *identity_problem(enum err error)
{
	if (error == ERR_NOT_FOUND)
		return "the EUM's certificate was issued by none of the --ci";
	if (error == ERR_MISMATCH)
		return "certificate, key, EUM and EID do not belong together";
	return "certificate or key cannot be used";
}

static int add_identity(const struct command_line *line, struct euicc *e, struct arena *arena,
			size_t n)
{
	const char *path = nth(line, "--cert", n);
	CLEANUP(buf_free) struct buf certificate = buf_make(LIMIT_CERTIFICATE);
	CLEANUP(buf_free) struct buf eum = buf_make(LIMIT_CERTIFICATE);
	struct bytes key = {};
	int code = load(line, path, &certificate);
	if (code == COMMAND_OK)
		code = load(line, nth(line, "--eum", n), &eum);
	if (code == COMMAND_OK)
		code = veuicc_device_read(line, arena, nth(line, "--key", n), &key);
	if (code != COMMAND_OK)
		return code;
	enum err error = euicc_add_identity(e, buf_bytes(&certificate), key, buf_bytes(&eum));
	return error == OK ? COMMAND_OK
			   : command_failed(line, "%s: %s (%s)", path, identity_problem(error),
					    err_name(error));
}

static int set_one(const struct command_line *line, struct euicc *e, const char *text)
{
	char name[SETTING_NAME_MAX] = "";
	size_t len = strcspn(text, "=");
	if (text[len] != '=' || len >= sizeof(name))
		return command_usage(line, "--set must be like svn=2.3.0, not \"%s\"", text);
	memcpy(name, text, len);
	enum err error = settings_set(&e->settings, name, text + len + 1);
	if (error == OK)
		return COMMAND_OK;
	if (error != ERR_NOT_FOUND)
		return command_usage(line, "--set %s: not a value for it (%s)", text,
				     err_name(error));
	(void)fputs("The settings are:", stderr);
	for (size_t i = 0; settings_name(i); i++)
		(void)fprintf(stderr, " %s", settings_name(i));
	(void)fputc('\n', stderr);
	return command_usage(line, "there is no setting %s", name);
}

static int fill(const struct command_line *line, struct euicc *e, struct arena *arena)
{
	int code = COMMAND_OK;
	for (size_t i = 0; code == COMMAND_OK && nth(line, "--ci", i); i++)
		code = add_ci(line, e, nth(line, "--ci", i));
	for (size_t i = 0; code == COMMAND_OK && nth(line, "--cert", i); i++)
		code = add_identity(line, e, arena, i);
	for (size_t i = 0; code == COMMAND_OK && nth(line, "--set", i); i++)
		code = set_one(line, e, nth(line, "--set", i));
	return code;
}

/* Where the card keeps the addresses that it is given (ES10a). */
static const struct {
	const char *option;
	size_t offset; /* of a char[EUICC_ADDRESS_MAX + 1] */
} addresses[] = {
	{"--default-smdp", offsetof(struct euicc, default_smdp_address)},
	{"--root-smds", offsetof(struct euicc, root_smds_address)},
};

static_assert((int)EUICC_ADDRESS_MAX >= (int)LPA_ADDRESS_MAX, "what is good fits");

static void set_addresses(const struct command_line *line, struct euicc *e)
{
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		const char *address = command_value(line, addresses[i].option);
		if (address)
			(void)snprintf((char *)e + addresses[i].offset, EUICC_ADDRESS_MAX + 1, "%s",
				       address);
	}
}

static int check_options(const struct command_line *line, const char *path)
{
	size_t n = times(line, "--cert");
	if (times(line, "--key") != n || times(line, "--eum") != n)
		return command_usage(line, "each --cert needs one --key and one --eum");
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		const char *address = command_value(line, addresses[i].option);
		if (address && !address_is_good(bytes_str(address)))
			return command_usage(line, "%s must be a host name, perhaps with a port",
					     addresses[i].option);
	}
	if (access(path, F_OK) == 0 && !command_flag(line, "--force"))
		return command_failed(line,
				      "%s: there is a file already; give --force to replace "
				      "it and lose its profiles",
				      path);
	return COMMAND_OK;
}

static int write_card(const struct command_line *line, const struct euicc *e, const char *path)
{
	char eid[EID_DIGITS + 1] = "";
	enum err error = state_write(e, path);
	if (error == OK)
		error = eid_decode(BYTES_OF(e->eid), eid);
	if (error != OK)
		return command_failed(line, "%s: it cannot be written (%s)", path, err_name(error));
	if (command_flag(line, "--json"))
		return printf("{\"eid\":\"%s\"}\n", eid) < 0;
	return printf("Made the card %s with EID %s.\n", path, eid) < 0;
}

int veuicc_init_run(const struct command_line *line)
{
	const char *path = command_value(line, "--state");
	struct entropy entropy = entropy_system();
	CLEANUP(arena_free) struct arena arena = arena_make(VEUICC_DEVICE_ARENA_MAX);
	CLEANUP(euicc_free) struct euicc card = {};
	CLEANUP(file_lock_release) struct file_lock lock = {};
	int code = veuicc_device_lock(line, path, &lock);
	if (code == COMMAND_OK)
		code = check_options(line, path);
	if (code != COMMAND_OK)
		return code;
	euicc_init(&card, &entropy);
	set_addresses(line, &card);
	code = fill(line, &card, &arena);
	return code == COMMAND_OK ? write_card(line, &card, path) : code;
}
