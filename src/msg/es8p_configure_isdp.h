/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES8+.ConfigureISDP (SGP.22 §5.5.2): DER to struct and back.
 */
#ifndef MSG_ES8P_CONFIGURE_ISDP_H
#define MSG_ES8P_CONFIGURE_ISDP_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

enum { ES8P_DP_PROPRIETARY_DATA_MAX = 128 }; /* bytes of dpProprietaryData with tag and length */

struct es8p_configure_isdp {
	struct bytes dp_proprietary_data; /* value of B8, or absent */
	struct bytes dp_oid;		  /* value of the OID in it, or absent; only decoded */
};

/* `whole` is exactly the TLV BF24. Slices point into it. Errors as tlv_only and tlv_decode. */
enum err es8p_configure_isdp_decode(struct bytes whole, struct es8p_configure_isdp *out);

/* Append the TLV; `dp_oid` is not looked at. Errors as tlv_encode. */
enum err es8p_configure_isdp_encode(const struct es8p_configure_isdp *request, struct buf *out);

#endif
