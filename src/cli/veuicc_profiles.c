/* SPDX-License-Identifier: Apache-2.0 */
/*
 * No test of its own: tests/veuicc.sh runs every command.
 */
#include "cli/veuicc_profiles.h"

#include <stdio.h>

#include "base/limits.h"
#include "cli/veuicc_device.h"
#include "codec/json.h"
#include "lpa/profiles.h"

enum { ANSWER_MAX = 64 * 1024 };

/* --- showing --------------------------------------------------------------------------------- */

static enum err put_info(const struct lpa_card_info *info, struct buf *out)
{
	TRY(json_open(out, NULL, '{'));
	TRY(json_put_str(out, "eid", info->eid));
	TRY(json_put_str(out, "defaultDpAddress", info->default_smdp));
	TRY(json_put_str(out, "rootDsAddress", info->root_smds));
	TRY(json_put_base64(out, "euiccInfo2", info->euicc_info2));
	return json_close(out, '}');
}

static void say_info(const struct lpa_card_info *info, const struct euicc *card)
{
	(void)printf("EID               %s\n", info->eid);
	(void)printf("Default SM-DP+    %s\n", *info->default_smdp ? info->default_smdp : "none");
	(void)printf("Root SM-DS        %s\n", *info->root_smds ? info->root_smds : "none");
	(void)printf("Free memory       %u bytes\n", (unsigned)euicc_free_memory(card));
	(void)printf("Profiles          %zu\n", card->n_profiles);
	(void)printf("Notifications     %zu\n", card->n_notifications);
}

int veuicc_info(const struct command_line *line)
{
	CLEANUP(veuicc_device_close) struct veuicc_device device = {};
	CLEANUP(arena_free) struct arena arena = arena_make(LIMIT_REQUEST_ARENA);
	CLEANUP(buf_free) struct buf out = buf_make(ANSWER_MAX);
	struct lpa_card_info info = {};
	int code = veuicc_device_open_lpa(line, &device);
	if (code != COMMAND_OK)
		return code;
	if (lpa_read_card(&device.lpa, &arena, &info) != OK)
		return veuicc_device_failed(&device);
	if (!command_flag(line, "--json")) {
		say_info(&info, &device.euicc);
		return COMMAND_OK;
	}
	enum err e = put_info(&info, &out);
	if (e != OK)
		return command_failed(line, "%s", err_name(e));
	(void)printf("%.*s\n", BYTES_FMT(buf_bytes(&out)));
	return COMMAND_OK;
}

static enum err put_profile(const struct lpa_profile *p, struct buf *out)
{
	TRY(json_open(out, NULL, '{'));
	TRY(json_put_str(out, "iccid", p->iccid));
	TRY(json_put_str(out, "state", p->enabled ? "enabled" : "disabled"));
	TRY(json_put_str(out, "nickname", p->nickname));
	TRY(json_put_str(out, "serviceProviderName", p->service_provider));
	TRY(json_put_str(out, "profileName", p->profile_name));
	return json_close(out, '}');
}

static enum err put_profiles(const struct lpa_profile *profiles, size_t n, struct buf *out)
{
	TRY(json_open(out, NULL, '['));
	for (size_t i = 0; i < n; i++)
		TRY(put_profile(&profiles[i], out));
	return json_close(out, ']');
}

static void say_profiles(const struct lpa_profile *profiles, size_t n)
{
	for (size_t i = 0; i < n; i++)
		(void)printf("%-20s %-8s %s: %s%s%s\n", profiles[i].iccid,
			     profiles[i].enabled ? "enabled" : "disabled",
			     profiles[i].service_provider, profiles[i].profile_name,
			     *profiles[i].nickname ? ", " : "", profiles[i].nickname);
	if (n == 0)
		(void)printf("There is no profile.\n");
}

