/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers that are the same for the same seed, a stream for each thread; and pauses of such length.
 */
#ifndef CRASH_DICE_H
#define CRASH_DICE_H

#include <stdint.h>
#include <time.h>

struct dice {
	uint64_t state;
};

/* The stream number `stream` of a seed. */
static inline struct dice dice_make(uint64_t seed, uint64_t stream)
{
	return (struct dice){seed * 6364136223846793005U + stream * 1442695040888963407U};
}

/* 0 to n - 1 (SplitMix64). */
static inline uint64_t dice_roll(struct dice *dice, uint64_t n)
{
	uint64_t z = dice->state += 0x9E3779B97F4A7C15U;
	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
	z = (z ^ z >> 27) * 0x94D049BB133111EBU;
	return (z ^ z >> 31) % n;
}

/* Sleep less than `ms_max` milliseconds. */
static inline void dice_pause(struct dice *dice, uint64_t ms_max)
{
	uint64_t us = dice_roll(dice, ms_max * 1000);
	const struct timespec pause = {.tv_sec = (time_t)(us / 1000000),
				       .tv_nsec = (long)(us % 1000000) * 1000};
	(void)nanosleep(&pause, NULL);
}

#endif
