/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates and keys for tests of TLS: a directory of PEM files, made with OpenSSL directly so
 * that it is independent of pki/. Each name gives NAME.pem and NAME.key:
 *	ca, ca_brainpool, ca_other	authorities
 *	server, server_brainpool	for "localhost", by ca and by ca_brainpool
 *	client, client_expired, client_server_only	by ca
 *	client_other			by ca_other
 *	client_self			self-signed
 */
#ifndef TESTS_TLS_WORLD_H
#define TESTS_TLS_WORLD_H

#include <stdint.h>

#include "base/buf.h"

struct tls_world {
	char dir[64];
};

/* All certificates but client_expired are valid at this time and some days around it. */
#define TLS_WORLD_NOW_MS INT64_C(1795437060000)

/* Fails the test if it cannot be made. */
void tls_world_make(struct tls_world *world);

/* Paths of a name's files, in one of a few static buffers that are used in turn. */
const char *tls_world_certificate(const struct tls_world *world, const char *name);
const char *tls_world_key(const struct tls_world *world, const char *name);

/* The certificate as DER. */
void tls_world_der(const struct tls_world *world, const char *name, struct buf *out);

void tls_world_remove(struct tls_world *world);

#endif
