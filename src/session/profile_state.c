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
	ROW(PROFILE_CONFIRMED, ON_EXPIRED, PROFILE_ERROR),
	ROW(PROFILE_RELEASED, ON_EXPIRED, PROFILE_ERROR),
	ROW(PROFILE_DOWNLOADED, ON_EXPIRED, PROFILE_ERROR),

	/* What failed for good can be ordered anew, if no card may hold it; its operator decides.
	 */
	ROW(PROFILE_ERROR, ON_CANCEL_ORDER_AVAILABLE, PROFILE_AVAILABLE),
	ROW(PROFILE_ERROR, ON_CANCEL_ORDER_UNAVAILABLE, PROFILE_UNAVAILABLE),
};
const size_t profile_state_transitions_n =
	sizeof(profile_state_transitions) / sizeof(profile_state_transitions[0]);

static const char *const event_words[PROFILE_EVENTS] = {
	[ON_DOWNLOAD_ORDER] = "ES2+ DownloadOrder",
	[ON_DOWNLOAD_ORDER_FOR_EID] = "ES2+ DownloadOrder with EID",
	[ON_CONFIRM_ORDER] = "ES2+ ConfirmOrder",
	[ON_CONFIRM_ORDER_RELEASE] = "ES2+ ConfirmOrder with releaseFlag",
	[ON_RELEASE_PROFILE] = "ES2+ ReleaseProfile",
	[ON_CANCEL_ORDER_AVAILABLE] = "ES2+ CancelOrder to Available",
	[ON_CANCEL_ORDER_UNAVAILABLE] = "ES2+ CancelOrder to Unavailable",
	[ON_DOWNLOAD_BEGUN] = "ES9+ AuthenticateClient: eligible",
	[ON_INELIGIBLE] = "ES9+ AuthenticateClient: not eligible",
	[ON_CODE_REFUSED] = "ES9+ GetBoundProfilePackage: wrong confirmation code",
	[ON_BPP_DELIVERED] = "ES9+ GetBoundProfilePackage: package delivered",
	[ON_INSTALLED] = "ProfileInstallationResult: success",
	[ON_INSTALL_INTERRUPTED] = "ProfileInstallationResult: another try may do",
	[ON_INSTALL_FAILED] = "ProfileInstallationResult: failure for good",
	[ON_REJECTED] = "ES9+ CancelSession that ends the order",
	[ON_EXPIRED] = "the order's time is over",
	[ON_ATTEMPTS_EXHAUSTED] = "attempts used up",
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

/* What was announced at an SM-DS is no longer to be had. */
static bool ends_order(enum profile_state to)
{
	return to == PROFILE_INSTALLED || to == PROFILE_ERROR;
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
		.end_event = row->event_queue && ends_order(to),
	};
	return OK;
}

const char *profile_state_event_words(enum profile_event event)
{
	return event_words[event];
}

const struct profile_device_row profile_state_device_rows[] = {
	{NOTIFY_ENABLE, "notificationEnable", DEVICE_ENABLED},
	{NOTIFY_DISABLE, "notificationDisable", DEVICE_DISABLED},
	{NOTIFY_DELETE, "notificationDelete", DEVICE_DELETED},
};
const size_t profile_state_device_rows_n =
	sizeof(profile_state_device_rows) / sizeof(profile_state_device_rows[0]);

enum device_state profile_state_of_device(enum notification_event event)
{
	for (size_t i = 0; i < profile_state_device_rows_n; i++)
		if (profile_state_device_rows[i].event == event)
			return profile_state_device_rows[i].state;
	return DEVICE_NONE;
}
