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
	enum es2p_notification_point point;
	const struct status_code *code; /* NULL: the point was passed with success */
	const char *eid;		/* NULL or empty: not known */
	struct bytes result_data;	/* of the ProfileInstallationResult, or absent */
};

/*
 * Make `report` about `profile` a message of `change`, if its operator has an endpoint. What it
 * points to lives in the call's arena. Errors of the arena and of the entropy source.
 */
enum err smdpp_report_add(const struct role_call *call, const struct profile_row *profile,
			  const struct report *report, struct profile_change *change);

/* After the change has been stored: wake the outbox if it carried messages. */
void smdpp_report_wake(const struct role_call *call, const struct profile_change *change);

#endif
