/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tells an operator how a download goes: ES2+.HandleDownloadProgressInfo (SGP.22 §5.3.5) as a
 * message for the outbox, to be stored with the change that it reports. Delivery is in notify/.
 */
#ifndef SMDPP_ES2P_HANDLE_DOWNLOAD_PROGRESS_INFO_H
#define SMDPP_ES2P_HANDLE_DOWNLOAD_PROGRESS_INFO_H

#include "msg/es2p_handle_download_progress_info.h"
#include "smdpp/smdpp.h"

struct report {
	int64_t point; /* notificationPointId: enum es2p_notification_point, or of a dialect */
	const struct status_code *code; /* NULL: the point was passed with success */
	const char *eid;		/* NULL or empty: not known */
	struct bytes result_data;	/* of the ProfileInstallationResult, or absent */
	struct bytes tac, imei;		/* of DeviceInfo, as the device gave them; or absent */
};

/*
 * Make `report` about `profile` a message of `change` in the dialect of its operator, if that has
 * an endpoint. What it points to lives in the call's arena. Errors of the arena and of the entropy
 * source.
 */
enum err smdpp_report_add(const struct role_call *call, const struct profile_row *profile,
			  const struct report *report, struct profile_change *change);

/*
 * The same for a profile that was enabled, disabled or deleted: no clause numbers these points, so
 * only operators whose dialect does are told.
 */
enum err smdpp_report_device(const struct role_call *call, const struct profile_row *profile,
			     struct profile_change *change);

/* After the change has been stored: wake the outbox if it carried messages. */
void smdpp_report_wake(const struct role_call *call, const struct profile_change *change);

#endif
