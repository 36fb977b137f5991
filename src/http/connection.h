/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A connection of the server: handshake, requests one after the other, answers, end. All functions
 * run on the thread of its loop.
 */
#ifndef HTTP_CONNECTION_H
#define HTTP_CONNECTION_H

#include <event2/event_struct.h>
#include <netinet/in.h>

#include "http/exchange.h"
#include "http/pool.h"
#include "http/stream.h"

enum http_connection_state {
	HTTP_CONNECTION_HANDSHAKE,
	HTTP_CONNECTION_IDLE,
	HTTP_CONNECTION_READING,
	HTTP_CONNECTION_CONTINUE, /* writing "100 Continue" */
	HTTP_CONNECTION_WORK,
	HTTP_CONNECTION_WRITING,
	HTTP_CONNECTION_LINGER,
};

union http_peer {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
};

struct http_connection {
	struct http_member member; /* first */
	const struct http_listener *listener;
	struct stream stream;
	struct event event;
	short armed; /* what `event` waits for; 0: nothing */
	enum http_connection_state state;
	struct http_exchange *exchange; /* NULL: between requests */
	struct buf certificate;		/* DER of the peer's; empty: it has none */
	uint64_t memo;
	int64_t opened_ms;
	union http_peer peer;
};

/* Serve `fd`, which is taken over also on error: ERR_NOMEM, ERR_CRYPTO. */
enum err http_connection_open(struct http_pool *pool, const struct http_listener *listener, int fd,
			      const struct sockaddr *peer);

/* The exchange has been served: send its reply. */
void http_connection_answer(struct http_connection *connection);

/* It cannot be served at the moment: say 503. */
void http_connection_decline(struct http_connection *connection);

/* True while an answer is awaited or on its way. */
bool http_connection_answers(const struct http_connection *connection);

/* Its time is up. */
void http_connection_expire(struct http_connection *connection);

/* Not while its exchange is being served. The peer is not told: it was first, or it is broken. */
void http_connection_close(struct http_connection *connection);

/* The same for a peer that need not expect it: it is told between requests, or 503 while it sends
 * one. */
void http_connection_dismiss(struct http_connection *connection);

#endif
