/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A raw client for tests of the HTTP server: it sends what the test says and shows what comes back,
 * in blocking calls with a time limit.
 */
#ifndef TESTS_HTTP_PEER_H
#define TESTS_HTTP_PEER_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct http_peer {
	int fd;
	SSL *ssl;
	struct buf in; /* received and not yet consumed */
	char *head, *body;
};

/* Connect to 127.0.0.1. With a context, returns false if the handshake fails. */
bool http_peer_open(struct http_peer *peer, uint16_t port, SSL_CTX *context);

/* Send text; false if the connection has broken. */
bool http_peer_send(struct http_peer *peer, const char *text);
bool http_peer_send_bytes(struct http_peer *peer, struct bytes data);

/*
 * One whole reply: its status, or 0 if the connection ended before it was complete. Head and body
 * are NUL-terminated and live until the peer's next call.
 */
struct http_peer_reply {
	int status;
	char *head, *body;
	size_t body_len;
};
struct http_peer_reply http_peer_receive(struct http_peer *peer);

/* True if the peer ends the connection, now or later, without sending anything more. */
bool http_peer_ended(struct http_peer *peer);

void http_peer_close(struct http_peer *peer);

#endif
