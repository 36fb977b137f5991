/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The card's command interface: the input is a row of commands, each behind a byte with its length.
 * Whatever comes, every command is answered with a status word. The first byte says what the card
 * has been through before.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "card/apdu.h"
#include "card_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { BEFORE_NOTHING, BEFORE_CHALLENGE, BEFORE_PACKAGE, BEFORES };

static struct card_world world;

static void forget_everything(struct euicc *e)
{
	for (size_t i = 0; i < e->n_profiles; i++)
		euicc_profile_free(e->profiles[i]);
	for (size_t i = 0; i < e->n_notifications; i++)
		euicc_notification_free(e->notifications[i]);
	e->n_profiles = e->n_notifications = 0;
	if (euicc_reset(e) != OK)
		abort();
}

static void prepare(uint8_t before)
{
	static bool made;
	if (!made)
		card_world_make(&world, CURVE_P256);
	made = true;
	forget_everything(&world.card);
	world.card.channels.channels[0].isd_r = true;
	if (before == BEFORE_CHALLENGE)
		card_world_challenge(&world);
	if (before == BEFORE_PACKAGE)
		card_world_begin(&world);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct bytes rest = bytes_from(data, len), command = {};
	uint8_t before = 0, command_len = 0;
	if (bytes_take_u8(&rest, &before) != OK)
		return 0;
	prepare(before % BEFORES);
	while (bytes_take_u8(&rest, &command_len) == OK &&
	       bytes_take(&rest, command_len, &command) == OK) {
		CLEANUP(buf_free) struct buf response = buf_make(APDU_RESPONSE_MAX);
		if (apdu_transmit(&world.card, command, &response) != OK || response.len < 2)
			abort();
	}
	return 0;
}
