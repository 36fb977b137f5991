/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The HTTP client: POST (or GET) over TLS with kept connections, many in flight or one at a time.
 * No redirects, no proxies, no cookies; plain HTTP only where the caller allows it. A client is
 * used by one thread at a time.
 */
#ifndef HTTP_CLIENT_H
#define HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "http/tls.h"

enum { HTTP_REASON_MAX = 319 };

struct http_client_config {
	const char *connect;	  /* "HOST:PORT" to which sockets go whatever the URL says, or NULL;
				     TLS still verifies the URL's host name */
	bool allow_plain;	  /* http: URLs too */
	unsigned connections_max; /* kept open; 0: 64 */
};

/* What to send: POST, or GET without a body. Everything is copied except `tls`, which must outlive
 * the client. */
struct http_client_request {
	const char *url;
	const struct tls_client *tls; /* NULL only for http: URLs */
	const char *content_type;     /* NULL: "application/json" */
	const char *admin_protocol;   /* X-Admin-Protocol; NULL: none */
	const char *user_agent;	      /* NULL: none */
	bool get;
	struct bytes body;
	unsigned timeout_ms;	     /* for all of it; 0: 30 s */
	unsigned connect_timeout_ms; /* name, TCP and TLS; 0: 10 s */
	size_t reply_max;	     /* bytes of the reply's body; 0: LIMIT_HTTP_REPLY */
};

/* `reason` says in a sentence what went wrong, for people; it holds no secrets. */
struct http_client_reply {
	int status;
	char content_type[80];	 /* "" if there was none */
	char admin_protocol[40]; /* X-Admin-Protocol (SGP.22 §6.2); "" if there was none */
	struct buf body;
	char reason[HTTP_REASON_MAX + 1];
};

/* Wipe and release. Safe on a zeroed reply and twice. Fits CLEANUP(). */
void http_client_reply_free(struct http_client_reply *reply);

struct http_client;

/* ERR_NOMEM, ERR_SYNTAX for `connect`. */
enum err http_client_new(const struct http_client_config *config, struct http_client **out);

/* Requests in flight are dropped without a callback. NULL is allowed. Fits CLEANUP(). */
void http_client_free(struct http_client **client);

/*
 * The end of a request, called from http_client_run. `result` is OK if an HTTP answer came, of any
 * status; ERR_DENIED if a certificate was not accepted, ours or the peer's; ERR_TOO_LONG if the
 * answer is over reply_max; ERR_TIMEOUT; ERR_IO if the peer could not be reached or broke off;
 * ERR_SYNTAX if it does not speak HTTP. `reply` is freed when the callback returns unless its body
 * is moved out. The callback may start other requests.
 */
typedef void http_client_done(void *user, enum err result, struct http_client_reply *reply);

/*
 * Begin a request. ERR_UNSUPPORTED for a URL that is not https: (or allowed http:), ERR_NOMEM;
 * `done` is then not called.
 */
enum err http_client_start(struct http_client *client, const struct http_client_request *request,
			   http_client_done *done, void *user);

/* Requests in flight. */
size_t http_client_pending(const struct http_client *client);

/* Work for at most `timeout_ms`, less if something was finished or http_client_wake was called. */
enum err http_client_run(struct http_client *client, int timeout_ms);

/* Have http_client_run return at once. The one function that another thread may call. */
void http_client_wake(struct http_client *client);

/*
 * Send one request and wait for its end. `*reply` (zeroed before) is the caller's to free, also on
 * error, when its `reason` is set. Errors as http_client_done and http_client_start.
 */
enum err http_client_post(struct http_client *client, const struct http_client_request *request,
			  struct http_client_reply *reply);

#endif
