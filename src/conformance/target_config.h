/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conformance.conf: where the server under test is, who the suite is at its interfaces, which test
 * CIs it may issue eUICCs under, and which profile types have which properties. What is absent is
 * not tested, and the matrix says so.
 */
#ifndef CONFORMANCE_TARGET_CONFIG_H
#define CONFORMANCE_TARGET_CONFIG_H

#include "base/arena.h"
#include "base/err.h"
#include "config/config.h"

/* A place to call: a server, and who we are there. */
struct target_place {
	const char *url;     /* "https://host:port", without a path */
	const char *connect; /* "HOST:PORT" to connect to whatever the URL says, or NULL */
	const char *ca;	     /* of its TLS certificate; NULL: the CIs */
	const char *certificate, *key; /* our TLS client identity, or NULL */
	const char *requester;	       /* functionRequesterIdentifier, or NULL */
	const char *address;	       /* what devices call the server; NULL: the host of the URL */
};

/* The operator's endpoint for handleDownloadProgressInfo: we serve it. */
struct target_endpoint {
	const char *address; /* "127.0.0.1:8445" */
	const char *certificate, *key;
	const char *ca; /* of the server's client certificate */
};

/* A test CI that the server trusts, and an EUM under it. */
struct target_issuer_files {
	const char *ci, *eum, *eum_key;
	const char *ci_key; /* NULL: no bad EUM certificates */
};

/* A profile type of the server, and what it stands for. */
struct target_profile_type {
	const char *role; /* "session-keys", "ppk", "long", "long-ppk", "few-attempts", … */
	const char *name;
};

struct target_config {
	struct target_place *es9p, *es2p, *es11, *es12, *es15; /* NULL: not there */
	struct target_endpoint *endpoint;
	struct target_endpoint *root; /* where we are the root SM-DS; or NULL */
	const struct target_issuer_files *issuers;
	size_t issuers_n;
	const struct target_profile_type *profile_types;
	size_t profile_types_n;
	const char *expired_matching_id; /* of an order that has expired, or NULL */
	const char *clock;		 /* "2026-11-23T12:00:00Z": the time stands there; NULL */
};

/* Read it; everything lives in the arena. Errors as config_load. */
enum err target_config_read(struct arena *a, const char *path, struct target_config *out,
			    struct config_error *error);

#endif
