/* SPDX-License-Identifier: Apache-2.0 */
/* The groups of cases, one file for each: conformance/cases_*.c. */
#ifndef CONFORMANCE_CASES_H
#define CONFORMANCE_CASES_H

#include "conformance/suite.h"

extern const struct conformance_group cases_es2p_transport;
extern const struct conformance_group cases_es2p_cancel_order;
extern const struct conformance_group cases_es2p_confirm_order;
extern const struct conformance_group cases_es2p_download_order;
extern const struct conformance_group cases_es2p_release_profile;
extern const struct conformance_group cases_es2p_handle_download_progress_info;
extern const struct conformance_group cases_es9p_initiate_authentication;
extern const struct conformance_group cases_es9p_authenticate_client;
extern const struct conformance_group cases_es9p_authenticate_client_retry;
extern const struct conformance_group cases_es9p_authenticate_client_errors;
extern const struct conformance_group cases_es9p_authenticate_client_eligibility;
extern const struct conformance_group cases_es9p_get_bound_profile_package;
extern const struct conformance_group cases_es9p_get_bound_profile_package_retry;
extern const struct conformance_group cases_es9p_get_bound_profile_package_errors;
extern const struct conformance_group cases_es9p_handle_notification;
extern const struct conformance_group cases_es9p_cancel_session;
extern const struct conformance_group cases_es9p_transport;
extern const struct conformance_group cases_es9p_transport_tls;
extern const struct conformance_group cases_es8p;
extern const struct conformance_group cases_es11_authenticate_client;
extern const struct conformance_group cases_es11_initiate_authentication;
extern const struct conformance_group cases_es12_client;
extern const struct conformance_group cases_es12_delete_event;
extern const struct conformance_group cases_es12_register_event;
extern const struct conformance_group cases_es15_root;
extern const struct conformance_group cases_es15_alternative;
extern const struct conformance_group cases_es9p_asn1;

#endif
