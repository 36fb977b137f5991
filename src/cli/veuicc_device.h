/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The card of a state file, and the LPA of one command over it.
 */
#ifndef CLI_VEUICC_DEVICE_H
#define CLI_VEUICC_DEVICE_H

#include "card/euicc.h"
#include "cli/command.h"
#include "lpa/lpa.h"
#include "sys/entropy.h"

/* --state, --connect, --clock, --json. */
extern const struct command_option veuicc_device_options[];

struct veuicc_device {
	const struct command_line *line;
	struct entropy entropy;
	struct euicc euicc;
	struct bytes cis[EUICC_CIS_MAX]; /* what the LPA trusts: the card's CIs */
	struct lpa lpa;
	bool with_lpa;
};

/*
 * Load the card of --state and power it up; changes go back into the file. COMMAND_OK, or an exit
 * code after a message. `device` must not move afterwards.
 */
int veuicc_device_open(const struct command_line *line, struct veuicc_device *device);

/* The same, and an LPA over it. */
int veuicc_device_open_lpa(const struct command_line *line, struct veuicc_device *device);

/* Safe on a zeroed one. Fits CLEANUP(). */
void veuicc_device_close(struct veuicc_device *device);

/* Say on standard error what the LPA could not do, and what to do about it. COMMAND_FAILED. */
int veuicc_device_failed(const struct veuicc_device *device);

#endif
