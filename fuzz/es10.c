/* SPDX-License-Identifier: Apache-2.0 */
/* The data objects between LPA and card, both directions; also those that ES9+ carries.
 * Covers: msg/es10_function.c msg/es10a_configured_addresses.c msg/es10b_authenticate_server.c
 *  msg/es10b_cancel_session.c msg/es10b_get_euicc_info.c msg/es10b_get_rat.c
 *  msg/es10b_load_crl.c msg/es10b_notification.c msg/es10b_prepare_download.c
 *  msg/es10c_euicc.c msg/es10c_get_profiles_info.c msg/es10c_profile_state.c */
#include "msg/es10_function.h"
#include "msg/es10a_configured_addresses.h"
#include "msg/es10b_authenticate_server.h"
#include "msg/es10b_cancel_session.h"
#include "msg/es10b_get_euicc_info.h"
#include "msg/es10b_get_rat.h"
#include "msg/es10b_load_crl.h"
#include "msg/es10b_notification.h"
#include "msg/es10b_prepare_download.h"
#include "msg/es10c_euicc.h"
#include "msg/es10c_get_profiles_info.h"
#include "msg/es10c_profile_state.h"
#include "round_trip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

ROUND_TRIP_DER(es10a_configured_addresses, struct es10a_configured_addresses)
ROUND_TRIP_DER(es10b_euicc_info1, struct es10b_euicc_info1)
ROUND_TRIP_DER(es10b_euicc_info2, struct es10b_euicc_info2)
ROUND_TRIP_DER(es10b_server_signed1, struct es10b_server_signed1)
ROUND_TRIP_DER(es10b_ctx_params1, struct es10b_ctx_params1)
ROUND_TRIP_DER(es10b_authenticate_server_request, struct es10b_authenticate_server_request)
ROUND_TRIP_DER(es10b_euicc_signed1, struct es10b_euicc_signed1)
ROUND_TRIP_DER(es10b_authenticate_server_response, struct es10b_authenticate_server_response)
ROUND_TRIP_DER(es10b_smdp_signed2, struct es10b_smdp_signed2)
ROUND_TRIP_DER(es10b_prepare_download_request, struct es10b_prepare_download_request)
ROUND_TRIP_DER(es10b_euicc_signed2, struct es10b_euicc_signed2)
ROUND_TRIP_DER(es10b_prepare_download_response, struct es10b_prepare_download_response)
ROUND_TRIP_DER(es10b_cancel_session_request, struct es10b_cancel_session_request)
ROUND_TRIP_DER(es10b_cancel_session_signed, struct es10b_cancel_session_signed)
ROUND_TRIP_DER(es10b_cancel_session_response, struct es10b_cancel_session_response)
ROUND_TRIP_DER(es10b_notification_metadata, struct es10b_notification_metadata)
ROUND_TRIP_DER(es10b_other_signed_notification, struct es10b_other_signed_notification)
ROUND_TRIP_DER(es10b_retrieve_notifications_list_request,
	       struct es10b_retrieve_notifications_list_request)
ROUND_TRIP_DER(es10b_list_notification_response, struct es10b_notification_list)
ROUND_TRIP_DER(es10b_retrieve_notifications_list_response, struct es10b_notification_list)
ROUND_TRIP_DER(es10b_load_crl_response, struct es10b_load_crl_response)
ROUND_TRIP_DER(es10c_get_profiles_info_request, struct es10c_get_profiles_info_request)
ROUND_TRIP_DER(es10c_get_profiles_info_response, struct es10c_get_profiles_info_response)
ROUND_TRIP_DER(es10c_profile_state_request, struct es10c_profile_state_request)
ROUND_TRIP_DER(es10c_set_nickname_request, struct es10c_set_nickname_request)

