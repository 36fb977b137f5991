/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run of one case: its devices, its orders, and the last answer. Calls go through here, so that
 * every answer is looked at in the same way.
 */
#ifndef CONFORMANCE_SCENE_H
#define CONFORMANCE_SCENE_H

#include "conformance/actor.h"
#include "conformance/suite.h"
#include "conformance/target.h"
#include "conformance/wish.h"
#include "msg/es11_authenticate_client.h"
#include "msg/esx_header.h"

enum { SCENE_ACTORS = 4, SCENE_ORDERS = 8, SCENE_WHY_MAX = 400, SCENE_TAGS = 3 };
enum { SCENE_SEEN_MAX = 64 };

/* An order as far as the case has made it. Texts live in the scene's arena, or are NULL. */
struct scene_order {
	const char *iccid;
	const char *matching_id;
	const char *cc;
	const char *eid;
	const char *type; /* the server's name of it */
};

/* An event that the case has registered. */
struct scene_event {
	const char *event_id, *eid;
	const char *at; /* as which SM-DP+: wish "at" */
};

/* The last answer. */
struct scene_reply {
	enum err transport; /* OK: an HTTP answer came; else `reason` says why not */
	const char *reason;
	int status;
	const char *content_type, *admin_protocol;
	struct bytes body;
	bool is_asn1;	    /* the binding */
	bool has_execution; /* it is JSON with a header, or a response in ASN.1 */
	struct esx_execution_status execution;
};

struct scene {
	struct target *target;
	enum curve curve;
	struct arena arena;
	struct actor actors[SCENE_ACTORS];
	size_t last_actor;			 /* who called last */
	struct scene_order orders[SCENE_ORDERS]; /* the last one is the current one */
	size_t orders_n;
	struct scene_event registered[SCENE_ORDERS]; /* at the SM-DS, not deleted yet */
	size_t registered_n;
	struct scene_reply reply;
	char tags[SCENE_TAGS][32];	   /* $1, $2: MatchingIDs and EventIDs of this run alone */
	struct bytes seen[SCENE_SEEN_MAX]; /* transactions and challenges of the case */
	size_t seen_n;
	struct package *package;	       /* the last BPP, opened; in the arena */
	const struct es11_event_entry *events; /* of the last answer of an SM-DS */
	size_t events_n;
	const char *root_event_id;	     /* of the event at the root SM-DS; NULL: none */
	const char *tls_version, *tls_suite; /* of the last handshake */
	struct bytes tls_oid;		     /* registered ID of the certificate there */
	char why[SCENE_WHY_MAX + 1]; /* what is wrong with the answer, or why we cannot call */
};

/* Begin; end it in both cases, which cancels the orders that are left. ERR_IO, ERR_NOMEM. */
enum err scene_begin(struct target *target, enum curve curve, struct scene *scene);
void scene_end(struct scene *scene);

/* Add the words of `text` to the wishes, with the variables of the case in place. Errors of
 * wish_read, with `why` set. */
enum err scene_wishes(struct scene *scene, const char *text, struct wishes *out);

/* The device that the wishes name; made if it is its first call. Errors of actor_make. */
enum err scene_actor(struct scene *scene, const struct wishes *w, struct actor **out);

/* The device of that letter, if it has been made; else NULL. */
struct actor *scene_actor_named(struct scene *scene, const char *name);

/* What the endpoint is asked for: the current order and the devices of the case. */
struct endpoint_filter scene_notifications(const struct scene *scene);

/* The current order; an empty one if there is none. */
struct scene_order *scene_order(struct scene *scene);

/* Put `why` and return `e`. */
enum err scene_fault(struct scene *scene, enum err e, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A copy in the arena; the buffer is freed. */
enum err scene_keep(struct scene *scene, struct buf *from, struct bytes *out);

/* A function of an interface whose body is JSON. */
struct scene_post {
	enum target_peer peer; /* wish "at" wins */
	const char *path;      /* "/gsma/rsp2/es2plus/"; wish "path" wins over both */
	const char *function;  /* "downloadOrder" */
};

/*
 * Send a body, after the wishes have been at it, and take the answer into scene->reply. An answer
 * of any kind, and its absence, are OK. ERR_UNSUPPORTED, with `why`, if the target has no such
 * interface; ERR_SYNTAX for wishes that make no sense; ERR_NOMEM.
 */
enum err scene_post(struct scene *scene, const struct wishes *w, const struct scene_post *post,
		    struct bytes body);

/* A function of devices, in the binding that the wishes want: its structs of msg/. */
struct scene_function {
	const struct es9p_function *function;
	const void *request;
	void *response; /* filled if it was executed */
};

/* The same for it. Also a refusal, with `why`, if the answer of a success cannot be read. */
enum err scene_call(struct scene *scene, const struct wishes *w, const struct scene_function *call);

/* True if the function was executed. */
bool scene_executed(const struct scene *scene);

#endif
