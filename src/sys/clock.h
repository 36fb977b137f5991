/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time as a parameter: the wall clock in milliseconds since 1970, or a fixed one in tests.
 */
#ifndef SYS_CLOCK_H
#define SYS_CLOCK_H

#include <stdint.h>

#include "base/err.h"

struct clock {
	int64_t (*now_ms)(const struct clock *self);
	int64_t fixed_ms; /* what a fixed clock shows */
};

/* The system's real-time clock. */
struct clock clock_system(void);

/* A clock that stands at `ms` (since 1970, UTC). */
struct clock clock_fixed(int64_t ms);

static inline int64_t clock_now_ms(const struct clock *c)
{
	return c->now_ms(c);
}

/* Milliseconds since some moment of the past, which nobody sets; they pass while the machine
 * sleeps, too. For telling that the wall clock was set. */
int64_t clock_steady_ms(void);

enum { CLOCK_TEXT_LEN = 20 };

/* `ms` as "2026-11-23T12:31:00Z" (SGP.22 §6.5.2.5 timestamp), NUL-terminated. */
void clock_text(int64_t ms, char out[static CLOCK_TEXT_LEN + 1]);

/* The other way round. ERR_SYNTAX for any other form. */
enum err clock_parse(const char *text, int64_t *ms);

#endif