/* Single values: decoded only. */
static void values(struct bytes in)
{
	struct bytes slice = {};
	struct es10b_notification_metadata metadata = {};
	uint64_t number = 0;
	(void)!es10a_set_default_dp_address_decode(in, &slice);
	(void)!es10b_euicc_challenge_decode(in, &slice);
	(void)!es10b_load_crl_request_decode(in, &slice);
	(void)!es10c_get_eid_request_decode(in);
	(void)!es10c_get_eid_response_decode(in, &slice);
	(void)!es10c_euicc_memory_reset_request_decode(in, &number);
	(void)!es10b_list_notification_request_decode(in, &number);
	(void)!es10b_remove_notification_request_decode(in, &number);
	(void)!es10_result_decode(in, ES10C_ENABLE_PROFILE, &number);
	(void)!es10b_pending_notification_metadata(in, &metadata);
}

/* What decodes as a whole is salvaged as it is. */
static void salvage(struct bytes in)
{
	struct es10b_euicc_info2 whole = {}, salvaged = {};
	enum err e = es10b_euicc_info2_salvage(in, &salvaged);
	if (es10b_euicc_info2_decode(in, &whole) != OK)
		return;
	must(e == OK && bytes_eq(whole.svn, salvaged.svn) &&
	     whole.uicc_capability == salvaged.uicc_capability &&
	     whole.euicc_category == salvaged.euicc_category);
}

/* Lists are walked to their end or to the first fault. */
static void lists(struct bytes in)
{
	struct es10b_euicc_info2 info = {};
	struct es10b_ext_card_resource resource = {};
	struct es10c_get_profiles_info_response profiles = {};
	struct es10c_profile_info profile = {};
	struct es10b_ppr_rule rule = {};
	struct bytes row = {};
	struct bytes id = {};
	if (es10b_euicc_info2_decode(in, &info) == OK) {
		(void)!es10b_ext_card_resource_decode(info.ext_card_resource, &resource);
		row = info.ci_pk_ids_for_signing;
	}
	while (row.len > 0 && es10b_ci_pk_id_next(&row, &id) == OK)
		must(id.len <= in.len);
	if (es10c_get_profiles_info_response_decode(in, &profiles) == OK)
		row = profiles.profiles;
	while (row.len > 0 && es10c_profile_info_next(&row, &profile) == OK)
		must(profile.iccid.len == 0 || profile.iccid.len == RSP_ICCID_LEN);
	if (es10b_get_rat_response_decode(in, &row) == OK) {
		while (row.len > 0 && es10b_ppr_rule_next(&row, &rule) == OK)
			must(rule.allowed_operators.len <= in.len);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static void (*const targets[])(struct bytes) = {
		round_trip_es10a_configured_addresses,
		round_trip_es10b_euicc_info1,
		round_trip_es10b_euicc_info2,
		round_trip_es10b_server_signed1,
		round_trip_es10b_ctx_params1,
		round_trip_es10b_authenticate_server_request,
		round_trip_es10b_euicc_signed1,
		round_trip_es10b_authenticate_server_response,
		round_trip_es10b_smdp_signed2,
		round_trip_es10b_prepare_download_request,
		round_trip_es10b_euicc_signed2,
		round_trip_es10b_prepare_download_response,
		round_trip_es10b_cancel_session_request,
		round_trip_es10b_cancel_session_signed,
		round_trip_es10b_cancel_session_response,
		round_trip_es10b_notification_metadata,
		round_trip_es10b_other_signed_notification,
		round_trip_es10b_retrieve_notifications_list_request,
		round_trip_es10b_list_notification_response,
		round_trip_es10b_retrieve_notifications_list_response,
		round_trip_es10b_load_crl_response,
		round_trip_es10c_get_profiles_info_request,
		round_trip_es10c_get_profiles_info_response,
		round_trip_es10c_profile_state_request,
		round_trip_es10c_set_nickname_request,
		values,
		lists,
		salvage,
	};
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		targets[i](bytes_from(data, len));
	return 0;
}
