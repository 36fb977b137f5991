/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Child processes and what the kernel says of them: CPU time, memory. What they do is not known
 * here.
 */
#ifndef BENCH_PROC_H
#define BENCH_PROC_H

#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

/*
 * Start argv[0]. Standard output and error go to the file `log`, which is begun anew; the child is
 * killed when we die. ERR_IO.
 */
enum err proc_start(const char *const argv[], const char *log, pid_t *out);

/* Start it and wait for its end: OK for exit code 0, ERR_DENIED for another. ERR_IO. */
enum err proc_run(const char *const argv[], const char *log);

/*
 * Wait until somebody accepts connections on this port of 127.0.0.1. ERR_CLOSED if the child has
 * ended before, ERR_TIMEOUT after 30 seconds.
 */
enum err proc_await(pid_t pid, uint16_t port);

/* A port of 127.0.0.1 that is free now. ERR_IO. */
enum err proc_free_port(uint16_t *out);

/*
 * Where the calling thread runs, and the threads and children that it starts from then on: on the
 * first CPU, or on all the others. With a single CPU nothing changes.
 */
void proc_use_first_cpu(void);
void proc_use_other_cpus(void);

/* SIGTERM, and wait. `*pid` is 0 then; nothing is done if it is 0 before. Fits CLEANUP(). */
void proc_stop(pid_t *pid);

/* CPU microseconds of all its threads since they began; those of ended threads are lost. ERR_IO. */
enum err proc_cpu_us(pid_t pid, double *out);

/* Memory of the process alone that is in RAM now (Rss of smaps_rollup), in kB. ERR_IO. */
enum err proc_memory_kb(pid_t pid, double *out);

#endif
