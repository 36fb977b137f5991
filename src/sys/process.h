/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a server asks of its own process: no dump of its memory, as many file descriptors as it may
 * have, its CPUs, and signals that are waited for instead of handled.
 */
#ifndef SYS_PROCESS_H
#define SYS_PROCESS_H

/* Let no core be written and no stranger read our memory, which holds keys. */
void process_protect(void);

/* Raise the limit of open files to what the system allows. */
void process_raise_files(void);

/* Block SIGINT, SIGTERM and SIGHUP, ignore SIGPIPE. Before the first thread starts, which inherit
 * it. */
void process_block_signals(void);

/* How many CPUs it may run on; at least 1. */
unsigned process_cpus(void);

enum process_wish { PROCESS_NOTHING, PROCESS_END, PROCESS_RELOAD };

/* Wait at most `ms` milliseconds for what is asked of us: by SIGINT or SIGTERM, or by SIGHUP. */
/* How many CPUs it may run on; at least 1. */
unsigned process_cpus(void);

enum process_wish process_wait(unsigned ms);

#endif
