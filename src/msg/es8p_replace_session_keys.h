/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES8+.ReplaceSessionKeys (SGP.22 §5.5.4): DER to struct and back. The TLV holds keys.
 */
#ifndef MSG_ES8P_REPLACE_SESSION_KEYS_H
#define MSG_ES8P_REPLACE_SESSION_KEYS_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

struct es8p_replace_session_keys {
	struct bytes initial_mac_chaining_value; /* 16 bytes each, for AES-128 */
	struct bytes ppk_enc;
	struct bytes ppk_cmac;
};

/* `whole` is exactly the TLV BF26. Slices point into it. Errors as tlv_only and tlv_decode. */
enum err es8p_replace_session_keys_decode(struct bytes whole,
					  struct es8p_replace_session_keys *out);

/* Append the TLV. Errors as tlv_encode. */
enum err es8p_replace_session_keys_encode(const struct es8p_replace_session_keys *request,
					  struct buf *out);

#endif
