/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A device with one card that lasts: downloads what was released, delivers its notifications until
 * they are acknowledged, enables and deletes profiles. What it says is entered into the ledger.
 */
#ifndef CRASH_PHONE_H
#define CRASH_PHONE_H

#include "device.h"
#include "dice.h"
#include "ledger.h"

enum { PHONE_PROFILES = 8 }; /* on the card; then the oldest is deleted */

struct phone {
	const struct device_park *park;
	struct ledger *ledger;
	size_t number; /* of the park */
	struct dice dice;
	struct entropy entropy;
	struct euicc card;
	struct lpa lpa;
	struct ledger_order *held[PHONE_PROFILES]; /* on the card, oldest first */
	size_t held_n;
};

/* Work until the ledger closes, and end what was begun. A thread's function on a struct phone. */
void *phone_work(void *phone);

void phone_free(struct phone *phone);

#endif
