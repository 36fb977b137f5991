/* SPDX-License-Identifier: Apache-2.0 */
/* The addresses that an eUICC is configured with, as tables. */
#include "msg/es10a_configured_addresses.h"

#include "codec/tlv.h"
#include "msg/es10_function.h"

static const struct tlv_member members[] = {
	TLV_MEMBER(struct es10a_configured_addresses, default_dp_address, 0x80, .optional = true),
	TLV_MEMBER(struct es10a_configured_addresses, root_ds_address, 0x81),
};

enum err es10a_configured_addresses_decode(struct bytes whole,
					   struct es10a_configured_addresses *out)
{
	return tlv_decode_in(whole, ES10A_GET_EUICC_CONFIGURED_ADDRESSES, TLV_ROWS(members), out);
}

enum err es10a_configured_addresses_encode(const struct es10a_configured_addresses *addresses,
					   struct buf *out)
{
	return tlv_encode_in(out, ES10A_GET_EUICC_CONFIGURED_ADDRESSES, TLV_ROWS(members),
			     addresses);
}

/* The only member of SetDefaultDpAddressRequest. */
static const struct tlv_member address_member[] = {{.tag = 0x80}};

enum err es10a_set_default_dp_address_decode(struct bytes whole, struct bytes *address)
{
	return tlv_decode_in(whole, ES10A_SET_DEFAULT_DP_ADDRESS, TLV_ROWS(address_member),
			     address);
}

enum err es10a_set_default_dp_address_encode(struct bytes address, struct buf *out)
{
	return tlv_encode_in(out, ES10A_SET_DEFAULT_DP_ADDRESS, TLV_ROWS(address_member), &address);
}
