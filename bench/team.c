/* SPDX-License-Identifier: Apache-2.0 */
/* One counter for all. */
#include "team.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

struct team {
	team_item *run;
	void *context;
	size_t n;
	_Atomic size_t next;
	_Atomic int error;
};

struct member {
	struct team *team;
	size_t number;
	pthread_t thread;
};

static void *work(void *argument)
{
	struct member *self = argument;
	struct team *team = self->team;
	for (size_t item = atomic_fetch_add(&team->next, 1); item < team->n;
	     item = atomic_fetch_add(&team->next, 1)) {
		enum err e = team->run(team->context, self->number, item);
		if (e == OK)
			continue;
		atomic_store(&team->error, (int)e);
		atomic_store(&team->next, team->n);
	}
	return NULL;
}

enum err team_run(size_t members, size_t n, team_item *run, void *context)
{
	struct team team = {.run = run, .context = context, .n = n};
	struct member member[TEAM_MAX] = {};
	size_t started = 0;
	assert(members <= TEAM_MAX);
	for (; started < members; started++) {
		member[started] = (struct member){.team = &team, .number = started};
		if (pthread_create(&member[started].thread, NULL, work, &member[started]) != 0)
			break;
	}
	for (size_t i = 0; i < started; i++)
		(void)pthread_join(member[i].thread, NULL);
	if (started < members)
		return ERR_NOMEM;
	return (enum err)atomic_load(&team.error);
}
