/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The loop over cases and steps.
 * No test of its own: tests/conformance.sh runs every case, and some against wrong servers.
 */
#include "conformance/run.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "conformance/expect.h"
#include "conformance/verb.h"

enum { GOT_MAX = 800, STEP_MAX = 200 };

const char *run_outcome_name(enum run_outcome outcome)
{
	static const char *const names[] = {"passed", "failed", "not run"};
	return names[outcome];
}

static bool matches(const char *id, const char *pattern)
{
	return !pattern || strstr(id, pattern) || fnmatch(pattern, id, 0) == 0;
}

static void add(struct run *run, const struct conformance_group *group,
		const struct conformance_case *row, bool brainpool)
{
	run->results[run->n++] = (struct run_result){
		.group = group,
		.row = row,
		.id = brainpool ? row->brainpool_id : row->id,
		.brainpool = brainpool,
		.outcome = RUN_NOT_RUN,
		.got = "",
	};
}

enum err run_plan(const char *pattern, struct arena *a, struct run *out)
{
	size_t n = 0;
	void *memory = NULL;
	*out = (struct run){};
	for (size_t g = 0; conformance_groups[g]; g++)
		n += 2 * conformance_groups[g]->n;
	TRY(arena_alloc(a, n * sizeof(*out->results), &memory));
	out->results = memory;
	for (size_t g = 0; conformance_groups[g]; g++) {
		const struct conformance_group *group = conformance_groups[g];
		for (size_t i = 0; i < group->n; i++) {
			const struct conformance_case *row = &group->cases[i];
			if (matches(row->id, pattern))
				add(out, group, row, false);
			if (row->brainpool_id && matches(row->brainpool_id, pattern))
				add(out, group, row, true);
		}
	}
	return OK;
}

/* What goes into one call: the words of the case over those of the part. */
static enum err wishes_of(struct scene *scene, const struct conformance_step *step,
			  const struct conformance_step *part, struct wishes *out)
{
	*out = (struct wishes){};
	if (part)
		TRY(scene_wishes(scene, part->with, out));
	return scene_wishes(scene, step->with, out);
}

static enum err say_unmet(struct scene *scene, const char *function, const char *expected)
{
	char got[EXPECT_GOT_MAX] = "", why[SCENE_WHY_MAX + 1] = "";
	expect_got(scene, got);
	memcpy(why, scene->why, sizeof(why));
	return scene_fault(scene, ERR_MISMATCH, "%s: expected %s, got %s%s%s", function, expected,
			   got, why[0] ? "; " : "", why);
}

/* `step` is what the case says, `part` one of the functions that it stands for, or NULL. */
static enum err run_call(struct scene *scene, const struct conformance_step *step,
			 const struct conformance_step *part, bool last)
{
	const char *name = part ? part->function : step->function;
	const struct verb *verb = verb_find(name);
	const char *expected = step->expect && last ? step->expect : verb->standard;
	struct wishes w = {};
	TRY(wishes_of(scene, step, part, &w));
	for (uint64_t i = wish_number(&w, WISH_TIMES, 1); i > 0; i--) {
		scene->why[0] = '\0';
		TRY(verb->call(scene, &w));
		if (!expect_met(scene, expected))
			return say_unmet(scene, name, expected);
	}
	return OK;
}

static enum err run_step(struct scene *scene, const struct conformance_step *step)
{
	const struct verb *verb = verb_find(step->function);
	if (!verb)
		return scene_fault(scene, ERR_SYNTAX, "the case is wrong: %s", step->function);
	if (verb->call)
		return run_call(scene, step, NULL, true);
	for (const struct conformance_step *part = verb->parts; part->function; part++)
		TRY(run_call(scene, step, part, !part[1].function));
	return OK;
}

static int64_t now_us(void)
{
	struct timespec t = {};
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* What follows from something asynchronous may take a moment. */
static enum err run_patiently(struct scene *scene, const struct conformance_step *step)
{
	const struct timespec moment = {.tv_nsec = 50 * 1000 * 1000};
	struct wishes w = {};
	TRY(scene_wishes(scene, step->with, &w));
	int64_t deadline = now_us() + (int64_t)wish_number(&w, WISH_PATIENCE, 0) * 1000000;
	enum err e = run_step(scene, step);
	while (e == ERR_MISMATCH && now_us() < deadline) {
		(void)nanosleep(&moment, NULL);
		e = run_step(scene, step);
	}
	return e;
}

static enum err run_steps(struct scene *scene, const struct conformance_case *row)
{
	for (size_t i = 0; i < CONFORMANCE_STEPS_MAX && row->steps[i].function; i++) {
		enum err e = run_patiently(scene, &row->steps[i]);
		if (e != OK && scene->why[0] == '\0')
			e = scene_fault(scene, e, "%s: %s", row->steps[i].function, err_name(e));
		TRY(e);
	}
	return OK;
}

/* What could not be asked is not a failure of the server. */
static enum err judge(struct scene *scene, enum err e, struct arena *a, struct run_result *result)
{
	char got[EXPECT_GOT_MAX] = "";
	expect_got(scene, got);
	result->outcome = e == OK ? RUN_PASSED : e == ERR_UNSUPPORTED ? RUN_NOT_RUN : RUN_FAILED;
	return arena_fmt(a, &result->got, "%s", e == OK ? got : scene->why);
}

enum err run_one(struct target *target, struct arena *a, struct run *run, size_t i)
{
	struct run_result *result = &run->results[i];
	CLEANUP(scene_end) struct scene scene = {};
	enum curve curve = result->brainpool ? CURVE_BRAINPOOLP256R1 : CURVE_P256;
	int64_t begin = now_us();
	enum err e = OK;
	if (result->row->not_run) {
		result->got = result->row->not_run;
	} else {
		e = scene_begin(target, curve, &scene);
		if (e == OK)
			e = run_steps(&scene, result->row);
		e = judge(&scene, e, a, result);
	}
	result->time_us = now_us() - begin;
	run->counts[result->outcome]++;
	return e;
}

const char *run_clause(const struct run_result *result)
{
	return result->row->clause ? result->row->clause : result->group->clause;
}

const char *run_source(const struct run_result *result)
{
	return result->row->source ? result->row->source : result->group->source;
}
