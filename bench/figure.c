/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks, medians, lines of JSON. */
#include "figure.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double clock_us(clockid_t id)
{
	struct timespec t = {};
	(void)clock_gettime(id, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

double figure_thread_us(void)
{
	return clock_us(CLOCK_THREAD_CPUTIME_ID);
}

double figure_process_us(void)
{
	return clock_us(CLOCK_PROCESS_CPUTIME_ID);
}

double figure_now_us(void)
{
	return clock_us(CLOCK_MONOTONIC);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

double figure_median(double *values, size_t n)
{
	qsort(values, n, sizeof(values[0]), by_value);
	return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* Whole numbers without decimals, others with two. */
static void print_number(double value)
{
	double cents = value * 100;
	bool whole = cents - 100 * (double)(int64_t)value == 0;
	(void)printf("%.*f", whole ? 0 : 2, value);
}

void figure_print(const char *name, const struct figure_member *members, size_t n)
{
	(void)printf("{\"figure\":\"%s\"", name);
	for (size_t i = 0; i < n; i++) {
		(void)printf(",\"%s\":", members[i].name);
		if (members[i].text)
			(void)printf("\"%s\"", members[i].text);
		else
			print_number(members[i].value);
	}
	(void)puts("}");
	(void)fflush(stdout);
}

void figure_note(const char *format, ...)
{
	va_list args = {};
	va_start(args, format);
	(void)vfprintf(stderr, format, args);
	va_end(args);
	(void)fputc('\n', stderr);
}
