/* SPDX-License-Identifier: Apache-2.0 */
/* The clocks. */
#include "sys/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t system_now(const struct clock *self)
{
	(void)self;
	struct timespec now = {};
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t fixed_now(const struct clock *self)
{
	return self->fixed_ms;
}

struct clock clock_system(void)
{
	return (struct clock){.now_ms = system_now};
}

struct clock clock_fixed(int64_t ms)
{
	return (struct clock){.now_ms = fixed_now, .fixed_ms = ms};
}

int64_t clock_steady_ms(void)
{
	struct timespec now = {};
	(void)clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void clock_text(int64_t ms, char out[static CLOCK_TEXT_LEN + 1])
{
	time_t seconds = (time_t)(ms / 1000);
	struct tm utc = {};
	out[0] = '\0';
	if (gmtime_r(&seconds, &utc))
		(void)strftime(out, CLOCK_TEXT_LEN + 1, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

enum err clock_parse(const char *text, int64_t *ms)
{
	struct tm utc = {};
	char again[CLOCK_TEXT_LEN + 1] = "";
	const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &utc);
	if (!end || *end != '\0')
		return ERR_SYNTAX;
	int64_t parsed = (int64_t)timegm(&utc) * 1000;
	/* strptime also takes blanks, single digits and the 31st of February. */
	clock_text(parsed, again);
	if (strcmp(text, again) != 0)
		return ERR_SYNTAX;
	*ms = parsed;
	return OK;
}
