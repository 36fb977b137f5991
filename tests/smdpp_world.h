/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole SM-DP+ in one process without sockets (tests/smds_world.h adds an SM-DS): test PKIs on
 * both curves, a keyring, a store in a temporary directory, two operators, profiles of several
 * types, a clock that is moved by hand. Requests go in as bodies and come out as bodies, through
 * the role's table of routes. Tests, fuzzers and benchmarks share it. What fails in making it is a
 * fault of the test machine: abort().
 */
#ifndef TESTS_SMDPP_WORLD_H
#define TESTS_SMDPP_WORLD_H

#include "config/rspd_config.h"
#include "fake_smds.h"
#include "keyring/keyring.h"
#include "msg/es9p_binding.h"
#include "msg/esx_header.h"
#include "smdpp/routes.h"
#include "smdpp/smdpp.h"
#include "store/store.h"
#include "sys/clock.h"
#include "sys/entropy.h"
#include "test_pki.h"

/* Operators, by the index in the configuration. */
enum { WORLD_ACME, WORLD_OTHER, WORLD_OPERATORS };

/* Profile types of acme: "session" and "ppk" by protection, "wide" with metadata over several
 * segments; and "foreign" of the other operator. Each has WORLD_STOCK profiles. */
enum { WORLD_SESSION, WORLD_PPK, WORLD_WIDE, WORLD_FOREIGN, WORLD_TYPES };

enum { WORLD_STOCK = 4, WORLD_DOWNLOADS_MAX = 3, WORLD_CODES_MAX = 3, WORLD_TTL_H = 24 };
enum { WORLD_SMDS_TIMEOUT_MS = 5000 };
#define WORLD_ADDRESS "testsmdpplus1.example.com"
#define WORLD_EID     "89049032123451234512345678901235"
#define WORLD_EID2    "89049032123451234512345678901236"

struct smdpp_world_options {
	const char *directory; /* the world's own is made in it; NULL: /tmp */
	bool only_p256;	       /* one CI instead of two */
	const struct store_options *store;
	/* Append the unprotected package of a profile; NULL: some bytes, the same for all. */
	void (*package)(const char *iccid, struct buf *out);
};

struct smdpp_world {
	char dir[64];
	struct arena arena; /* of the world and of all answers */
	struct test_pki pki[CURVE_COUNT];
	struct private_key *other_key; /* of the other operator's self-signed certificate */
	struct buf other_certificate;
	struct buf package; /* unprotected, the same in all profiles */
	struct bytes metadata[WORLD_TYPES];

	struct rspd_config config;
	struct rspd_certificate_issuer issuers[CURVE_COUNT];
	struct rspd_operator operators[WORLD_OPERATORS];
	struct rspd_profile_type types[WORLD_TYPES];
	struct clock clock; /* clock.fixed_ms is moved by tests */
	struct entropy entropy;
	struct keyring *keyring;
	struct store *store;
	struct crls *crls; /* empty */
	struct smdpp *smdpp;
	unsigned woken; /* how often the outbox was */
	/* functionCallIdentifier of smdpp_world_acme; NULL: another one for each call. */
	const char *call_identifier;
	unsigned calls;
	/* The SM-DSs that it knows: "root.example.com", the default, and the alternative
	 * "alt.example.com". Behind both is this one, without a net; told to be away, it does its
	 * work only if `works_unheard`, and nobody hears of it. */
	struct fake_smds smds;
	bool smds_away, smds_works_unheard;
	/* Another one in its place: append its answer. NULL: none. */
	void (*answer_as_smds)(struct smdpp_world *world, const char *function, struct bytes body,
			       struct buf *reply);
	void (*smds_called)(struct smdpp_world *world); /* before it does; NULL: nothing */
	void (*smds_done)(struct smdpp_world *world);	/* and afterwards */
	struct rspd_smds_peer smds_peers[2];
	/* The operators' connections; only with keeps_connections is a client identified once. */
	bool keeps_connections;
	uint64_t memo[WORLD_OPERATORS];

