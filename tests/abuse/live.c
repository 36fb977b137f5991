/* SPDX-License-Identifier: Apache-2.0 */
/* Each device has its own share of the schedule. */
#include "live.h"

#include <stdlib.h>
#include <time.h>

#include "figure.h"

enum { PART_US = 5 * 1000 * 1000, PARTS_MAX = 64 };

static void await(double due_us)
{
	double left_us = due_us - figure_now_us();
	const struct timespec pause = {.tv_sec = (time_t)(left_us / 1e6),
				       .tv_nsec = (long)left_us % 1000000 * 1000};
	if (left_us > 0)
		(void)nanosleep(&pause, NULL);
}

static void download(struct live_phone *phone, size_t order, double due_us)
{
	struct live *live = phone->live;
	struct live_sample *sample = &live->samples[order];
	sample->due_us = due_us;
	if (device_download(live->park, phone->number, &live->orders[order], 1) == OK)
		sample->ms = (figure_now_us() - due_us) / 1e3;
	else
		(void)atomic_fetch_add(&live->failed, 1);
}

static void *work(void *context)
{
	struct live_phone *phone = context;
	struct live *live = phone->live;
	size_t turn = phone->number;
	for (; !atomic_load(&live->over); turn += LIVE_DEVICES) {
		double due_us = live->begin_us + (double)turn * live->pace_us;
		await(due_us);
		size_t order = atomic_fetch_add(&live->taken, 1);
		if (order >= live->orders_n)
			break;
		download(phone, order, due_us);
	}
	return NULL;
}

enum err live_begin(struct live *live)
{
	live->begin_us = figure_now_us();
	atomic_store(&live->over, false);
	for (size_t i = 0; i < LIVE_DEVICES; i++) {
		struct live_phone *phone = &live->phones[i];
		*phone = (struct live_phone){.live = live, .number = i};
		if (pthread_create(&phone->thread, NULL, work, phone) != 0)
			return ERR_NOMEM;
	}
	return OK;
}

void live_end(struct live *live)
{
	atomic_store(&live->over, true);
	for (size_t i = 0; i < LIVE_DEVICES; i++)
		(void)pthread_join(live->phones[i].thread, NULL);
}

static size_t collect(const struct live *live, double from_us, double to_us, double *ms)
{
	size_t n = 0;
	for (size_t i = 0; i < live->orders_n; i++) {
		const struct live_sample *sample = &live->samples[i];
		if (sample->ms > 0 && sample->due_us >= from_us && sample->due_us < to_us)
			ms[n++] = sample->ms;
	}
	return n;
}

/* Sorts them. */
static double p99(double *ms, size_t n)
{
	(void)figure_median(ms, n);
	return ms[n - 1 - n / 100];
}

static double usual_p99(const struct live *live, double from_us, double to_us, double *ms)
{
	double parts[PARTS_MAX] = {};
	size_t n = 0;
	for (double at = from_us; at + PART_US <= to_us && n < PARTS_MAX; at += PART_US) {
		size_t samples = collect(live, at, at + PART_US, ms);
		if (samples > 0)
			parts[n++] = p99(ms, samples);
	}
	return n > 0 ? figure_median(parts, n) : 0;
}

struct live_figures live_figures(const struct live *live, double from_us, double to_us)
{
	struct live_figures figures = {};
	double *ms = calloc(live->orders_n + 1, sizeof(*ms));
	if (!ms)
		return figures;
	figures.n = collect(live, from_us, to_us, ms);
	if (figures.n > 0) {
		figures.median_ms = figure_median(ms, figures.n);
		figures.p99_ms = p99(ms, figures.n);
		figures.worst_ms = ms[figures.n - 1];
		figures.usual_p99_ms = usual_p99(live, from_us, to_us, ms);
	}
	free(ms);
	return figures;
}
