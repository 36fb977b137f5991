/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RSP sessions that are begun and never go on: ES9+.InitiateAuthentication at a steady pace.
 */
#ifndef ABUSE_HALF_H
#define ABUSE_HALF_H

#include <openssl/types.h>
#include <pthread.h>
#include <stdatomic.h>

#include "device.h"

struct half {
	/* Set by the caller. */
	const struct device_park *park; /* the first device's card is asked */
	SSL_CTX *tls;
	uint16_t port;
	size_t n;
	double pace_us;
	/* Ours. */
	_Atomic size_t begun, refused;
	pthread_t thread;
};

/* ERR_NOMEM without a thread. */
enum err half_begin(struct half *half);

/* Wait until all of them were begun. */
void half_end(struct half *half);

#endif
