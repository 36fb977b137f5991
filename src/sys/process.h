/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a server asks of its own process: no dump of its memory, as many file descriptors as it may
 * have, and signals that are waited for instead of handled.
 */
#ifndef SYS_PROCESS_H
#define SYS_PROCESS_H

#include <stdbool.h>

/* Let no core be written and no stranger read our memory, which holds keys. */
void process_protect(void);

/* Raise the limit of open files to what the system allows. */
void process_raise_files(void);

/* Block SIGINT and SIGTERM, ignore SIGPIPE. Before the first thread starts, which inherit it. */
void process_block_signals(void);

/* Wait at most `ms` milliseconds; true if we have been asked to end. */
bool process_told_to_end(unsigned ms);

#endif
