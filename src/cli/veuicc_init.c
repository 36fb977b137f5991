/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A card is put together from files; nothing is written before all of them fit.
 * No test of its own: tests/veuicc.sh runs it, also with what does not fit.
 */
#include "cli/veuicc_init.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "card/state.h"
#include "cli/veuicc_device.h"
#include "pki/certificate.h"
#include "sys/file.h"

const struct command_option veuicc_init_options[] = {
	{.name = "--cert", .value = "FILE", .mandatory = true, .help = "certificate of the eUICC"},
	{.name = "--key", .value = "FILE", .mandatory = true, .help = "its private key"},
	{.name = "--eum", .value = "FILE", .mandatory = true, .help = "certificate of its EUM"},
	{.name = "--ci", .value = "FILE", .mandatory = true, .help = "certificate of a trusted CI"},
	{.name = "--set",
	 .value = "NAME=VALUE",
	 .help = "a setting of EUICCInfo, such as svn=2.2.2"},
	{.name = "--force", .help = "replace a card that is there"},
	{},
};

/* The n-th value that was given for an option, NULL past the last. */
static const char *nth_value(const struct command_line *line, const char *name, size_t n)
{
	for (size_t i = 0; i < line->given_n; i++)
		if (strcmp(line->given[i].option->name, name) == 0 && n-- == 0)
			return line->given[i].value;
	return NULL;
}

static int add_cis(const struct command_line *line, struct euicc *euicc)
{
	const char *path = NULL;
	for (size_t n = 0; (path = nth_value(line, "--ci", n)); n++) {
		CLEANUP(buf_free) struct buf ci = buf_make(LIMIT_CERTIFICATE);
		enum err e = certificate_load(path, &ci);
		if (e == OK)
			e = euicc_add_ci(euicc, buf_bytes(&ci));
		if (e != OK)
			return command_failed(line, "%s: %s", path, err_name(e));
	}
	return COMMAND_OK;
}

static enum err add_identity(struct euicc *euicc, const char *cert, const char *key,
			     const char *eum)
{
	CLEANUP(buf_free) struct buf cert_der = buf_make(LIMIT_CERTIFICATE);
	CLEANUP(buf_free) struct buf eum_der = buf_make(LIMIT_CERTIFICATE);
	CLEANUP(buf_free) struct buf key_file = buf_make(LIMIT_CERTIFICATE);
	TRY(certificate_load(cert, &cert_der));
	TRY(certificate_load(eum, &eum_der));
	TRY(file_read(key, &key_file));
	return euicc_add_identity(euicc, buf_bytes(&cert_der), buf_bytes(&key_file),
				  buf_bytes(&eum_der));
}

static int add_identities(const struct command_line *line, struct euicc *euicc)
{
	const char *cert = NULL;
	size_t n = 0;
	for (; (cert = nth_value(line, "--cert", n)); n++) {
		const char *key = nth_value(line, "--key", n), *eum = nth_value(line, "--eum", n);
		if (!key || !eum)
			return command_usage(line, "each --cert needs its --key and its --eum");
		enum err e = add_identity(euicc, cert, key, eum);
		if (e == ERR_NOT_FOUND)
			return command_failed(
				line, "%s: a file is missing, or no --ci is above its EUM", cert);
		if (e == ERR_MISMATCH)
			return command_failed(
				line, "%s: certificate, key and EUM do not belong together", cert);
		if (e != OK)
			return command_failed(line, "%s: %s", cert, err_name(e));
	}
	if (nth_value(line, "--key", n) || nth_value(line, "--eum", n))
		return command_usage(line, "each --key and --eum needs its --cert");
	return COMMAND_OK;
}

static int set_settings(const struct command_line *line, struct euicc *euicc)
{
	const char *given = NULL;
	for (size_t n = 0; (given = nth_value(line, "--set", n)); n++) {
		char name[64] = "";
		struct bytes value = bytes_str(given), word = {};
		bytes_take_until(&value, '=', &word);
		if (word.len >= sizeof(name))
			return command_usage(line, "there is no setting %s", given);
		memcpy(name, word.ptr, word.len);
		enum err e = settings_set(&euicc->settings, name, (const char *)value.ptr);
		if (e == ERR_NOT_FOUND)
			return command_usage(line, "there is no setting %s", name);
		if (e != OK)
			return command_usage(line, "--set %s: %s", given, err_name(e));
	}
	return COMMAND_OK;
}

static bool is_there(const char *path)
{
	FILE *f = fopen(path, "re");
	if (f)
		(void)fclose(f);
	return f != NULL;
}

int veuicc_init(const struct command_line *line)
{
	const char *state = command_value(line, "--state");
	struct entropy entropy = entropy_system();
	CLEANUP(euicc_free) struct euicc euicc = {};
	if (is_there(state) && !command_flag(line, "--force"))
		return command_failed(line, "%s: there is a card already; --force replaces it",
				      state);
	euicc_init(&euicc, &entropy);
	int code = add_cis(line, &euicc);
	if (code == COMMAND_OK)
		code = add_identities(line, &euicc);
	if (code == COMMAND_OK)
		code = set_settings(line, &euicc);
	if (code != COMMAND_OK)
		return code;
	enum err e = state_write(&euicc, state);
	if (e != OK)
		return command_failed(line, "%s: %s", state, err_name(e));
	char eid[EID_DIGITS + 1] = "";
	if (eid_decode(BYTES_OF(euicc.eid), eid) != OK)
		return command_failed(line, "the EID is not made of digits");
	(void)printf("Made a card with EID %s in %s.\n", eid, state);
	return COMMAND_OK;
}