int veuicc_list(const struct command_line *line)
{
	CLEANUP(veuicc_device_close) struct veuicc_device device = {};
	CLEANUP(arena_free) struct arena arena = arena_make(LIMIT_REQUEST_ARENA);
	CLEANUP(buf_free) struct buf out = buf_make(ANSWER_MAX);
	struct lpa_profile *profiles = NULL;
	size_t n = 0;
	int code = veuicc_device_open_lpa(line, &device);
	if (code != COMMAND_OK)
		return code;
	if (lpa_list_profiles(&device.lpa, &arena, &profiles, &n) != OK)
		return veuicc_device_failed(&device);
	if (!command_flag(line, "--json")) {
		say_profiles(profiles, n);
		return COMMAND_OK;
	}
	enum err e = put_profiles(profiles, n, &out);
	if (e != OK)
		return command_failed(line, "%s", err_name(e));
	(void)printf("%.*s\n", BYTES_FMT(buf_bytes(&out)));
	return COMMAND_OK;
}

int veuicc_package(const struct command_line *line)
{
	CLEANUP(veuicc_device_close) struct veuicc_device device = {};
	uint8_t iccid[ICCID_LEN] = {};
	int code = veuicc_device_open(line, &device);
	if (code != COMMAND_OK)
		return code;
	if (iccid_encode(bytes_str(line->operands[0]), iccid) != OK)
		return command_usage(line, "%s is no ICCID", line->operands[0]);
	const struct euicc_profile *p = euicc_profile(&device.euicc, BYTES_OF(iccid));
	if (!p)
		return command_failed(line, "there is no profile %s", line->operands[0]);
	size_t n = fwrite(p->package.ptr, 1, p->package.len, stdout);
	return n == p->package.len ? COMMAND_OK : command_failed(line, "cannot write it");
}

/* --- changing -------------------------------------------------------------------------------- */

typedef enum err change(struct lpa *lpa, const struct command_line *line);

/* Run one change over an LPA, and say that it is done. */
static int run_change(const struct command_line *line, change *run, const char *done)
{
	CLEANUP(veuicc_device_close) struct veuicc_device device = {};
	int code = veuicc_device_open_lpa(line, &device);
	if (code != COMMAND_OK)
		return code;
	if (run(&device.lpa, line) != OK)
		return veuicc_device_failed(&device);
	(void)printf(command_flag(line, "--json") ? "{}\n" : "%s\n", done);
	return COMMAND_OK;
}

static enum err enable(struct lpa *lpa, const struct command_line *line)
{
	return lpa_enable_profile(lpa, line->operands[0]);
}

static enum err disable(struct lpa *lpa, const struct command_line *line)
{
	return lpa_disable_profile(lpa, line->operands[0]);
}

static enum err delete (struct lpa *lpa, const struct command_line *line) {
	return lpa_delete_profile(lpa, line->operands[0]);
}

static enum err set_nickname(struct lpa *lpa, const struct command_line *line)
{
	return lpa_set_nickname(lpa, line->operands[0], line->operands[1]);
}

static enum err reset(struct lpa *lpa, const struct command_line *line)
{
	(void)line;
	return lpa_memory_reset(lpa);
}

static enum err set_default_smdp(struct lpa *lpa, const struct command_line *line)
{
	return lpa_set_default_smdp(lpa, line->operands[0]);
}

int veuicc_enable(const struct command_line *line)
{
	return run_change(line, enable, "Enabled.");
}

int veuicc_disable(const struct command_line *line)
{
	return run_change(line, disable, "Disabled.");
}

int veuicc_delete(const struct command_line *line)
{
	return run_change(line, delete, "Deleted.");
}

int veuicc_nickname(const struct command_line *line)
{
	return run_change(line, set_nickname, "Done.");
}

int veuicc_reset(const struct command_line *line)
{
	return run_change(line, reset, "All profiles are deleted.");
}

int veuicc_default_smdp(const struct command_line *line)
{
	return run_change(line, set_default_smdp, "Done.");
}
