/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every command of veuicc but init works on: the card out of its state file, and an LPA that
 * speaks to it. Messages for people about both.
 */
#ifndef CLI_VEUICC_DEVICE_H
#define CLI_VEUICC_DEVICE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "card/euicc.h"
#include "cli/command.h"
#include "lpa/lpa.h"
#include "sys/entropy.h"
#include "sys/file_lock.h"

enum { VEUICC_DEVICE_ARENA_MAX = 4 * 1024 * 1024 };

struct veuicc_device {
	const struct command_line *line;
	const char *path; /* of the state file */
	bool json;
	struct file_lock lock; /* of the state file */
	struct entropy entropy;
	struct arena arena;
	struct euicc card;
	struct lpa lpa;
	struct bytes cis[EUICC_CIS_MAX]; /* what the LPA trusts */
};

/*
 * Be the only one to use the state file `path`. COMMAND_OK, or COMMAND_FAILED after a message.
 * Where no lock can be made nothing can be written either: that is OK.
 */
int veuicc_device_lock(const struct command_line *line, const char *path, struct file_lock *lock);

/*
 * Lock and load the card and power it on. COMMAND_OK, or an exit code after a message on standard
 * error.
 * `*device` must not move afterwards.
 */
int veuicc_device_open(struct veuicc_device *device, const struct command_line *line);

/* The same with an LPA that has opened its channel. `observer` may be NULL. */
int veuicc_device_open_lpa(struct veuicc_device *device, const struct command_line *line,
			   const struct lpa_observer *observer);

/* Wipe and release. Safe on a zeroed struct. Fits CLEANUP(). */
void veuicc_device_close(struct veuicc_device *device);

/* What the LPA's problem is, on standard error or as JSON on standard output. COMMAND_FAILED. */
int veuicc_device_problem(struct veuicc_device *device);

/* A problem as the member "error" of an open JSON object. Errors as json_put_str. */
enum err veuicc_device_put_problem(const struct lpa_problem *problem, struct buf *out);

/* Read a file that a user has named. COMMAND_OK, or COMMAND_FAILED after a message. `*out` is in
 * the arena. */
int veuicc_device_read(const struct command_line *line, struct arena *arena, const char *path,
		       struct bytes *out);

/* Write text and a line feed to standard output. COMMAND_OK, or COMMAND_FAILED if it is closed. */
int veuicc_device_print(const struct command_line *line, struct bytes text);

#endif
