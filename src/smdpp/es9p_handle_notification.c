/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+.HandleNotification (SGP.22 §5.6.4): what the eUICC reports of installing, enabling,
 * disabling, deleting. Reports come late, twice, or about what is not ours; they are acknowledged
 * all the same (smdpp/routes.c does).
 */
#include "msg/es9p_handle_notification.h"

#include "msg/es10b_notification.h"
#include "smdpp/functions.h"
#include "smdpp/notification.h"

enum err smdpp_handle_notification(struct role_call *call)
{
	struct es9p_handle_notification_request request = {};
	enum es10b_pending_notification kind = ES10B_OTHER_SIGNED_NOTIFICATION;
	TRY(role_decode(call, &request));
	TRY(es10b_pending_notification_kind(request.pending_notification, &kind));
	if (kind == ES10B_PROFILE_INSTALLATION_RESULT)
		return smdpp_notification_installation_result(call, request.pending_notification);
	return smdpp_notification_other(call, request.pending_notification);
}
