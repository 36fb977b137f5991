/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of ES10 functions.
 * No test of its own: each function has one, and apdu_test.c.
 */
#include "card/es10.h"

#include "card/es10_handler.h"
#include "codec/tlv.h"
#include "msg/es10_function.h"

static const struct {
	uint32_t tag;
	es10_handler *execute;
} functions[] = {
	{ES10A_GET_EUICC_CONFIGURED_ADDRESSES, card_get_euicc_configured_addresses},
	{ES10A_SET_DEFAULT_DP_ADDRESS, card_set_default_dp_address},
	{ES10B_GET_EUICC_INFO1, card_get_euicc_info1},
	{ES10B_GET_EUICC_INFO2, card_get_euicc_info2},
	{ES10B_GET_EUICC_CHALLENGE, card_get_euicc_challenge},
	{ES10B_AUTHENTICATE_SERVER, card_authenticate_server},
	{ES10B_PREPARE_DOWNLOAD, card_prepare_download},
	{ES10B_CANCEL_SESSION, card_cancel_session},
	{ES10B_LIST_NOTIFICATION, card_list_notification},
	{ES10B_RETRIEVE_NOTIFICATIONS_LIST, card_retrieve_notifications_list},
	{ES10B_REMOVE_NOTIFICATION_FROM_LIST, card_remove_notification_from_list},
	{ES10B_GET_RAT, card_get_rat},
	{ES10B_LOAD_CRL, card_load_crl},
	{ES10C_GET_PROFILES_INFO, card_get_profiles_info},
	{ES10C_ENABLE_PROFILE, card_enable_profile},
	{ES10C_DISABLE_PROFILE, card_disable_profile},
	{ES10C_DELETE_PROFILE, card_delete_profile},
	{ES10C_SET_NICKNAME, card_set_nickname},
	{ES10C_EUICC_MEMORY_RESET, card_euicc_memory_reset},
	{ES10C_GET_EID, card_get_eid},
};

/* Whatever is no function is a piece of a package, if one is on its way (SGP.22 §2.5.5). */
enum err es10_execute(struct euicc *e, struct bytes data, struct buf *response)
{
	struct bytes rest = data;
	uint32_t tag = 0;
	size_t len = 0;
	TRY(tlv_take_head(&rest, &tag, &len));
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		if (functions[i].tag == tag)
			return functions[i].execute(e, data, response);
	}
	if (tag != ES10B_LOAD_BOUND_PROFILE_PACKAGE && !e->loader.running)
		return ERR_NOT_FOUND;
	return bpp_loader_take(e, data, response);
}
