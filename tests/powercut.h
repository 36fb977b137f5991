/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A SQLite VFS for tests that loses power: it lies over the default VFS, remembers what was written
 * since each file's last sync, and at the N-th write everything stops. powercut_restore() then
 * leaves on the disk what a disk may hold after that: what was synced, and of the rest nothing,
 * some writes, or some writes with the last one torn.
 */
#ifndef TESTS_POWERCUT_H
#define TESTS_POWERCUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* The name to open a database with. */
#define POWERCUT_VFS "powercut"

enum powercut_loss {
	POWERCUT_LOSE_ALL,  /* nothing that was not synced is there */
	POWERCUT_LOSE_SOME, /* any subset of the unsynced writes is there */
	POWERCUT_TEAR,	    /* any subset, and the last of them only in part */
	POWERCUT_LOSSES
};

/* Does POWERCUT=all in the environment ask for every loss at every write? It takes its time. */
bool powercut_all(void);

/* Register the VFS. Once per process. ERR_NOMEM or ERR_IO. */
enum err powercut_register(void);

/*
 * Asked before each opening, write, truncation and sync: true, and that one fails, as on a disk
 * that is full or broken, and all goes on. NULL: none fails.
 */
void powercut_let_fail(bool (*fails)(void));

/* Begin a run: forget all files; cut at write number `at` (from 1; 0: never). */
void powercut_arm(uint64_t at);

/* Writes since powercut_arm, and whether the power is gone. */
uint64_t powercut_writes(void);
bool powercut_is_off(void);

/*
 * After the cut (or without one), and after every connection was closed: make the files what the
 * disk holds. `seed` chooses which unsynced writes arrived. ERR_IO if a file cannot be written.
 */
enum err powercut_restore(enum powercut_loss loss, uint64_t seed);

#endif
