/* SPDX-License-Identifier: Apache-2.0 */
/* What a device sends over ES9+ and ES11, and what a server answers it: the JSON (the ASN.1 is in
 * asn1.c). For the TLVs in it see es10.c. Covers: msg/es11_authenticate_client.c
 * msg/es9p_authenticate_client.c msg/es9p_cancel_session.c msg/es9p_get_bound_profile_package.c
 * msg/es9p_handle_notification.c msg/es9p_initiate_authentication.c */
#include "msg/es11_authenticate_client.h"
#include "msg/es9p_authenticate_client.h"
#include "msg/es9p_cancel_session.h"
#include "msg/es9p_get_bound_profile_package.h"
#include "msg/es9p_handle_notification.h"
#include "msg/es9p_initiate_authentication.h"
#include "round_trip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

ROUND_TRIP_JSON(es9p_initiate_authentication_request, struct es9p_initiate_authentication_request)
ROUND_TRIP_JSON(es9p_initiate_authentication_response, struct es9p_initiate_authentication_response)
ROUND_TRIP_JSON(es9p_authenticate_client_request, struct es9p_authenticate_client_request)
ROUND_TRIP_JSON(es9p_authenticate_client_response, struct es9p_authenticate_client_response)
ROUND_TRIP_JSON(es9p_get_bound_profile_package_request,
		struct es9p_get_bound_profile_package_request)
ROUND_TRIP_JSON(es9p_get_bound_profile_package_response,
		struct es9p_get_bound_profile_package_response)
ROUND_TRIP_JSON(es9p_handle_notification_request, struct es9p_handle_notification_request)
ROUND_TRIP_JSON(es9p_cancel_session_request, struct es9p_cancel_session_request)
ROUND_TRIP_JSON(es11_authenticate_client_response, struct es11_authenticate_client_response)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static void (*const targets[])(struct bytes) = {
		round_trip_es9p_initiate_authentication_request,
		round_trip_es9p_initiate_authentication_response,
		round_trip_es9p_authenticate_client_request,
		round_trip_es9p_authenticate_client_response,
		round_trip_es9p_get_bound_profile_package_request,
		round_trip_es9p_get_bound_profile_package_response,
		round_trip_es9p_handle_notification_request,
		round_trip_es9p_cancel_session_request,
		round_trip_es11_authenticate_client_response,
	};
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		targets[i](bytes_from(data, len));
	return 0;
}
