/* SPDX-License-Identifier: Apache-2.0 */
/* The table of profile states and its look-up. */
#include "session/profile_state.h"

#include "base/mutant.h"

/* A row has its name for base/mutant.h. */
#define ROW(from, event, to)                                                                       \
	{                                                                                          \
		"profile_state." #from "." #event, from, event, to                                 \
	}

const struct profile_transition profile_state_transitions[] = {
	ROW(PROFILE_AVAILABLE, ON_DOWNLOAD_ORDER, PROFILE_ALLOCATED),
	ROW(PROFILE_AVAILABLE, ON_DOWNLOAD_ORDER_FOR_EID, PROFILE_LINKED),

	ROW(PROFILE_ALLOCATED, ON_CONFIRM_ORDER, PROFILE_CONFIRMED),
	ROW(PROFILE_ALLOCATED, ON_CONFIRM_ORDER_RELEASE, PROFILE_RELEASED),
	ROW(PROFILE_LINKED, ON_CONFIRM_ORDER, PROFILE_CONFIRMED),
	ROW(PROFILE_LINKED, ON_CONFIRM_ORDER_RELEASE, PROFILE_RELEASED),
	ROW(PROFILE_CONFIRMED, ON_RELEASE_PROFILE, PROFILE_RELEASED),

	ROW(PROFILE_ALLOCATED, ON_CANCEL_ORDER_AVAILABLE, PROFILE_AVAILABLE),
	ROW(PROFILE_ALLOCATED, ON_CANCEL_ORDER_UNAVAILABLE, PROFILE_UNAVAILABLE),
	ROW(PROFILE_LINKED, ON_CANCEL_ORDER_AVAILABLE, PROFILE_AVAILABLE),
	ROW(PROFILE_LINKED, ON_CANCEL_ORDER_UNAVAILABLE, PROFILE_UNAVAILABLE),
	ROW(PROFILE_CONFIRMED, ON_CANCEL_ORDER_AVAILABLE, PROFILE_AVAILABLE),
	ROW(PROFILE_CONFIRMED, ON_CANCEL_ORDER_UNAVAILABLE, PROFILE_UNAVAILABLE),
	ROW(PROFILE_RELEASED, ON_CANCEL_ORDER_AVAILABLE, PROFILE_AVAILABLE),
	ROW(PROFILE_RELEASED, ON_CANCEL_ORDER_UNAVAILABLE, PROFILE_UNAVAILABLE),

	/* A download may begin anew as long as none has ended (§3.1.3: retry). */
	ROW(PROFILE_RELEASED, ON_DOWNLOAD_BEGUN, PROFILE_RELEASED),
	ROW(PROFILE_DOWNLOADED, ON_DOWNLOAD_BEGUN, PROFILE_DOWNLOADED),
	ROW(PROFILE_RELEASED, ON_INELIGIBLE, PROFILE_RELEASED),
	ROW(PROFILE_DOWNLOADED, ON_INELIGIBLE, PROFILE_DOWNLOADED),
	ROW(PROFILE_RELEASED, ON_CODE_REFUSED, PROFILE_RELEASED),
	ROW(PROFILE_DOWNLOADED, ON_CODE_REFUSED, PROFILE_DOWNLOADED),
	ROW(PROFILE_RELEASED, ON_BPP_DELIVERED, PROFILE_DOWNLOADED),
	ROW(PROFILE_DOWNLOADED, ON_BPP_DELIVERED, PROFILE_DOWNLOADED),

	ROW(PROFILE_DOWNLOADED, ON_INSTALLED, PROFILE_INSTALLED),
	ROW(PROFILE_DOWNLOADED, ON_INSTALL_INTERRUPTED, PROFILE_DOWNLOADED),
	ROW(PROFILE_DOWNLOADED, ON_INSTALL_FAILED, PROFILE_ERROR),
	/* The card's word comes late, after a further try has used up the attempts: it is there. */
	ROW(PROFILE_ERROR, ON_INSTALLED, PROFILE_INSTALLED),

	ROW(PROFILE_RELEASED, ON_REJECTED, PROFILE_ERROR),
	ROW(PROFILE_DOWNLOADED, ON_REJECTED, PROFILE_ERROR),
	ROW(PROFILE_RELEASED, ON_ATTEMPTS_EXHAUSTED, PROFILE_ERROR),
	ROW(PROFILE_DOWNLOADED, ON_ATTEMPTS_EXHAUSTED, PROFILE_ERROR),

	/* What failed for good can be ordered anew, if no card may hold it; its operator decides.
	 */
	ROW(PROFILE_ERROR, ON_CANCEL_ORDER_AVAILABLE, PROFILE_AVAILABLE),
	ROW(PROFILE_ERROR, ON_CANCEL_ORDER_UNAVAILABLE, PROFILE_UNAVAILABLE),
};
const size_t profile_state_transitions_n =
	sizeof(profile_state_transitions) / sizeof(profile_state_transitions[0]);

static const char *const event_names[PROFILE_EVENTS] = {
	[ON_DOWNLOAD_ORDER] = "download_order",
	[ON_DOWNLOAD_ORDER_FOR_EID] = "download_order_for_eid",
	[ON_CONFIRM_ORDER] = "confirm_order",
	[ON_CONFIRM_ORDER_RELEASE] = "confirm_order_release",
	[ON_RELEASE_PROFILE] = "release_profile",
	[ON_CANCEL_ORDER_AVAILABLE] = "cancel_order_available",
	[ON_CANCEL_ORDER_UNAVAILABLE] = "cancel_order_unavailable",
	[ON_DOWNLOAD_BEGUN] = "download_begun",
	[ON_INELIGIBLE] = "ineligible",
	[ON_CODE_REFUSED] = "code_refused",
	[ON_BPP_DELIVERED] = "bpp_delivered",
	[ON_INSTALLED] = "installed",
	[ON_INSTALL_INTERRUPTED] = "install_interrupted",
	[ON_INSTALL_FAILED] = "install_failed",
	[ON_REJECTED] = "rejected",
	[ON_ATTEMPTS_EXHAUSTED] = "attempts_exhausted",
};

enum err profile_state_next(enum profile_state from, enum profile_event event,
			    enum profile_state *to)
{
	for (size_t i = 0; i < profile_state_transitions_n; i++) {
		const struct profile_transition *t = &profile_state_transitions[i];
		if (t->from != from || t->event != event || mutant_off(t->name))
			continue;
		*to = t->to;
		return OK;
	}
	return ERR_WRONG_STATE;
}

bool profile_state_allows(enum profile_state from, enum profile_event event)
{
	enum profile_state ignored = from;
	return profile_state_next(from, event, &ignored) == OK;
}

enum err profile_state_change(const struct profile_row *row, enum profile_event event,
			      struct profile_change *change)
{
	enum profile_state to = row->state;
	TRY(profile_state_next(row->state, event, &to));
	*change = (struct profile_change){
		.iccid = row->iccid,
		.from = {row->state},
		.from_n = 1,
		.revision = row->revision,
		.to = to,
	};
	return OK;
}

const char *profile_state_event_name(enum profile_event event)
{
	return event_names[event];
}

enum device_state profile_state_of_device(enum notification_event event)
{
	switch (event) {
	case NOTIFY_ENABLE: return DEVICE_ENABLED;
	case NOTIFY_DISABLE: return DEVICE_DISABLED;
	case NOTIFY_DELETE: return DEVICE_DELETED;
	default: return DEVICE_NONE;
	}
}
