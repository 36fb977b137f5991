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

/* Messages of a single value. */
#define ROUND_TRIP_SLICE(stem)                                                                     \
	static void round_trip_##stem(struct bytes in)                                             \
	{                                                                                          \
		CLEANUP(buf_free) struct buf out = buf_make(FUZZ_MAX);                             \
		struct bytes value = {}, again = {};                                               \
		if (stem##_decode(in, &value) != OK)                                               \
			return;                                                                    \
		must(stem##_encode(value, &out) == OK);                                            \
		must(stem##_decode(buf_bytes(&out), &again) == OK && bytes_eq(value, again));      \
	}
#define ROUND_TRIP_NUMBER(stem)                                                                    \
	static void round_trip_##stem(struct bytes in)                                             \
	{                                                                                          \
		CLEANUP(buf_free) struct buf out = buf_make(FUZZ_MAX);                             \
		uint64_t value = 0, again = 0;                                                     \
		if (stem##_decode(in, &value) != OK)                                               \
			return;                                                                    \
		must(stem##_encode(value, &out) == OK);                                            \
		must(stem##_decode(buf_bytes(&out), &again) == OK && value == again);              \
	}

ROUND_TRIP_SLICE(es10a_set_default_dp_address)
ROUND_TRIP_SLICE(es10b_euicc_challenge)
ROUND_TRIP_SLICE(es10b_load_crl_request)
ROUND_TRIP_SLICE(es10b_get_rat_response)
ROUND_TRIP_SLICE(es10c_get_eid_response)
ROUND_TRIP_NUMBER(es10c_euicc_memory_reset_request)
ROUND_TRIP_NUMBER(es10b_list_notification_request)
ROUND_TRIP_NUMBER(es10b_remove_notification_request)

static void no_values(struct bytes in)
{
	CLEANUP(buf_free) struct buf out = buf_make(FUZZ_MAX);
	struct es10b_notification_metadata metadata = {};
	(void)!es10b_pending_notification_metadata(in, &metadata);
	if (es10c_get_eid_request_decode(in) != OK)
		return;
	must(es10c_get_eid_request_encode(&out) == OK);
	must(es10c_get_eid_request_decode(buf_bytes(&out)) == OK);
}

static void results(struct bytes in)
{
	CLEANUP(buf_free) struct buf out = buf_make(FUZZ_MAX);
	uint64_t result = 0, again = 0;
	if (es10_result_decode(in, ES10C_ENABLE_PROFILE, &result) != OK)
		return;
	must(es10_result_encode(ES10C_ENABLE_PROFILE, result, &out) == OK);
	must(es10_result_decode(buf_bytes(&out), ES10C_ENABLE_PROFILE, &again) == OK);
	must(result == again);
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

static void resource(struct bytes in)
{
	CLEANUP(buf_free) struct buf out = buf_make(FUZZ_MAX);
	struct es10b_ext_card_resource object = {}, again = {};
	if (es10b_ext_card_resource_decode(in, &object) != OK)
		return;
	enum err e = es10b_ext_card_resource_encode(&object, &out);
	must(e == OK || e == ERR_RANGE); /* no card has more than 4 GB */
	if (e == OK)
		must(es10b_ext_card_resource_decode(buf_bytes(&out), &again) == OK &&
		     object.free_non_volatile_memory == again.free_non_volatile_memory);
}

static void ci_pk_id(struct bytes id)
{
	CLEANUP(buf_free) struct buf out = buf_make(FUZZ_MAX);
	struct bytes again = {};
	must(es10b_ci_pk_id_encode(id, &out) == OK);
	struct bytes list = buf_bytes(&out);
	must(es10b_ci_pk_id_next(&list, &again) == OK && bytes_eq(id, again));
}

static void ppr_rule(const struct es10b_ppr_rule *rule)
{
	CLEANUP(buf_free) struct buf out = buf_make(FUZZ_MAX);
	struct es10b_ppr_rule again = {};
	must(es10b_ppr_rule_encode(rule, &out) == OK);
	struct bytes list = buf_bytes(&out);
	must(es10b_ppr_rule_next(&list, &again) == OK && rule->ppr_ids == again.ppr_ids);
}

/* Lists are walked to their end or to the first fault. */
static void lists(struct bytes in)
{
	struct es10b_euicc_info2 info = {};
	struct es10c_get_profiles_info_response profiles = {};
	struct es10c_profile_info profile = {};
	struct es10b_ppr_rule rule = {};
	struct bytes row = {};
	struct bytes id = {};
	if (es10b_euicc_info2_decode(in, &info) == OK) {
		resource(info.ext_card_resource);
		row = info.ci_pk_ids_for_signing;
	}
	while (row.len > 0 && es10b_ci_pk_id_next(&row, &id) == OK)
		ci_pk_id(id);
	if (es10c_get_profiles_info_response_decode(in, &profiles) == OK)
		row = profiles.profiles;
	while (row.len > 0 && es10c_profile_info_next(&row, &profile) == OK)
		must(profile.iccid.len == 0 || profile.iccid.len == RSP_ICCID_LEN);
	if (es10b_get_rat_response_decode(in, &row) == OK) {
		while (row.len > 0 && es10b_ppr_rule_next(&row, &rule) == OK)
			ppr_rule(&rule);
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
		round_trip_es10a_set_default_dp_address,
		round_trip_es10b_euicc_challenge,
		round_trip_es10b_load_crl_request,
		round_trip_es10b_get_rat_response,
		round_trip_es10c_get_eid_response,
		round_trip_es10c_euicc_memory_reset_request,
		round_trip_es10b_list_notification_request,
		round_trip_es10b_remove_notification_request,
		no_values,
		results,
		lists,
		salvage,
	};
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		targets[i](bytes_from(data, len));
	return 0;
}
