/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The card and its LPA for the commands.
 * No test of its own: tests/veuicc.sh.
 */
#include "cli/veuicc_device.h"

#include <stdio.h>

#include "base/limits.h"
#include "card/apdu.h"
#include "card/state.h"
#include "codec/json.h"
#include "sys/clock.h"
#include "sys/file.h"

enum { JSON_MAX = 4096 };

/* What is wrong with the state file, and what to do. */
static const struct {
	enum err error;
	const char *text;
} state_problems[] = {
	{ERR_NOT_FOUND, "there is no card in it; make one: veuicc --state FILE init --help"},
	{ERR_UNSUPPORTED, "it was written by another version of veuicc; use that one, or make a "
			  "new card: veuicc --state FILE init --help"},
	{ERR_IO, "it cannot be read; check who may read it"},
	{ERR_TOO_LONG, "it is too long for a state file; is it the right file?"},
};

static int say_state_problem(const struct veuicc_device *d, enum err error)
{
	const char *text = "it is damaged, or no state file; restore it, or make a new card: "
			   "veuicc --state FILE init --help";
	for (size_t i = 0; i < sizeof(state_problems) / sizeof(state_problems[0]); i++) {
		if (state_problems[i].error == error)
			text = state_problems[i].text;
	}
	return command_failed(d->line, "%s: %s (%s)", d->path, text, err_name(error));
}

int veuicc_device_lock(const struct command_line *line, const char *path, struct file_lock *lock)
{
	if (file_lock_take(path, lock) != ERR_BUSY)
		return COMMAND_OK;
	return command_failed(line, "%s: another veuicc is using this card; wait for it, or end it",
			      path);
}

int veuicc_device_open(struct veuicc_device *d, const struct command_line *line)
{
	*d = (struct veuicc_device){
		.line = line,
		.path = command_value(line, "--state"),
		.json = command_flag(line, "--json"),
		.entropy = entropy_system(),
		.arena = arena_make(VEUICC_DEVICE_ARENA_MAX),
		.lpa = {.channel = LPA_CHANNEL_NONE},
	};
	euicc_init(&d->card, &d->entropy);
	int code = veuicc_device_lock(line, d->path, &d->lock);
	if (code != COMMAND_OK)
		return code;
	enum err error = state_read(&d->card, d->path);
	if (error != OK)
		return say_state_problem(d, error);
	d->card.save = state_save;
	d->card.save_ctx = (void *)d->path;
	error = euicc_reset(&d->card);
	if (error != OK)
		return command_failed(line, "%s: it cannot be written (%s)", d->path,
				      err_name(error));
	return COMMAND_OK;
}

static int set_clock(const struct command_line *line, struct lpa_config *config)
{
	const char *text = command_value(line, "--clock");
	int64_t ms = 0;
	config->clock = clock_system();
	if (!text)
		return COMMAND_OK;
	if (clock_parse(text, &ms) != OK)
		return command_usage(line, "--clock must be like 2026-11-23T12:00:00Z");
	config->clock = clock_fixed(ms);
	config->clock_is_fixed = true;
	return COMMAND_OK;
}

static int set_binding(const struct command_line *line, struct lpa_config *config)
{
	static const char *const names[ES9P_BINDINGS] = {
		[ES9P_JSON] = "json", [ES9P_ASN1] = "asn1"};
	const char *text = command_value(line, "--binding");
	for (int i = 0; i < ES9P_BINDINGS; i++) {
		config->binding = (enum es9p_binding)i;
		if (strcmp(names[i], text) == 0)
			return COMMAND_OK;
	}
	return command_usage(line, "--binding must be json or asn1");
}

int veuicc_device_open_lpa(struct veuicc_device *d, const struct command_line *line,
			   const struct lpa_observer *observer)
{
	struct lpa_config config = {
		.connect = command_value(line, "--connect"),
		.tac = {0x35, 0x29, 0x06, 0x11},
	};
	int code = veuicc_device_open(d, line);
	if (code == COMMAND_OK)
		code = set_clock(line, &config);
	if (code == COMMAND_OK)
		code = set_binding(line, &config);
	if (code != COMMAND_OK)
		return code;
	for (size_t i = 0; i < d->card.n_cis; i++)
		d->cis[i] = buf_bytes(&d->card.ci_der[i]);
	config.card = (struct lpa_card){apdu_transmit_ctx, &d->card};
	config.trust =
		(struct tls_trust){.certificates = d->cis, .certificate_count = d->card.n_cis};
	if (observer)
		config.observer = *observer;
	return lpa_init(&d->lpa, &config) == OK ? COMMAND_OK : veuicc_device_problem(d);
}

void veuicc_device_close(struct veuicc_device *d)
{
	lpa_free(&d->lpa);
	euicc_free(&d->card);
	arena_free(&d->arena);
	file_lock_release(&d->lock);
}

enum err veuicc_device_put_problem(const struct lpa_problem *p, struct buf *out)
{
	TRY(json_open(out, "error", '{'));
	TRY(json_put_str(out, "step", p->step));
	if (p->subject_code[0]) {
		TRY(json_put_str(out, "subjectCode", p->subject_code));
		TRY(json_put_str(out, "reasonCode", p->reason_code));
	}
	if (p->card_code >= 0)
		TRY(json_put_integer(out, "cardCode", p->card_code));
	if (p->bpp_command >= 0)
		TRY(json_put_integer(out, "bppCommandId", p->bpp_command));
	TRY(json_put_str(out, "text", p->text));
	TRY(json_put_str(out, "advice", p->advice));
	return json_close(out, '}');
}

static enum err put_problem(const struct lpa_problem *p, struct buf *out)
{
	TRY(json_open(out, NULL, '{'));
	TRY(veuicc_device_put_problem(p, out));
	return json_close(out, '}');
}

int veuicc_device_problem(struct veuicc_device *d)
{
	const struct lpa_problem *p = &d->lpa.problem;
	if (d->json) {
		CLEANUP(buf_free) struct buf out = buf_make(JSON_MAX);
		if (put_problem(p, &out) == OK)
			(void)veuicc_device_print(d->line, buf_bytes(&out));
		return COMMAND_FAILED;
	}
	if (p->subject_code[0])
		return command_failed(d->line, "%s %s (%s, %s/%s)", p->text, p->advice, p->step,
				      p->subject_code, p->reason_code);
	return command_failed(d->line, "%s %s (%s)", p->text, p->advice, p->step);
}

int veuicc_device_read(const struct command_line *line, struct arena *arena, const char *path,
		       struct bytes *out)
{
	CLEANUP(buf_free) struct buf content = buf_make(LIMIT_CERTIFICATE);
	enum err error = file_read(path, &content);
	if (error == OK)
		error = arena_dup(arena, buf_bytes(&content), out);
	if (error != OK)
		return command_failed(line, "%s: %s (%s)", path,
				      error == ERR_NOT_FOUND ? "there is no such file"
							     : "it cannot be read",
				      err_name(error));
	return COMMAND_OK;
}

int veuicc_device_print(const struct command_line *line, struct bytes text)
{
	if (fwrite(text.ptr, 1, text.len, stdout) == text.len && putchar('\n') != EOF &&
	    fflush(stdout) == 0)
		return COMMAND_OK;
	return command_failed(line, "the output cannot be written");
}
