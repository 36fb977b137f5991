/* SPDX-License-Identifier: Apache-2.0 */
/* A closed database is one file: its write-ahead log has been copied back. */
#include "frozen_world.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sys/file.h"

enum { PATH_LEN = 128, DATABASE_MAX = 64 * 1024 * 1024 };

static const char database[] = "rspd.db", copy[] = "frozen.db";

static void must(enum err e)
{
	if (e != OK) {
		(void)fprintf(stderr, "frozen_world: %s\n", err_name(e));
		abort();
	}
}

const char *frozen_world_path(struct smdpp_world *world)
{
	const char *path = NULL;
	must(arena_fmt(&world->arena, &path, "%s/%s", world->dir, database));
	return path;
}

/* Without a sync, which costs more than the rest. */
static void write_file(const char *path, struct bytes content)
{
	FILE *file = fopen(path, "we");
	if (!file || fwrite(content.ptr, 1, content.len, file) != content.len || fclose(file) != 0)
		abort();
}

static void copy_file(const struct smdpp_world *world, const char *from, const char *to)
{
	char path[PATH_LEN] = "";
	CLEANUP(buf_free) struct buf content = buf_make(DATABASE_MAX);
	(void)snprintf(path, sizeof(path), "%s/%s", world->dir, from);
	must(file_read(path, &content));
	(void)snprintf(path, sizeof(path), "%s/%s", world->dir, to);
	write_file(path, buf_bytes(&content));
}

/* The database itself, its log, the files of sessions. */
static void remove_database(const struct smdpp_world *world)
{
	DIR *dir = opendir(world->dir);
	if (!dir)
		abort();
	for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir))
		if (strncmp(entry->d_name, database, strlen(database)) == 0)
			(void)unlinkat(dirfd(dir), entry->d_name, 0);
	(void)closedir(dir);
}

/* The SM-DP+ goes on with the store that is open now. */
static void lend_store(struct smdpp_world *world)
{
	if (!world->smdpp)
		return;
	world->smdpp->with.store = world->store;
	world->smdpp->role.with.store = world->store;
}

void frozen_world_close(struct smdpp_world *world)
{
	store_close_at(&world->store);
	lend_store(world);
}

enum err frozen_world_open(struct smdpp_world *world, const struct store_options *options)
{
	char path[PATH_LEN] = "";
	(void)snprintf(path, sizeof(path), "%s/%s", world->dir, database);
	TRY(store_open(path, options, &world->store));
	lend_store(world);
	return OK;
}

void frozen_world_freeze(struct smdpp_world *world)
{
	frozen_world_close(world);
	copy_file(world, database, copy);
}

void frozen_world_thaw(struct smdpp_world *world)
{
	frozen_world_close(world);
	remove_database(world);
	copy_file(world, copy, database);
}
