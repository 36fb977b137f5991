/* SPDX-License-Identifier: Apache-2.0 */
/* The state file of a virtual eUICC, and what the card then says of it.
 * Covers: card/state_read.c card/settings.c card/euicc.c */
#include "card/state.h"

#include "card/es10.h"
#include "round_trip.h"
#include "sys/entropy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* GetProfilesInfo, GetEUICCInfo2, ListNotification, RetrieveNotificationsList, GetRAT, GetEID,
 * GetEuiccConfiguredAddresses: they walk all that was read. */
static const struct bytes questions[] = {
	{(const uint8_t *)"\xBF\x2D\x00", 3}, {(const uint8_t *)"\xBF\x22\x00", 3},
	{(const uint8_t *)"\xBF\x28\x00", 3}, {(const uint8_t *)"\xBF\x2B\x00", 3},
	{(const uint8_t *)"\xBF\x43\x00", 3}, {(const uint8_t *)"\xBF\x3E\x03\x5C\x01\x5A", 6},
	{(const uint8_t *)"\xBF\x3C\x00", 3},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct entropy entropy = entropy_counted(1);
	CLEANUP(euicc_free) struct euicc card = {};
	euicc_init(&card, &entropy);
	if (state_read_text(&card, bytes_from(data, len)) != OK)
		return 0;
	must(card.n_identities <= EUICC_IDENTITIES_MAX && card.n_profiles <= EUICC_PROFILES_MAX);
	(void)!euicc_reset(&card);
	for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
		CLEANUP(buf_free) struct buf answer = buf_make(FUZZ_MAX);
		(void)!es10_execute(&card, questions[i], &answer);
	}
	return 0;
}
