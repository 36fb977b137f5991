/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The N-th failure: counts the allocations, store calls and file operations of one thread and lets
 * one of them fail. A test that uses it is linked with FAULT_LDFLAGS of the Makefile, which puts
 * the counters between our code and the C library; jansson allocates by our code.
 */
#ifndef TESTS_FAULT_H
#define TESTS_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum fault_kind {
	FAULT_ALLOCATION = 1,
	FAULT_STORE = 2,
	FAULT_FILE = 4,
	FAULT_DATABASE = 8, /* allocations of SQLite, and what asks fault_database() */
	FAULT_LIBRARY = 16, /* allocations of libcrypto */
};

/* Have SQLite allocate through the counters, too. Once, before its first use. ERR_IO. */
enum err fault_install_sqlite(void);

/* Tell libcrypto's allocations from ours. Once, before its first use. ERR_CRYPTO. */
enum err fault_install_libcrypto(void);

/* Does this operation fail? For powercut_let_fail. */
bool fault_database(void);

/*
 * From now on, in this thread, the `nth` operation (from 1) of the given kinds fails, and only
 * that one. 0 counts without failing.
 */
void fault_arm(unsigned kinds, uint64_t nth);

/* Stop counting. Returns how many operations of the armed kinds there were. */
uint64_t fault_disarm(void);

/* Between the two, nothing is counted: what the thread does there is not the product's. */
void fault_pause(void);
void fault_resume(void);

/* From one failure to the next: `usual`, where there are too many to try each; with NTH=all in the
 * environment 1. */
uint64_t fault_stride(uint64_t usual);

/* How many operations have been made to fail until now, in all threads. */
uint64_t fault_failures(void);

/* For store_options.fault. */
enum err fault_store(void *context, const char *statement);

#endif
