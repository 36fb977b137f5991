/* SPDX-License-Identifier: Apache-2.0 */
/* Directories and processes. The inventory is in stock.c. */
#include "world.h"

#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "caller.h"
#include "figure.h"
#include "proc.h"
#include "sys/file.h"

enum { PORT_TEXT = 8, CONFIG_MAX = 64 * 1024 };

void world_path(const struct world *world, const char *name, char out[static WORLD_PATH_MAX])
{
	(void)snprintf(out, WORLD_PATH_MAX, "%.180s/%s", world->directory, name);
}

static void program(const struct world *world, const char *name, char out[static WORLD_PATH_MAX])
{
	(void)snprintf(out, WORLD_PATH_MAX, "%.180s/%s", world->programs, name);
}

static enum err make_sandbox(struct world *world)
{
	char rspctl[WORLD_PATH_MAX] = "", log[WORLD_PATH_MAX] = "", directory[WORLD_PATH_MAX] = "";
	char ports[3][PORT_TEXT] = {};
	uint16_t *const numbers[] = {&world->es9p_port, &world->es2p_port, &world->notify_port};
	program(world, "rspctl", rspctl);
	(void)snprintf(log, sizeof(log), "%.180s/sandbox.log", world->directory);
	(void)snprintf(directory, sizeof(directory), "%.180s/world", world->directory);
	for (size_t i = 0; i < 3; i++) {
		TRY(proc_free_port(numbers[i]));
		(void)snprintf(ports[i], sizeof(ports[i]), "%u", *numbers[i]);
	}
	const char *const argv[] = {rspctl,   "sandbox",       directory, "--profiles",
				    "0",      "--es9p-port",   ports[0],  "--es2p-port",
				    ports[1], "--notify-port", ports[2],  "--es11-port",
				    "0",      "--es12-port",   "0",	  NULL};
	return proc_run(argv, log);
}

/* The configuration without the operator's URL. */
static enum err cut_notify(const struct world *world)
{
	static const char begin[] = "notify = {", end[] = "};";
	CLEANUP(buf_free) struct buf text = buf_make(CONFIG_MAX), less = buf_make(CONFIG_MAX);
	TRY(file_read(world->config, &text));
	TRY(buf_put_u8(&text, '\0'));
	const char *whole = (const char *)text.ptr;
	const char *from = strstr(whole, begin);
	const char *to = from ? strstr(from, end) : NULL;
	if (!to)
		return ERR_NOT_FOUND;
	TRY(buf_put(&less, bytes_from(whole, (size_t)(from - whole))));
	TRY(buf_put_str(&less, to + strlen(end)));
	return file_write(world->config, buf_bytes(&less), 0600);
}

enum err world_configure(const struct world *world, const char *anchor, const char *more)
{
	CLEANUP(buf_free) struct buf text = buf_make(CONFIG_MAX);
	TRY(file_read(world->config, &text));
	const uint8_t *found = memmem(text.ptr, text.len, anchor, strlen(anchor));
	if (!found)
		return ERR_NOT_FOUND;
	TRY(buf_insert(&text, (size_t)(found - text.ptr) + strlen(anchor), bytes_str(more)));
	return file_write(world->config, buf_bytes(&text), 0600);
}

static enum err make_all(struct world *world, bool notify)
{
	char certificate[WORLD_PATH_MAX] = "", key[WORLD_PATH_MAX] = "";
	(void)snprintf(world->directory, sizeof(world->directory), "%.160s/bench.XXXXXX",
		       world->programs);
	if (!mkdtemp(world->directory))
		return ERR_IO;
	TRY(make_sandbox(world));
	world_path(world, "world/rspd.conf", world->config);
	if (!notify)
		TRY(cut_notify(world));
	world_path(world, "world/pki/operator/client.pem", certificate);
	world_path(world, "world/pki/operator/client.key", key);
	return caller_context(certificate, key, &world->operator);
}

enum err world_make(struct world *world, const char *programs, bool notify)
{
	*world = (struct world){.programs = programs};
	enum err e = make_all(world, notify);
	if (e != OK)
		figure_note("no sandbox: %s; KEEP=1 leaves its log in %s", err_name(e),
			    world->directory);
	return e;
}

enum err world_start(struct world *world)
{
	char rspd[WORLD_PATH_MAX] = "", log[WORLD_PATH_MAX] = "";
	program(world, "rspd", rspd);
	world_path(world, "rspd.log", log);
	const char *const argv[] = {rspd, "--config", world->config, NULL};
	return proc_start(argv, log, &world->rspd);
}

enum err world_serve(struct world *world)
{
	enum err e = world_start(world);
	if (e == OK)
		e = proc_await(world->rspd, world->es9p_port);
	if (e == OK)
		e = proc_await(world->rspd, world->es2p_port);
	if (e != OK)
		figure_note("rspd does not serve: %s; KEEP=1 leaves its log in %s", err_name(e),
			    world->directory);
	return e;
}

enum err world_serve_apart(struct world *world)
{
	proc_use_first_cpu();
	enum err e = world_serve(world);
	proc_use_other_cpus();
	return e;
}

void world_remove(struct world *world)
{
	const char *const argv[] = {"/bin/rm", "-rf", world->directory, NULL};
	proc_stop(&world->rspd);
	SSL_CTX_free(world->operator);
	world->operator= NULL;
	if (world->directory[0] && !getenv("KEEP") && proc_run(argv, "/dev/null") != OK)
		figure_note("%s is left over", world->directory);
	world->directory[0] = '\0';
}
