/* SPDX-License-Identifier: Apache-2.0 */
/* ES10a.GetEuiccConfiguredAddresses and SetDefaultDpAddress (SGP.22 §5.7.3, §5.7.4). */
#include "msg/es10a_configured_addresses.h"

#include <stdio.h>

#include "card/es10_handler.h"
#include "msg/es10_function.h"

enum err card_get_euicc_configured_addresses(struct euicc *e, struct bytes request,
					     struct buf *response)
{
	(void)request;
	struct es10a_configured_addresses addresses = {
		.root_ds_address = bytes_str(e->root_smds_address),
	};
	if (e->default_smdp_address[0] != '\0')
		addresses.default_dp_address = bytes_str(e->default_smdp_address);
	return es10a_configured_addresses_encode(&addresses, response);
}

enum err card_set_default_dp_address(struct euicc *e, struct bytes request, struct buf *response)
{
	struct bytes address = {};
	TRY(es10a_set_default_dp_address_decode(request, &address));
	if (address.len > EUICC_ADDRESS_MAX)
		return es10_result_encode(ES10A_SET_DEFAULT_DP_ADDRESS, ES10_UNDEFINED_ERROR,
					  response);
	(void)snprintf(e->default_smdp_address, sizeof(e->default_smdp_address), "%.*s",
		       BYTES_FMT(address));
	e->changed = true;
	return es10_result_encode(ES10A_SET_DEFAULT_DP_ADDRESS, ES10_OK, response);
}
