/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What rspd says of itself at /metrics, and what the kernel says of its memory.
 */
#ifndef ABUSE_GAUGE_H
#define ABUSE_GAUGE_H

#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

struct gauge {
	double at_us, memory_kb;
	double rspd_cpu_us, own_cpu_us; /* since the processes began */
	long connections, sessions, timeouts, evicted, refused;
};

/* ERR_IO, ERR_SYNTAX. */
enum err gauge_read(pid_t rspd, uint16_t metrics_port, struct gauge *out);

#endif
