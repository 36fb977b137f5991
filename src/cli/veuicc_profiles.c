/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking at a card, managing its profiles.
 * No test of its own: tests/veuicc.sh, tests/download.sh.
 */
#include "cli/veuicc_profiles.h"

#include <stdio.h>

#include "base/limits.h"
#include "cli/veuicc_device.h"
#include "codec/json.h"
#include "lpa/profiles.h"
#include "msg/es10b_get_euicc_info.h"
#include "pki/crl.h"
#include "sys/file.h"

enum { OUTPUT_MAX = 1024 * 1024 };

static int print(struct veuicc_device *d, enum err error, const struct buf *out)
{
	return error == OK ? veuicc_device_print(d->line, buf_bytes(out))
			   : command_failed(d->line, "%s", err_name(error));
}

/* ---- list ---- */

static enum err put_profile_json(const struct lpa_profile *p, struct buf *out)
{
	TRY(json_open(out, NULL, '{'));
	TRY(json_put_str(out, "iccid", p->iccid));
	TRY(json_put_str(out, "state", p->enabled ? "enabled" : "disabled"));
	TRY(json_put_str(out, "profileNickname", p->nickname));
	TRY(json_put_str(out, "serviceProviderName", p->service_provider));
	TRY(json_put_str(out, "profileName", p->profile_name));
	TRY(json_put_integer(out, "profileClass", (int64_t)p->profile_class));
	TRY(json_put_hex(out, "isdpAid", p->isdp_aid));
	return json_close(out, '}');
}

static enum err put_list_json(const char *eid, const struct lpa_profile *p, size_t n,
			      struct buf *out)
{
	TRY(json_open(out, NULL, '{'));
	TRY(json_put_str(out, "eid", eid));
	TRY(json_open(out, "profiles", '['));
	for (size_t i = 0; i < n; i++)
		TRY(put_profile_json(&p[i], out));
	TRY(json_close(out, ']'));
	return json_close(out, '}');
}

/* Foreign text for a terminal: no control characters. */
static enum err put_plain(struct buf *out, const char *text)
{
	for (; *text; text++) {
		bool control = (unsigned char)*text < ' ' || *text == 0x7F;
		TRY(buf_put_u8(out, control ? '?' : (uint8_t)*text));
	}
	return OK;
}

static enum err put_list_text(const char *eid, const struct lpa_profile *p, size_t n,
			      struct buf *out)
{
	TRY(buf_put_fmt(out, "EID %s, %zu profile%s", eid, n, n == 1 ? "" : "s"));
	for (size_t i = 0; i < n; i++) {
		TRY(buf_put_fmt(out, "\n%-20s  %-8s  ", p[i].iccid,
				p[i].enabled ? "enabled" : "disabled"));
		TRY(put_plain(out, p[i].service_provider));
		TRY(buf_put_str(out, ": "));
		TRY(put_plain(out, p[i].profile_name));
		if (p[i].nickname[0] == '\0')
			continue;
		TRY(buf_put_str(out, " ("));
		TRY(put_plain(out, p[i].nickname));
		TRY(buf_put_str(out, ")"));
	}
	return OK;
}

int veuicc_profiles_list(const struct command_line *line)
{
	CLEANUP(veuicc_device_close) struct veuicc_device d = {};
	CLEANUP(buf_free) struct buf out = buf_make(OUTPUT_MAX);
	struct lpa_card_info card = {};
	struct lpa_profile *profiles = NULL;
	size_t n = 0;
	int code = veuicc_device_open_lpa(&d, line, NULL);
	if (code != COMMAND_OK)
		return code;
	if (lpa_read_card(&d.lpa, &d.arena, &card) != OK ||
	    lpa_list_profiles(&d.lpa, &d.arena, &profiles, &n) != OK)
		return veuicc_device_problem(&d);
	enum err error = d.json ? put_list_json(card.eid, profiles, n, &out)
				: put_list_text(card.eid, profiles, n, &out);
	return print(&d, error, &out);
}

