/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plainest HTTPS client that will do: blocking, one kept connection, TLS 1.3 with P-256, for
 * calls that cost the client as little as possible. It does not check the server's certificate.
 */
#ifndef BENCH_CALLER_H
#define BENCH_CALLER_H

#include <openssl/types.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

struct caller {
	int fd;
	int status; /* of the last answer; 0: there was none */
	SSL *ssl;
	struct buf in, out;
};

/* `certificate` and `key` are PEM files, or NULL both. The caller frees. ERR_CRYPTO. */
enum err caller_context(const char *certificate, const char *key, SSL_CTX **out);

/* Connect to 127.0.0.1 and shake hands. ERR_IO, ERR_CRYPTO; close it in either case. */
enum err caller_open(struct caller *caller, uint16_t port, SSL_CTX *context);

/*
 * Post JSON; `*reply` is the body, until the next call. ERR_IO; ERR_DENIED for a status other than
 * 200.
 */
enum err caller_post(struct caller *caller, const char *path, struct bytes body,
		     struct bytes *reply);

/* Safe on a zeroed caller and twice. Fits CLEANUP(). */
void caller_close(struct caller *caller);

#endif
