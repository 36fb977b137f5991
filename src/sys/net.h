/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses as text ("127.0.0.1:8443", "[::1]:0", "sm.example.com:443") and listening sockets.
 */
#ifndef SYS_NET_H
#define SYS_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

enum { NET_HOST_MAX = 255 };

struct net_address {
	char host[NET_HOST_MAX + 1]; /* without brackets */
	uint16_t port;
};

/*
 * Split "host:port"; an IPv6 host stands in brackets. ERR_MISSING without a port, ERR_SYNTAX for an
 * empty host or another form, ERR_RANGE for a port over 65535, ERR_TOO_LONG for the host.
 */
enum err net_address_parse(struct bytes text, struct net_address *out);

/*
 * A bound, non-blocking, close-on-exec TCP socket, ready for listen(). `shared` sets SO_REUSEPORT,
 * so that several sockets, one per thread, can be bound to one port. Port 0 takes a free one: ask
 * net_port. ERR_NOT_FOUND if the host is unknown, ERR_CONFLICT if the address is taken,
 * ERR_DENIED if it may not be bound, ERR_IO otherwise.
 */
enum err net_bind(const struct net_address *address, bool shared, int *out);

/* The port that `fd` is bound to. ERR_IO if it has none. */
enum err net_port(int fd, uint16_t *out);

/* A peer as text, "127.0.0.1:50123" or "[::1]:50123", NUL-terminated; "unknown" for others. */
enum { NET_PEER_TEXT = 64 };
struct sockaddr;
void net_peer_text(const struct sockaddr *peer, char out[static NET_PEER_TEXT]);

/*
 * How many of `wanted` descriptors this process may have open, after raising its soft limit as far
 * as is allowed and needed.
 */
size_t net_descriptors(size_t wanted);

/* Send small writes at once. Errors do not matter. */
void net_no_delay(int fd);

#endif
