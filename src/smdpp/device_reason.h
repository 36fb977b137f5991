/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why a device ends a download: each reason of CancelSession (SGP.22 §5.6.5) and each ErrorReason
 * of a ProfileInstallationResult (§2.5.6), with what it is to the order and what the operator is
 * told of it (§5.3.5). Two tables, from which docs/profile-states.md is made.
 */
#ifndef SMDPP_DEVICE_REASON_H
#define SMDPP_DEVICE_REASON_H

#include <stddef.h>
#include <stdint.h>

#include "msg/esx_header.h"
#include "session/profile_state.h"

struct device_reason {
	const char *name; /* of the row; see base/mutant.h */
	uint64_t number;
	const char *words;	   /* the standard's name of it */
	enum profile_event event;  /* PROFILE_EVENTS: the order stays as it is */
	struct status_code report; /* to the operator; without a subject: nothing */
};

extern const struct device_reason device_reason_cancellations[];
extern const size_t device_reason_cancellations_n;
extern const struct device_reason device_reason_failures[];
extern const size_t device_reason_failures_n;

/*
 * The row of a CancelSessionReason, of an ErrorReason. NULL for a number that no version of the
 * standard assigns, or that never comes in a download: it has no meaning to us, and changes
 * nothing.
 */
const struct device_reason *device_reason_of_cancellation(uint64_t number);
const struct device_reason *device_reason_of_failure(uint64_t number);

#endif
