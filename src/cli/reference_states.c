/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the tables of states and reasons as a diagram and tables of Markdown. */
#include "cli/reference_states.h"

#include "session/profile_state.h"
#include "smdpp/device_reason.h"

static const char head[] =
	"# The life of a profile\n\n"
	"Made from the tables of the code by `rspctl reference states`; the tests compare the\n"
	"two. States and functions are those of SGP.22 (§3.1.6). What no row allows is refused,\n"
	"and changes nothing. Of two callers who would change one profile, one is refused.\n";

static const char states_head[] = "\n## Diagram\n\n"
				  "What leaves the state as it is stands only in the table.\n\n"
				  "```mermaid\nstateDiagram-v2\n";

static enum err put_diagram(struct buf *out)
{
	TRY(buf_put_str(out, states_head));
	TRY(buf_put_fmt(out, "    [*] --> %s: import\n", profile_state_name(PROFILE_AVAILABLE)));
	for (size_t i = 0; i < profile_state_transitions_n; i++) {
		const struct profile_transition *t = &profile_state_transitions[i];
		if (t->from != t->to)
			TRY(buf_put_fmt(out, "    %s --> %s: %s\n", profile_state_name(t->from),
					profile_state_name(t->to),
					profile_state_event_words(t->event)));
	}
	return buf_put_str(out, "```\n");
}

static enum err put_transitions(struct buf *out)
{
	TRY(buf_put_str(out, "\n## Transitions\n\n| in state | on | follows |\n|---|---|---|\n"));
	for (size_t i = 0; i < profile_state_transitions_n; i++) {
		const struct profile_transition *t = &profile_state_transitions[i];
		TRY(buf_put_fmt(out, "| %s | %s | %s |\n", profile_state_name(t->from),
				profile_state_event_words(t->event),
				t->from == t->to ? "the same" : profile_state_name(t->to)));
	}
	return OK;
}

static const char device_head[] =
	"\n## On the device\n\n"
	"Beside its state, a Downloaded or Installed profile has a runtime state, which its eUICC\n"
	"reports (§5.6.4). The eUICC numbers its notifications: one that comes late, with a lower\n"
	"number than another of the profile before it, is recorded and changes nothing; so is one\n"
	"of another eUICC. A notification that comes again counts once.\n\n"
	"| notification | follows |\n|---|---|\n";

static enum err put_device_states(struct buf *out)
{
	TRY(buf_put_str(out, device_head));
	for (size_t i = 0; i < profile_state_device_rows_n; i++)
		TRY(buf_put_fmt(out, "| %s | %s |\n", profile_state_device_rows[i].words,
				device_state_name(profile_state_device_rows[i].state)));
	return OK;
}

static const char cancellations_head[] =
	"\n## Reasons of CancelSession\n\n"
	"What becomes of the order (§5.6.5), and the codes that its operator is told at point 3,\n"
	"or at point 4 after the package was delivered. endUserRejection after a wrong\n"
	"confirmation code leaves the order as it is: devices cancel so when their user has\n"
	"mistyped it. Numbers that are not here leave it, too.\n";

static const char failures_head[] =
	"\n## Reasons of failed installations\n\n"
	"ErrorReason of a ProfileInstallationResult (§2.5.6), and the codes that the operator is\n"
	"told at point 4, with the whole result. Numbers that are not here are recorded and leave\n"
	"the order as it is.\n";

static enum err put_reasons(const char *heading, const struct device_reason *rows, size_t n,
			    struct buf *out)
{
	TRY(buf_put_str(out, heading));
	TRY(buf_put_str(out, "\n| reason | the order | operator |\n|---|---|---|\n"));
	for (size_t i = 0; i < n; i++) {
		const struct device_reason *r = &rows[i];
		const char *effect = r->event == PROFILE_EVENTS		  ? "stays as it is"
				     : r->event == ON_INSTALL_INTERRUPTED ? "may be tried again"
									  : "ends in Error";
		TRY(buf_put_fmt(out, "| %s (%d) | %s | ", r->words, (int)r->number, effect));
		if (r->report.subject)
			TRY(buf_put_fmt(out, "%s/%s %s |\n", r->report.subject, r->report.reason,
					r->report.message));
		else
			TRY(buf_put_str(out, "- |\n"));
	}
	return OK;
}

enum err reference_states_document(struct buf *out)
{
	TRY(buf_put_str(out, head));
	TRY(put_diagram(out));
	TRY(put_transitions(out));
	TRY(put_device_states(out));
	TRY(put_reasons(cancellations_head, device_reason_cancellations,
			device_reason_cancellations_n, out));
	return put_reasons(failures_head, device_reason_failures, device_reason_failures_n, out);
}
