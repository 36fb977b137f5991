/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a libconfig file by a table of keys. A key that no row names is an error, as is a
 * mandatory one that is absent, or a value outside its bounds; the message names file, line and
 * key. Secrets are never in the file: keys name other files. What the keys are is said elsewhere
 * (config/rspd_config.h).
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/* What a row's value is, and what stands at its offset in the target. */
enum config_kind {
	CONFIG_TEXT,	 /* const char *; NULL when absent */
	CONFIG_PATH,	 /* const char *; relative paths are relative to the configuration file */
	CONFIG_ADDRESS,	 /* const char *: "host:port", as net_address_parse takes it */
	CONFIG_NUMBER,	 /* int64_t */
	CONFIG_VERSION,	 /* int64_t: "M", "M.m" or "M.m.r" as 0xMMmmrr */
	CONFIG_FLAG,	 /* bool */
	CONFIG_CHOICE,	 /* int: the index in `choices` */
	CONFIG_SET,	 /* unsigned: a bit for each of `choices` that the array holds */
	CONFIG_TEXTS,	 /* const char **, with the count at `count_offset` */
	CONFIG_PATHS,	 /* const char **, likewise */
	CONFIG_NUMBERS,	 /* int64_t *, likewise */
	CONFIG_GROUP,	 /* the struct itself; absent: its members' defaults */
	CONFIG_OPTIONAL, /* pointer to the struct; NULL when absent */
	CONFIG_GROUPS,	 /* pointer to an array of structs, with the count at `count_offset` */
};

struct config_key {
	const char *name;
	enum config_kind kind;
	bool mandatory;
	int64_t min, max; /* number: its value; text, path: bytes; sets and lists: members; max 0:
			     no bound */
	int64_t standard; /* number, version, flag, choice: the value when absent */
	size_t offset;
	size_t count_offset;		  /* of a size_t, for lists */
	const char *const *choices;	  /* up to a NULL */
	const struct config_key *members; /* of a group, up to a row without a name */
	size_t size;			  /* of a group's struct */
	const char *help;		  /* one line for docs/configuration.md */
};

/* What is wrong, in words for the person who wrote the file: "rspd.conf:12: smdpp.adress: …". */
struct config_error {
	char text[512];
};

/*
 * Read the file `path` into `target` (zeroed by the caller, laid out as `keys` says). Everything
 * that `target` points to lives in the arena. ERR_NOT_FOUND, ERR_SYNTAX, ERR_MISSING (a mandatory
 * key), ERR_RANGE (outside bounds), ERR_UNSUPPORTED (a key or choice that no row names), ERR_NOMEM;
 * `error` is then filled.
 */
enum err config_load(struct arena *a, const char *path, const struct config_key *keys, void *target,
		     struct config_error *error);

#endif
