/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The device's side: virtual eUICCs with an LPA, in memory. Each has a certificate of its own,
 * issued by the sandbox's EUM.
 */
#ifndef BENCH_DEVICE_H
#define BENCH_DEVICE_H

#include <stddef.h>

#include "base/buf.h"
#include "card/euicc.h"
#include "es2p_order.h"
#include "lpa/lpa.h"
#include "world.h"

/* What a device is made of. */
struct device {
	struct buf certificate, key;
};

enum { DEVICES_MAX = 64 };

struct device_park {
	char address[32]; /* of the SM-DP+ */
	char connect[32];
	struct buf ci, eum;
	struct bytes trusted; /* the CI, as an LPA wants it */
	struct device devices[DEVICES_MAX];
	size_t n;
};

/* Make `n` devices for the world. Errors after a note; free it also then. */
enum err device_park_make(struct device_park *park, const struct world *world, size_t n);
void device_park_free(struct device_park *park);

/*
 * Device `number` as a card that knows its CI, and how an LPA reaches the SM-DP+ with it. The card
 * is a fresh one; it must not move afterwards, nor `entropy`. Errors of card/euicc.h.
 */
enum err device_card(const struct device_park *park, size_t number, struct entropy *entropy,
		     struct euicc *card);
struct lpa_config device_lpa_config(const struct device_park *park, struct euicc *card);

/*
 * Device `number` downloads and installs what was ordered, and delivers the result, over one new
 * TLS connection, or over four: one for each request. ERR_DENIED and others after a note.
 */
enum err device_download(const struct device_park *park, size_t number,
			 const struct es2p_order *order, unsigned connections);

#endif