	enum es9p_binding binding; /* in which ES9+ functions are called: JSON unless set */

	/* Called right before and after each handler, if set. */
	void (*enter)(void *context);
	void (*leave)(void *context);
	void *context;
};

void smdpp_world_make(struct smdpp_world *world, const struct smdpp_world_options *options);
void smdpp_world_free(struct smdpp_world *world);

/* Make the SM-DP+ by world->config over world->store, after both were closed (a restart). */
void smdpp_world_start(struct smdpp_world *world);

/* For cmocka: a world for each test in *state. */
int smdpp_world_setup(void **state);
int smdpp_world_teardown(void **state);

/* The n-th profile of a type, as in the store; its ICCID. */
const char *smdpp_world_iccid(struct smdpp_world *world, int type, unsigned n);

/* An answer of the server; the body lives in the world's arena, with a NUL behind it. */
struct world_answer {
	enum err result; /* of the handler: OK, or what the HTTP server would make 400 or 503 of */
	int status;	 /* of HTTP, if result is OK */
	struct bytes body;
	struct esx_execution_status execution; /* of the header, if there is one */
};

/* Call an ES9+ function: "authenticateClient". Body and answer are JSON also where the server is
 * called in ASN.1 (world->binding), if they are messages at all. */
struct world_answer smdpp_world_es9p(struct smdpp_world *world, const char *function,
				     struct bytes body);

/* Call the handler of this path, with what a connection gives it. */
struct world_answer smdpp_world_call(struct smdpp_world *world, const struct http_route *routes,
				     size_t n, void *context, struct http_request *request);

/* Call what the body asks for, in ASN.1; the answer is as it comes. */
struct world_answer smdpp_world_asn1(struct smdpp_world *world, struct bytes body);

/* An answer of a function in ASN.1 as it would have come in JSON. */
struct world_answer smdpp_world_to_json(struct smdpp_world *world, const struct es9p_function *f,
					struct world_answer answer);

/* Call an ES2+ function with the client certificate of an operator. */
struct world_answer smdpp_world_es2p(struct smdpp_world *world, int op, const char *function,
				     struct bytes body);

/* The same with a format for the members behind the header of acme: "\"iccid\":\"%s\"". */
struct world_answer smdpp_world_acme(struct smdpp_world *world, const char *function,
				     const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Deliver what is due in the outbox of "root.example.com" to the SM-DS, once; how much that was. */
size_t smdpp_world_delete_events(struct smdpp_world *world);

/* Is this a refusal with these codes? For assert_true. */
bool world_refused(struct world_answer answer, const char *subject, const char *reason);

/* Is this a success? */
bool world_done(struct world_answer answer);

/* A text member of an answer's body, in the arena; "" if there is none. */
const char *world_member(struct smdpp_world *world, struct world_answer answer, const char *name);

/* The profile's row as it is now. */
struct profile_row smdpp_world_profile(struct smdpp_world *world, const char *iccid);

/* How many profiles of acme there are in this state; how many events a profile has. */
size_t smdpp_world_count_events(struct smdpp_world *world, const char *iccid);

/* The last message in acme's outbox: its point, and "" or "subject/reason"; point 0 if none. */
enum { WORLD_MESSAGES_MAX = 256 };
struct world_message {
	int point;
	char codes[32];
	char text[128]; /* of the codes */
	bool has_result_data;
	size_t n; /* messages in all */
};
struct world_message smdpp_world_message(struct smdpp_world *world);

/* An order of acme's n-th profile of a type, released; its MatchingID. `members` are further JSON
 * members of confirmOrder, e.g. ",\"confirmationCode\":\"1234\"", or "". */
const char *smdpp_world_order(struct smdpp_world *world, int type, unsigned n, const char *members);

#endif
