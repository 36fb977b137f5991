/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+ without a network: what an LPA of this process posts is handed to a function instead. For
 * programs that are linked with WIRE_LDFLAGS of the Makefile.
 */
#ifndef TESTS_WIRE_H
#define TESTS_WIRE_H

#include "http/client.h"

/*
 * Carry `body` to the ES9+ function with the name at the end of its path ("authenticateClient").
 * On OK the reply's status and body (made by the caller, empty) are set.
 */
typedef enum err wire_carry(void *context, const char *function, struct bytes body,
			    struct http_client_reply *reply);

/* While one is carried: the host that it is for, with its port if it has one. */
const char *wire_host(void);

/* From now on, for all LPAs. */
void wire_connect(wire_carry *carry, void *context);

#endif
