/* SPDX-License-Identifier: Apache-2.0 */
/* A card's state file: what can be read can be written, and read again. */
#include <stdlib.h>

#include "card/state.h"
#include "sys/entropy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct entropy entropy = entropy_counted(1);
	CLEANUP(euicc_free) struct euicc card = {};
	euicc_init(&card, &entropy);
	if (state_read_text(&card, bytes_from(data, len)) != OK)
		return 0;
	if (card.n_identities > EUICC_IDENTITIES_MAX || card.n_profiles > EUICC_PROFILES_MAX)
		abort();
	(void)euicc_enabled_profile(&card);
	(void)euicc_free_memory(&card);
	return 0;
}
