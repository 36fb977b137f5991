/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Telling a call that is sent again from a new one, where the state of the profile does not: an
 * order by profileType, and a cancellation (SGP.22 §5.2.1 functionCallIdentifier; docs/es2p.md).
 */
#ifndef SMDPP_ES2P_CALL_H
#define SMDPP_ES2P_CALL_H

#include "crypto/hash.h"
#include "smdpp/smdpp.h"

struct es2p_call {
	uint8_t key[HASH_LEN], digest[HASH_LEN];
	struct store_call stored;
	const struct store_call *kept; /* what the change is to write; NULL: nothing */
};

/*
 * Name the call by its header and parameters (no secrets; absent ones count as such), to be written
 * with its change. `*out` must not move afterwards. Nothing is kept of a caller whose identifiers
 * are not its calls' own. ERR_CRYPTO.
 */
enum err es2p_call_name(const struct role_call *call, const struct esx_request_header *header,
			const struct bytes *parameters, size_t n, struct es2p_call *out);

/*
 * After its key was found taken, or what it asks for to be done already: is it a repetition? Then
 * `iccid` is that of the profile that the first one changed, and has not been changed since. If
 * not, `named` becomes what the change is to write instead: an identifier that comes with other
 * parameters, or once more after its profile has gone on, is known to tell nothing.
 */
enum err es2p_call_look(const struct role_call *call, struct es2p_call *named,
			char iccid[static ICCID_DIGITS_MAX + 1], bool *repeated);

#endif
