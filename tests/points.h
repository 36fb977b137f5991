/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which point of a download (SGP.22 §5.3.5) each event of a profile has told its operator.
 */
#ifndef TESTS_POINTS_H
#define TESTS_POINTS_H

#include <string.h>

#include "msg/es2p_handle_download_progress_info.h"
#include "store/event.h"

/* enum es2p_notification_point; 0: the operator was told nothing. */
static inline int point_of_event(const struct event_row *event)
{
	const char *from = event->from_state, *to = event->to_state;
	bool changed = from && to && strcmp(from, to) != 0;
	if (strcmp(event->function, "ES9+.AuthenticateClient") == 0)
		return ES2P_POINT_ELIGIBILITY;
	if (strcmp(event->function, "ES9+.GetBoundProfilePackage") == 0)
		return ES2P_POINT_BPP_DOWNLOAD;
	bool installed = strcmp(event->function, "ES9+.HandleNotification") == 0 && changed;
	return installed ? ES2P_POINT_BPP_INSTALLATION : 0;
}

/* Do the events of a profile follow one another, each from the state that the last has led to?
 * Those without states have changed nothing. */
static inline bool events_are_chain(const struct event_row *events, size_t n)
{
	const char *state = NULL;
	for (size_t i = 0; i < n; i++) {
		const char *from = events[i].from_state, *to = events[i].to_state;
		bool follows = !to || (from ? state && strcmp(from, state) == 0 : !state);
		if (!follows || events[i].previous != (i > 0 ? events[i - 1].id : 0))
			return false;
		state = to ? to : state;
	}
	return true;
}

#endif
