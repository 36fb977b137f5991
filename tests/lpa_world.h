/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An LPA between a virtual eUICC and an SM-DP+ on loopback that does what a test tells it to do
 * wrong; and SM-DSs, which share its listener. What fails in this file is a fault of the test
 * machine: abort().
 */
#ifndef TESTS_LPA_WORLD_H
#define TESTS_LPA_WORLD_H

#include "card_world.h"
#include "http/server.h"
#include "lpa/lpa.h"
#include "msg/es11_authenticate_client.h"

#define LPA_WORLD_HOST "testsmdpplus1.example.com"

/* The functions of ES9+, as places in the arrays below. */
enum lpa_world_function {
	LPA_WORLD_INITIATE,
	LPA_WORLD_AUTHENTICATE,
	LPA_WORLD_GET_BPP,
	LPA_WORLD_NOTIFY,
	LPA_WORLD_CANCEL,
	LPA_WORLD_FUNCTIONS,
};

enum { LPA_WORLD_EVENTS = 8, LPA_WORLD_SMDS = 4 };

/* An SM-DS and its events. Who asks for all gets all, who asks with an EventID that of this name.
 */
struct lpa_world_smds {
	const char *host;
	struct es11_event_entry events[LPA_WORLD_EVENTS];
	const char *names[LPA_WORLD_EVENTS];
	size_t n;
};

struct lpa_world {
	struct card_world cw; /* the card, and what the SM-DP+ makes its messages from */
	struct lpa lpa;
	struct lpa_config config; /* what lpa_world_open uses */

	/* What the server does; to be set between calls of the LPA. Absent: as it should. */
	struct {
		int status;		      /* another HTTP status */
		const char *body;	      /* another body */
		const char *content_type;     /* of every answer */
		const char *subject, *reason; /* Failed */
	} say[LPA_WORLD_FUNCTIONS];
	struct bytes outer_transaction_id[LPA_WORLD_FUNCTIONS];
	struct bytes other_challenge, other_address, other_ci_pkid;
	struct bytes metadata;	    /* profileMetadata of AuthenticateClient */
	struct card_world_bpp plan; /* of the package */
	struct bytes raw_bpp;	    /* instead of a package */
	bool cc_required;
	struct lpa_world_smds smds[LPA_WORLD_SMDS]; /* up to one without a host */

	/* What it has seen. */
	int calls[LPA_WORLD_FUNCTIONS];
	int asn1_calls;			 /* of them, those in ASN.1 */
	int es11_calls;			 /* of them, those to the paths of ES11 */
	const struct lpa_world_smds *at; /* whom the last InitiateAuthentication was for, or NULL */
	struct bytes matching_id;	 /* as the card signed it; absent if it was */
	char matching_id_text[64];
	uint64_t cancel_reason;
	struct buf hash_cc;	  /* of the last PrepareDownload */
	struct buf notifications; /* a row of PendingNotification */
	bool strange_agent;	  /* a call without the headers of SGP.22 §6.2 */

	char dir[32];
	struct buf metadata_of_card, package;
	struct bytes ci;
	struct work_queue *work;
	struct tls_server *tls;
	struct http_server *server;
	char connect[32];
};

/* Everything but the LPA. `*w` must not move afterwards. */
void lpa_world_make(struct lpa_world *w);

/* The same with another name, perhaps with a wildcard, in the certificate of the listener. */
void lpa_world_make_named(struct lpa_world *w, const char *dns_name);

void lpa_world_free(struct lpa_world *w);

/* Open the LPA by w->config. */
void lpa_world_open(struct lpa_world *w);

/* An order for LPA_WORLD_HOST with a MatchingID. */
struct lpa_order lpa_world_order(void);

/* How many notifications have been taken. */
size_t lpa_world_notified(const struct lpa_world *w);

#endif
