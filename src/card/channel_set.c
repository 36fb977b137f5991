/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Logical channels: their reset.
 * No test of its own: apdu_test.c.
 */
#include "card/channel_set.h"

void channel_set_close(struct channel *c)
{
	buf_free(&c->command);
	buf_free(&c->response);
	*c = (struct channel){};
}

void channel_set_reset(struct channel_set *set)
{
	for (size_t i = 0; i < CHANNEL_COUNT; i++)
		channel_set_close(&set->channels[i]);
	set->channels[0].open = true;
}
