/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the card knows of its logical channels: which are open, what is selected, and the command
 * and response data under way on each. The rules are in card/apdu.c.
 */
#ifndef CARD_CHANNEL_SET_H
#define CARD_CHANNEL_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

enum {
	CHANNEL_COUNT = 4,		 /* the basic one and three more, coded in CLA's low bits */
	CHANNEL_COMMAND_MAX = 16 * 1024, /* the largest ES10 command has two certificates in it */
	CHANNEL_RESPONSE_MAX = 256 * 1024, /* a full list of notifications */
};

struct channel {
	bool open;
	bool isd_r;		/* selected */
	uint8_t next_block;	/* P2 of the next STORE DATA */
	struct buf command;	/* data of the blocks so far */
	struct buf response;	/* answer not yet fetched */
	size_t response_offset; /* bytes already fetched */
};

struct channel_set {
	struct channel channels[CHANNEL_COUNT];
};

/* Close one: forget what is on it. */
void channel_set_close(struct channel *c);

/* All closed but the basic one. Releases what they hold; safe on a zeroed struct. */
void channel_set_reset(struct channel_set *set);

#endif