/* ---- enable, disable, delete, nickname, reset, default-smdp ---- */

/* Open the device, do one thing, and say that it is done. */
static int run(const struct command_line *line,
	       enum err (*change)(struct lpa *lpa, const struct command_line *line),
	       const char *done)
{
	CLEANUP(veuicc_device_close) struct veuicc_device d = {};
	int code = veuicc_device_open_lpa(&d, line, NULL);
	if (code != COMMAND_OK)
		return code;
	if (change(&d.lpa, line) != OK)
		return veuicc_device_problem(&d);
	return veuicc_device_print(line, bytes_str(d.json ? "{}" : done));
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

static enum err nickname(struct lpa *lpa, const struct command_line *line)
{
	return lpa_set_nickname(lpa, line->operands[0],
				line->operands_n > 1 ? line->operands[1] : "");
}

static enum err reset(struct lpa *lpa, const struct command_line *line)
{
	(void)line;
	return lpa_memory_reset(lpa);
}

static enum err default_smdp(struct lpa *lpa, const struct command_line *line)
{
	return lpa_set_default_smdp(lpa, line->operands_n > 0 ? line->operands[0] : "");
}

int veuicc_profiles_enable(const struct command_line *line)
{
	return run(line, enable, "Enabled.");
}

int veuicc_profiles_disable(const struct command_line *line)
{
	return run(line, disable, "Disabled.");
}

int veuicc_profiles_delete(const struct command_line *line)
{
	return run(line, delete, "Deleted.");
}

int veuicc_profiles_nickname(const struct command_line *line)
{
	return run(line, nickname, "Named.");
}

int veuicc_profiles_reset(const struct command_line *line)
{
	return run(line, reset, "Deleted all profiles and forgot the default SM-DP+.");
}

int veuicc_profiles_default_smdp(const struct command_line *line)
{
	return run(line, default_smdp, "Set.");
}

/* ---- load-crl ---- */

/* A CRL in DER, whatever the file has. The caller frees it. */
static int read_crl(const struct command_line *line, struct crl **out)
{
	CLEANUP(buf_free) struct buf content = buf_make(LIMIT_CRL);
	const char *path = line->operands[0];
	enum err error = file_read(path, &content);
	if (error == OK)
		error = crl_parse(buf_bytes(&content), out);
	if (error == OK)
		return COMMAND_OK;
	return command_failed(line, "%s: %s (%s)", path,
			      error == ERR_NOT_FOUND ? "there is no such file"
						     : "it is no CRL that a card can take",
			      err_name(error));
}

int veuicc_profiles_load_crl(const struct command_line *line)
{
	CLEANUP(veuicc_device_close) struct veuicc_device d = {};
	CLEANUP(crl_free) struct crl *crl = NULL;
	int code = read_crl(line, &crl);
	if (code == COMMAND_OK)
		code = veuicc_device_open_lpa(&d, line, NULL);
	if (code != COMMAND_OK)
		return code;
	if (lpa_load_crl(&d.lpa, crl_der(crl)) != OK)
		return veuicc_device_problem(&d);
	return veuicc_device_print(line, bytes_str(d.json ? "{}" : "Loaded."));
}

/* ---- info ---- */

struct facts {
	struct lpa_card_info card;
	struct es10b_euicc_info2 info2;
	struct es10b_ext_card_resource resource;
};

static enum err put_version(struct buf *out, const char *name, struct bytes v, bool json)
{
	char text[16] = "";
	if (v.len == 3)
		(void)snprintf(text, sizeof(text), "%u.%u.%u", v.ptr[0], v.ptr[1], v.ptr[2]);
	return json ? json_put_str(out, name, text) : buf_put_fmt(out, "%-20s%s\n", name, text);
}

static enum err put_pkids(struct buf *out, struct bytes list, bool json)
{
	while (list.len > 0) {
		struct bytes id = {};
		TRY(es10b_ci_pk_id_next(&list, &id));
		if (json) {
			TRY(json_put_hex(out, NULL, id));
			continue;
		}
		TRY(buf_put_str(out, "ciPKId              "));
		TRY(hex_encode(out, id));
		TRY(buf_put_str(out, "\n"));
	}
	return OK;
}

static enum err put_info_json(const struct facts *f, struct buf *out)
{
	TRY(json_open(out, NULL, '{'));
	TRY(json_put_str(out, "eid", f->card.eid));
	TRY(json_put_str(out, "defaultDpAddress", f->card.default_smdp));
	TRY(json_put_str(out, "rootDsAddress", f->card.root_smds));
	TRY(put_version(out, "svn", f->info2.svn, true));
	TRY(put_version(out, "profileVersion", f->info2.profile_version, true));
	TRY(json_put_integer(out, "freeMemory", (int64_t)f->resource.free_non_volatile_memory));
	TRY(json_open(out, "ciPKIds", '['));
	TRY(put_pkids(out, f->info2.ci_pk_ids_for_signing, true));
	TRY(json_close(out, ']'));
	return json_close(out, '}');
}

static enum err put_info_text(const struct facts *f, struct buf *out)
{
	TRY(buf_put_fmt(out, "%-20s%s\n", "eid", f->card.eid));
	TRY(put_version(out, "svn", f->info2.svn, false));
	TRY(put_version(out, "profileVersion", f->info2.profile_version, false));
	TRY(put_pkids(out, f->info2.ci_pk_ids_for_signing, false));
	TRY(buf_put_fmt(out, "%-20s%s\n", "defaultDpAddress", f->card.default_smdp));
	TRY(buf_put_fmt(out, "%-20s%s\n", "rootDsAddress", f->card.root_smds));
	return buf_put_fmt(out, "%-20s%llu bytes", "freeMemory",
			   (unsigned long long)f->resource.free_non_volatile_memory);
}

int veuicc_profiles_info(const struct command_line *line)
{
	CLEANUP(veuicc_device_close) struct veuicc_device d = {};
	CLEANUP(buf_free) struct buf out = buf_make(OUTPUT_MAX);
	struct facts f = {};
	int code = veuicc_device_open_lpa(&d, line, NULL);
	if (code != COMMAND_OK)
		return code;
	if (lpa_read_card(&d.lpa, &d.arena, &f.card) != OK)
		return veuicc_device_problem(&d);
	enum err error = es10b_euicc_info2_decode(f.card.euicc_info2, &f.info2);
	if (error == OK)
		error = es10b_ext_card_resource_decode(f.info2.ext_card_resource, &f.resource);
	if (error == OK)
		error = d.json ? put_info_json(&f, &out) : put_info_text(&f, &out);
	return print(&d, error, &out);
}

/* ---- package ---- */

/* The bytes that the card has recovered; no real card gives them away. */
int veuicc_profiles_package(const struct command_line *line)
{
	CLEANUP(veuicc_device_close) struct veuicc_device d = {};
	uint8_t iccid[ICCID_LEN] = {};
	int code = veuicc_device_open(&d, line);
	if (code != COMMAND_OK)
		return code;
	if (iccid_encode(bytes_str(line->operands[0]), iccid) != OK)
		return command_failed(line, "\"%s\" is no ICCID; veuicc list shows them",
				      line->operands[0]);
	const struct euicc_profile *p = euicc_profile(&d.card, BYTES_OF(iccid));
	if (!p)
		return command_failed(line, "the card has no profile %s; veuicc list shows them",
				      line->operands[0]);
	if (fwrite(p->package.ptr, 1, p->package.len, stdout) != p->package.len ||
	    fflush(stdout) != 0)
		return command_failed(line, "the output cannot be written");
	return COMMAND_OK;
}
