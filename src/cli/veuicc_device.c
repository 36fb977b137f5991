/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the command line to a card and an LPA.
 * No test of its own: tests/veuicc.sh runs every command.
 */
#include "cli/veuicc_device.h"

#include "card/apdu.h"
#include "card/state.h"

const struct command_option veuicc_device_options[] = {
	{.name = "--state",
	 .value = "FILE",
	 .standard = "card.json",
	 .help = "the card: keys, profiles, notifications"},
	{.name = "--connect",
	 .value = "HOST:PORT",
	 .help = "connect there, whatever the SM-DP+ address says"},
	{.name = "--clock",
	 .value = "TIME",
	 .help = "check TLS certificates at this time: 2026-11-23T12:00:00Z"},
	{.name = "--json", .help = "print the answer as one line of JSON"},
	{},
};

/* The words for a state file that cannot be used. */
static const char *state_advice(enum err e)
{
	static const struct {
		enum err err;
		const char *text;
	} rows[] = {
		{ERR_NOT_FOUND, "there is no such card; make one with veuicc init"},
		{ERR_UNSUPPORTED, "it was written by another version of veuicc"},
		{ERR_SYNTAX, "it is damaged; restore a copy, or make a new card with veuicc init"},
		{ERR_MISSING, "it is damaged; restore a copy, or make a new card with veuicc init"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].err == e)
			return rows[i].text;
	return err_name(e);
}

int veuicc_device_open(const struct command_line *line, struct veuicc_device *device)
{
	const char *state = command_value(line, "--state");
	*device = (struct veuicc_device){.line = line, .entropy = entropy_system()};
	euicc_init(&device->euicc, &device->entropy);
	enum err e = state_read(&device->euicc, state);
	if (e != OK)
		return command_failed(line, "%s: %s", state, state_advice(e));
	device->euicc.save = state_save;
	device->euicc.save_ctx = (void *)state;
	e = euicc_reset(&device->euicc);
	return e == OK ? COMMAND_OK : command_failed(line, "%s: %s", state, err_name(e));
}

static int lpa_config_of(struct veuicc_device *device, struct lpa_config *config)
{
	const char *time = command_value(device->line, "--clock");
	int64_t now_ms = 0;
	for (size_t i = 0; i < device->euicc.n_cis; i++)
		device->cis[i] = buf_bytes(&device->euicc.ci_der[i]);
	*config = (struct lpa_config){
		.card = {.transmit = apdu_transmit_ctx, .ctx = &device->euicc},
		.trust = {.certificates = device->cis, .certificate_count = device->euicc.n_cis},
		.connect = command_value(device->line, "--connect"),
		.clock = clock_system(),
		.tac = {0x35, 0x29, 0x06, 0x11},
	};
	if (!time)
		return COMMAND_OK;
	if (clock_parse(time, &now_ms) != OK)
		return command_usage(device->line, "--clock must look like 2026-11-23T12:00:00Z");
	config->clock = clock_fixed(now_ms);
	config->clock_is_fixed = true;
	return COMMAND_OK;
}

int veuicc_device_open_lpa(const struct command_line *line, struct veuicc_device *device)
{
	struct lpa_config config = {};
	int code = veuicc_device_open(line, device);
	if (code == COMMAND_OK)
		code = lpa_config_of(device, &config);
	if (code != COMMAND_OK)
		return code;
	device->with_lpa = true;
	return lpa_init(&device->lpa, &config) == OK ? COMMAND_OK : veuicc_device_failed(device);
}

void veuicc_device_close(struct veuicc_device *device)
{
	if (device->with_lpa)
		lpa_free(&device->lpa);
	euicc_free(&device->euicc);
}

int veuicc_device_failed(const struct veuicc_device *device)
{
	const struct lpa_problem *p = &device->lpa.problem;
	char codes[2 * LPA_CODE_MAX + 8] = "";
	if (p->subject_code[0] != '\0')
		(void)snprintf(codes, sizeof(codes), " (%s/%s)", p->subject_code, p->reason_code);
	return command_failed(device->line, "%s: %s%s\n%s", p->step ? p->step : "the card", p->text,
			      codes, p->advice);
}
