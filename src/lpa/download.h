/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One session with a server under way, a download or the retrieval of events: what each step leaves
 * for the next. The steps are in lpa/es9p_*.c and lpa/es11_*.c (with the server) and lpa/es10b_*.c
 * (with the card); lpa/download.c has their order.
 */
#ifndef LPA_DOWNLOAD_H
#define LPA_DOWNLOAD_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "lpa/discovery.h"
#include "lpa/lpa.h"
#include "msg/es10b_prepare_download.h"
#include "msg/es8p_store_metadata.h"
#include "msg/es9p_authenticate_client.h"
#include "msg/es9p_get_bound_profile_package.h"
#include "msg/es9p_initiate_authentication.h"

enum {
	/* The package comes in base64 and in DER, and there are some small things. */
	DOWNLOAD_ARENA_MAX = 8 * 1024 * 1024,
};

/* What a server may be (bits); the certificate of its first answer shows what it is (§3.6.3). */
enum { DOWNLOAD_AT_SMDP = 1, DOWNLOAD_AT_SMDS = 2 };

struct download {
	struct lpa *lpa;
	unsigned accepts; /* DOWNLOAD_AT_*: whom we want to speak with; at least one */
	const struct lpa_order *order;
	struct lpa_result *result;
	struct arena arena; /* everything below lives here */
	const char *address;
	struct bytes euicc_info1;     /* whole TLV BF20 */
	struct bytes euicc_challenge; /* 16 bytes */
	struct es9p_initiate_authentication_response initiated;
	unsigned server; /* one DOWNLOAD_AT_*; from InitiateAuthentication on */
	struct bytes authenticate_server_response; /* whole TLV BF38 */
	struct es9p_authenticate_client_response authenticated;
	struct es10b_smdp_signed2 smdp_signed2;
	struct es8p_store_metadata metadata;
	struct lpa_events *events;		/* where an SM-DS's event records go */
	unsigned depth;				/* of those */
	struct bytes prepare_download_response; /* whole TLV BF21 */
	struct bytes bound_profile_package;	/* whole TLV BF36 */
	/* With which enum lpa_cancel the session ends if the step that is running fails. */
	int cancel_on_failure;
};

/* A step: OK, or the problem is filled. */
typedef enum err download_step(struct download *d);

download_step lpa_get_euicc_configured_addresses;
download_step lpa_get_euicc_info;
download_step lpa_initiate_authentication;
download_step lpa_authenticate_server;
download_step lpa_authenticate_client;
download_step lpa_authenticate_client_at_smds;
download_step lpa_ask_user;
download_step lpa_prepare_download;
download_step lpa_get_bound_profile_package;
download_step lpa_load_bound_profile_package;

/* Call AuthenticateClient, which is asked alike at both kinds of servers. As download_call_server.
 */
enum err lpa_call_authenticate_client(struct download *d, const char *step,
				      const struct es9p_function *function, void *response);

/* True if the server is, or is wanted to be, an SM-DS and nothing else. */
static inline bool download_is_at_smds(const struct download *d)
{
	return (d->server ? d->server : d->accepts) == DOWNLOAD_AT_SMDS;
}

/*
 * Run the steps: with the server at d->order->smdp_address (NULL: the card's default SM-DP+, or its
 * root SM-DS if only that is wanted) to the end of a download or of an event retrieval, whatever
 * d->server turns out to be. The session is cancelled where its failure wants it. The problem is
 * filled on error.
 */
enum err download_run(struct download *d);

/* End the session at the card and at the server (§3.0.2) with enum lpa_cancel. */
enum err lpa_cancel_session(struct download *d, int reason);

/* As es10_call; the response is kept in the download's arena. */
enum err download_call_card(struct download *d, const char *step, struct bytes request,
			    struct bytes *response);

/*
 * Call a function of the server of this download with its struct `request`, and decode the answer
 * into `response`, whose slices live in the download's arena. OK if the server has executed it;
 * errors as es9p_send and es9p_executed, ERR_SYNTAX if the answer cannot be read.
 */
enum err download_call_server(struct download *d, const char *step,
			      const struct es9p_function *function, const void *request,
			      void *response);

#endif
