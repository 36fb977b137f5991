/* SPDX-License-Identifier: Apache-2.0 */
/* The order of the groups. No test of its own: tests/conformance.sh runs all of them. */
#include "conformance/cases.h"

const struct conformance_group *const conformance_groups[] = {
	&cases_es2p_transport,
	&cases_es2p_cancel_order,
	&cases_es2p_confirm_order,
	&cases_es2p_download_order,
	&cases_es2p_release_profile,
	&cases_es2p_handle_download_progress_info,
	&cases_es9p_initiate_authentication,
	&cases_es9p_authenticate_client,
	&cases_es9p_authenticate_client_retry,
	&cases_es9p_authenticate_client_errors,
	&cases_es9p_authenticate_client_eligibility,
	&cases_es9p_get_bound_profile_package,
	&cases_es9p_get_bound_profile_package_retry,
	&cases_es9p_get_bound_profile_package_errors,
	&cases_es9p_handle_notification,
	&cases_es9p_cancel_session,
	&cases_es9p_transport,
	&cases_es9p_transport_tls,
	&cases_es8p,
	&cases_es11_authenticate_client,
	&cases_es11_initiate_authentication,
	&cases_es12_client,
	&cases_es12_delete_event,
	&cases_es12_register_event,
	&cases_es15_root,
	&cases_es15_alternative,
	&cases_es9p_asn1,
	NULL,
};
