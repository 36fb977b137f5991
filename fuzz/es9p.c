/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a device sends over ES9+ and ES11, and what a server answers it, in JSON and in ASN.1: what
 * decodes is encoded and decoded again; in ASN.1 it is the same again in DER and, where no text is
 * in it that JSON has not, by way of JSON. For the TLVs in it see es10.c.
 *
 * Covers: msg/es9p_binding.c msg/es11_authenticate_client.c msg/es9p_authenticate_client.c
 * msg/es9p_cancel_session.c msg/es9p_get_bound_profile_package.c msg/es9p_handle_notification.c
 * msg/es9p_initiate_authentication.c
 */
#include "msg/es11_authenticate_client.h"
#include "msg/es11_initiate_authentication.h"
#include "msg/es9p_authenticate_client.h"
#include "msg/es9p_binding.h"
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

union any {
	struct esx_response_header header;
	struct es9p_initiate_authentication_request initiate;
	struct es9p_initiate_authentication_response initiated;
	struct es9p_authenticate_client_request authenticate;
	struct es9p_authenticate_client_response authenticated;
	struct es9p_get_bound_profile_package_request get;
	struct es9p_get_bound_profile_package_response got;
	struct es9p_handle_notification_request notify;
	struct es9p_cancel_session_request cancel;
	struct es11_authenticate_client_response events;
};

/* Requests and responses; `texts`: some member is one. */
static const struct row {
	const struct es9p_function *function;
	bool request, texts;
} rows[] = {
	{&es9p_initiate_authentication, true, true},
	{&es9p_authenticate_client, true, false},
	{&es9p_get_bound_profile_package, true, false},
	{&es9p_handle_notification, true, false},
	{&es9p_cancel_session, true, false},
	{&es9p_initiate_authentication, false, false},
	{&es11_initiate_authentication, false, false},
	{&es9p_authenticate_client, false, false},
	{&es9p_get_bound_profile_package, false, false},
	{&es9p_cancel_session, false, false},
	{&es11_authenticate_client, false, true},
};

static enum err decode(const struct row *r, enum es9p_binding binding, struct arena *a,
		       struct bytes in, union any *out)
{
	return r->request ? es9p_request_decode(r->function, binding, a, in, out)
			  : es9p_response_decode(r->function, binding, a, in, out);
}

static void encode(const struct row *r, enum es9p_binding binding, const union any *in,
		   struct buf *out)
{
	must((r->request ? es9p_request_encode(r->function, binding, in, out)
			 : es9p_response_encode(r->function, binding, in, out)) == OK);
}

/* `der` once more, by way of a binding, is `der`. */
static void comes_back(const struct row *r, enum es9p_binding by, struct arena *a,
		       const union any *object, struct bytes der)
{
	CLEANUP(buf_free) struct buf out = buf_make(FUZZ_MAX);
	CLEANUP(buf_free) struct buf again = buf_make(FUZZ_MAX);
	union any back = {};
	encode(r, by, object, &out);
	must(decode(r, by, a, buf_bytes(&out), &back) == OK);
	encode(r, ES9P_ASN1, &back, &again);
	must(bytes_eq(buf_bytes(&again), der));
}

static void round_trip(const struct row *r, struct bytes in)
{
	CLEANUP(arena_free) struct arena a = arena_make(FUZZ_MAX);
	CLEANUP(buf_free) struct buf der = buf_make(FUZZ_MAX);
	union any object = {};
	uint32_t tag = 0;
	if (decode(r, ES9P_ASN1, &a, in, &object) != OK)
		return;
	must(es9p_asn1_tag(in, &tag) == OK);
	must(tag == (r->request ? r->function->request : r->function->response)->tag);
	encode(r, ES9P_ASN1, &object, &der);
	comes_back(r, ES9P_ASN1, &a, &object, buf_bytes(&der));
	if (!r->texts)
		comes_back(r, ES9P_JSON, &a, &object, buf_bytes(&der));
}

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
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		round_trip(&rows[i], bytes_from(data, len));
	return 0;
}
