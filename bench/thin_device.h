/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The device's side with the least work: an eUICC and LPA that say what real ones say, signatures
 * included, and check nothing of what they are told. So it is the server that is busy.
 */
#ifndef BENCH_THIN_DEVICE_H
#define BENCH_THIN_DEVICE_H

#include "device.h"

/* What a park's devices are to that end. */
struct thin_park {
	const struct device_park *park;
	uint16_t port;
	SSL_CTX *context;
	struct buf info1, info2;
	struct bytes ci_pk_id; /* in the park's certificate */
	struct private_key *keys[DEVICES_MAX];
	struct public_key otpk; /* of all downloads: it is the server that must not use one twice */
	_Atomic(uint64_t) notifications;
};

/* ERR_CRYPTO, ERR_NOMEM and others, after a note; free it also then. */
enum err thin_park_make(struct thin_park *thin, const struct device_park *park, uint16_t port);
void thin_park_free(struct thin_park *thin);

/* As device_download. */
enum err thin_device_download(struct thin_park *thin, size_t number, const struct es2p_order *order,
			      unsigned connections);

#endif
