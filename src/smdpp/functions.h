/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The functions of the SM-DP+, one file each. What each says and answers is described at struct
 * smdpp_call; which path leads to it, in smdpp/routes.c.
 */
#ifndef SMDPP_FUNCTIONS_H
#define SMDPP_FUNCTIONS_H

#include "smdpp/smdpp.h"

/* ES2+, the operator's side. */
role_function smdpp_download_order;  /* SGP.22 §5.3.1 */
role_function smdpp_confirm_order;   /* §5.3.2 */
role_function smdpp_cancel_order;    /* §5.3.3 */
role_function smdpp_release_profile; /* §5.3.4 */

/* ES9+, the LPA's side. */
role_function smdpp_initiate_authentication;   /* §5.6.1 */
role_function smdpp_get_bound_profile_package; /* §5.6.2 */
role_function smdpp_authenticate_client;       /* §5.6.3 */
role_function smdpp_handle_notification;       /* §5.6.4 */
role_function smdpp_cancel_session;	       /* §5.6.5 */

#endif
