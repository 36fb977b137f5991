/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10a.GetEuiccConfiguredAddresses and SetDefaultDpAddress (SGP.22 §5.7.3, §5.7.4): DER to struct
 * and back. The request of the first is an empty TLV, the answer of the second an es10_result.
 */
#ifndef MSG_ES10A_CONFIGURED_ADDRESSES_H
#define MSG_ES10A_CONFIGURED_ADDRESSES_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

struct es10a_configured_addresses {
	struct bytes default_dp_address; /* text, or absent */
	struct bytes root_ds_address;	 /* text */
};

/* GetEuiccConfiguredAddresses, answer: `whole` is exactly the TLV BF3C. Errors as tlv_only and
 * tlv_decode, tlv_encode. Slices point into it. */
enum err es10a_configured_addresses_decode(struct bytes whole,
					   struct es10a_configured_addresses *out);
enum err es10a_configured_addresses_encode(const struct es10a_configured_addresses *addresses,
					   struct buf *out);

/* SetDefaultDpAddress, request: the TLV BF3F; an empty address removes it. */
enum err es10a_set_default_dp_address_decode(struct bytes whole, struct bytes *address);
enum err es10a_set_default_dp_address_encode(struct bytes address, struct buf *out);

#endif
