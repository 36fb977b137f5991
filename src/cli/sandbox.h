/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `rspctl sandbox DIR`: a complete, private test world in a directory. What it is made of; the
 * parts are in sandbox_pki.c, sandbox_conf.c, sandbox_conformance.c and sandbox_profiles.c.
 */
#ifndef CLI_SANDBOX_H
#define CLI_SANDBOX_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/installation.h"
#include "sys/entropy.h"

enum {
	SANDBOX_WHY_MAX = 512,
	SANDBOX_SERIES_DIGITS = 5, /* random, so that two sandboxes do not share ICCIDs */
};

/* The operator's endpoint is on this machine, wherever the SM-DP+ says it is. */
#define SANDBOX_ENDPOINT_HOST "localhost"

struct sandbox {
	const char *directory;
	const char *host;   /* of the SM-DP+, in certificates and activation codes */
	const char *listen; /* address that sockets bind to */
	int64_t es9p_port, es2p_port, notify_port;
	int64_t es11_port, es12_port; /* of the SM-DS */
	int64_t profiles;	      /* of each type */
	bool plain;		      /* without what the conformance suite needs */

	struct arena arena;
	struct entropy entropy;
	const char *clock; /* the time stands there; NULL: it does not */
	int64_t now_ms;
	char eid[EID_DIGITS + 1];		/* of the test device */
	const char *smds_address;		/* in the arena */
	const char *client_subject;		/* of the operator's client certificate, RFC 2253 */
	char series[SANDBOX_SERIES_DIGITS + 1]; /* of the profiles; "": not chosen yet */
	unsigned made;				/* profiles of the series */
	char why[SANDBOX_WHY_MAX];		/* what went wrong */
};

/* The options and the code of the command. */
extern const struct command_option sandbox_options[];
int sandbox_run(const struct command_line *line);

/* Directories, keys and certificates; sets eid and client_subject. */
enum err sandbox_pki(struct sandbox *s);

/* PNG, for the metadata. */
extern const struct bytes sandbox_icon;

/* rspd.conf, es2p.conf and the icon. */
enum err sandbox_conf(struct sandbox *s);

/* conformance.conf; `address` is what devices call the SM-DP+. */
enum err sandbox_conformance(struct sandbox *s, const char *address);

/* Append the types of the conformance suite to those of rspd.conf, behind the first. */
enum err sandbox_conformance_types(struct buf *out);

/* Profiles of one type to be made by the recipe. */
struct sandbox_batch {
	const struct installation *installation;
	const struct rspd_profile_type *type;
	int64_t count;
	bool lengthened; /* so that a package takes several segments of ES8+ */
	const char *who;
};

/* Make and store them. Errors of inventory_prepare and profile_import, with `why` set. */
enum err sandbox_profiles_of(struct sandbox *s, const struct sandbox_batch *run);

/* Where the conformance suite is the root SM-DS of the sandbox's; 0: there is none. */
int64_t sandbox_conformance_root_port(const struct sandbox *s);

/* Are packages of this type to take several segments? */
bool sandbox_conformance_is_long(const char *type);

/* How many profiles of this type are made. */
int64_t sandbox_conformance_stock(const struct sandbox *s, const char *type);

/* The profiles of all types in the configuration, made by the recipe and stored. */
enum err sandbox_profiles(struct sandbox *s, const struct installation *installation);

/* Write DIR/name. ERR_IO, with `why` set. */
enum err sandbox_write(struct sandbox *s, const char *name, struct bytes content, mode_t mode);

/* DIR/name, in the arena. */
enum err sandbox_path(struct sandbox *s, const char *name, const char **out);

/* `n` random decimal digits and a NUL. ERR_IO. */
enum err sandbox_digits(struct sandbox *s, char *out, size_t n);

#endif
