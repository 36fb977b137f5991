/* SPDX-License-Identifier: Apache-2.0 */
/* Problems in words: the tables, and the filling of struct lpa_problem. */
#include "lpa/problem.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ASK_OPERATOR "Ask the operator."
#define NEW_CODE     "Check it, or ask the operator for a new one."
#define NO_PROFILE   "The eUICC has no profile with this ICCID."
#define NOT_THIS_CRL "Give a CRL of a CI that `veuicc info` names."
#define SEE_LIST     "`veuicc list` shows what there is."
#define TRY_AGAIN    "Begin the download again."

/* ES9+ and ES11 status codes (SGP.22 §5.6, §5.8). */
static const struct status_row {
	const char *subject, *reason;
	const char *text, *advice;
} status_rows[] = {
	{"8.8.1", "3.8", "The SM-DP+ does not go by the address of the activation code.",
	 "Check the address in the activation code."},
	{"8.8.2", "3.1", "The SM-DP+ accepts none of the CIs of this eUICC.",
	 "The eUICC and the SM-DP+ belong to different PKIs (test and live, for example): use "
	 "another SM-DP+ or another eUICC."},
	{"8.8.3", "3.1", "The SM-DP+ does not support the version of this eUICC.",
	 "Use another eUICC, or ask the operator."},
	{"8.8.4", "3.7", "The SM-DP+ has no certificate under a CI that this eUICC trusts.",
	 "The eUICC and the SM-DP+ belong to different PKIs: use another one of the two."},
	{"8.10.1", "3.9", "The server does not know this session any more.", TRY_AGAIN},
	{"8.11.1", "3.9", "The server does not know the CI of this eUICC's certificates.",
	 "The eUICC belongs to another PKI: use another one."},
	{"8.1.2", "6.1", "The server did not accept the certificate of this eUICC's maker.",
	 "The card's identity is wrong: make it anew with `veuicc init`."},
	{"8.1.2", "6.3", "The certificate of this eUICC's maker has expired.",
	 "Use another eUICC, or check the clock of the server."},
	{"8.1.3", "6.1", "The server did not accept the certificate of this eUICC.",
	 "The card's identity is wrong: make it anew with `veuicc init`."},
	{"8.1.3", "6.3", "The certificate of this eUICC has expired.",
	 "Use another eUICC, or check the clock of the server."},
	{"8.1", "6.1", "The server did not accept the signature of this eUICC.",
	 "The card's key may not belong to its certificate: make it anew with `veuicc init`."},
	{"8.1", "4.8", "The eUICC has not enough free memory for the profile.",
	 "Delete a profile that is not needed, and try again."},
	{"8.2", "1.2", "The profile has not been released yet.",
	 "Wait, and try again; the operator must release it."},
	{"8.2", "3.7", "The profile has been prepared for another key of this eUICC.",
	 "Ask the operator for a new activation code."},
	{"8.2.6", "3.8", "The activation code is not known to the SM-DP+, or was used already.",
	 NEW_CODE},
	{"8.1.1", "3.8", "The profile is for another eUICC, or there is none for this one.",
	 "Check the EID that the operator was told (`veuicc info` shows it)."},
	{"8.2.5", "4.3", "No profile of the order suits this eUICC or device.", ASK_OPERATOR},
	{"8.8.5", "4.10", "The order has expired.", "Ask the operator for a new one."},
	{"8.8.5", "6.4", "The profile has been downloaded, or tried, too often.",
	 "Ask the operator for a new activation code."},
	{"8.8", "4.2", "The SM-DP+ does not support this eUICC.", ASK_OPERATOR},
	{"8.8", "3.10", "The eUICC named another SM-DP+ than the one that it spoke with.",
	 TRY_AGAIN},
	{"8.2.7", "2.2", "The profile needs a confirmation code.",
	 "Give it with --confirmation-code-file; the operator has told it beside the activation "
	 "code."},
	{"8.2.7", "3.8", "The confirmation code is wrong.",
	 "Check it and try again; the number of tries is limited."},
	{"8.2.7", "6.4", "The confirmation code was wrong too often.",
	 "Ask the operator for a new activation code."},
	{"8.9.1", "3.8", "The SM-DS does not go by the address that it was asked at.",
	 "Check the address of the SM-DS."},
	{"8.9.2", "3.1", "The SM-DS accepts none of the CIs of this eUICC.",
	 "The eUICC and the SM-DS belong to different PKIs (test and live, for example): use "
	 "another SM-DS or another eUICC."},
	{"8.9.3", "3.1", "The SM-DS does not support the version of this eUICC.",
	 "Use another eUICC, or another SM-DS."},
	{"8.9.4", "3.7", "The SM-DS has no certificate under a CI that this eUICC trusts.",
	 "The eUICC and the SM-DS belong to different PKIs: use another one of the two."},
	{"8.9.5", "3.9", "The SM-DS has no such event for this eUICC any more.",
	 "It may have been fetched or cancelled meanwhile: look for events again."},
};

/* Error codes of the card's functions (SGP.22 §5.7). */
static const struct card_row {
	const char *step;
	int code;
	const char *text, *advice;
} card_rows[] = {
	{"ES10b.AuthenticateServer", 1, "The eUICC did not accept the server's certificate.",
	 "Do not trust this server; or it belongs to another PKI than the eUICC."},
	{"ES10b.AuthenticateServer", 2, "The eUICC did not accept the server's signature.",
	 "Do not trust this server."},
	{"ES10b.AuthenticateServer", 3, "The server uses a curve that the eUICC does not have.",
	 "Use another SM-DP+."},
	{"ES10b.AuthenticateServer", 4, "The eUICC has no session.", TRY_AGAIN},
	{"ES10b.AuthenticateServer", 5, "The server's certificate has no or a wrong identifier.",
	 "Do not trust this server."},
	{"ES10b.AuthenticateServer", 6, "The server answered to another challenge than ours.",
	 TRY_AGAIN},
	{"ES10b.AuthenticateServer", 7, "The server asks for a CI that the eUICC does not have.",
	 "The eUICC and the SM-DP+ belong to different PKIs: use another one of the two."},
	{"ES10b.PrepareDownload", 1, "The eUICC did not accept the certificate DPpb.",
	 "Do not trust this server."},
	{"ES10b.PrepareDownload", 2, "The eUICC did not accept the signature of DPpb.",
	 "Do not trust this server."},
	{"ES10b.PrepareDownload", 3, "The server uses a curve that the eUICC does not have.",
	 "Use another SM-DP+."},
	{"ES10b.PrepareDownload", 4, "The eUICC has no session.", TRY_AGAIN},
	{"ES10b.PrepareDownload", 5, "The server mixed up two sessions.", TRY_AGAIN},
	{"ES10b.LoadCRL", 1, "The CRL was not signed by the CI that it names.", NOT_THIS_CRL},
	{"ES10b.LoadCRL", 2, "The eUICC cannot read the CRL.", NOT_THIS_CRL},
	{"ES10b.LoadCRL", 3, "The eUICC has no room for another CRL.", "Nothing can be done."},
	{"ES10b.LoadCRL", 4, "The CRL is of a CI that the eUICC does not know.", NOT_THIS_CRL},
	{"ES10b.LoadCRL", 5, "The eUICC has this CRL already, or a newer one.",
	 "Nothing is left to do."},
	{"ES10b.CancelSession", 5, "The eUICC knows no such session.", TRY_AGAIN},
	{"ES10c.EnableProfile", 1, NO_PROFILE, SEE_LIST},
	{"ES10c.EnableProfile", 2, "The profile is enabled already.", "Nothing is left to do."},
	{"ES10c.EnableProfile", 3, "The enabled profile does not let itself be disabled.",
	 ASK_OPERATOR},
	{"ES10c.DisableProfile", 1, NO_PROFILE, SEE_LIST},
	{"ES10c.DisableProfile", 2, "The profile is disabled already.", "Nothing is left to do."},
	{"ES10c.DisableProfile", 3, "The profile does not let itself be disabled.", ASK_OPERATOR},
	{"ES10c.DeleteProfile", 1, NO_PROFILE, SEE_LIST},
	{"ES10c.DeleteProfile", 2, "The profile is enabled.", "Disable it first."},
	{"ES10c.DeleteProfile", 3, "The profile does not let itself be deleted.", ASK_OPERATOR},
	{"ES10c.SetNickname", 1, NO_PROFILE, SEE_LIST},
	{"ES10c.eUICCMemoryReset", 1, "There is nothing to delete.", "Nothing is left to do."},
};

/* ErrorReason of an installation (SGP.22 §2.5.6). */
static const struct reason_row {
	int reason;
	const char *name, *advice;
} reason_rows[] = {
	{1, "incorrectInputValues", "The SM-DP+ made a wrong package: tell its operator."},
	{2, "invalidSignature", "The package is not the SM-DP+'s: do not trust this server."},
	{3, "invalidTransactionId", TRY_AGAIN},
	{4, "unsupportedCrtValues", "The SM-DP+ made a wrong package: tell its operator."},
	{5, "unsupportedRemoteOperationType",
	 "The SM-DP+ made a wrong package: tell its operator."},
	{6, "unsupportedProfileClass", "This eUICC takes no profiles of that class."},
	{7, "scp03tStructureError", "The SM-DP+ made a wrong package: tell its operator."},
	{8, "scp03tSecurityError", "The package was changed on its way, or wrongly protected."},
	{9, "installFailedDueToIccidAlreadyExistsOnEuicc",
	 "The profile is on the eUICC already: delete it first, or go on using it."},
	{10, "installFailedDueToInsufficientMemoryForProfile",
	 "Delete a profile that is not needed, and try again."},
	{11, "installFailedDueToInterruption", TRY_AGAIN},
	{12, "installFailedDueToPEProcessingError",
	 "The profile package cannot be read: tell the operator."},
	{13, "installFailedDueToDataMismatch",
	 "The profile package is not the one that was announced: tell the operator."},
	{14, "testProfileInstallFailedDueToInvalidNaaKey", "Tell the operator."},
	{15, "pprNotAllowed", "The eUICC does not let this operator lock profiles."},
	{127, "installFailedDueToUnknownError", "Try again, or ask the operator."},
};

static const struct sw_row {
	uint16_t sw;
	const char *text, *advice;
} sw_rows[] = {
	{0x6581, "the state could not be kept", "Check the state file and the room on its disk."},
	{0x6700, "wrong length", "This is a fault of the LPA: report it."},
	{0x6881, "no such logical channel", "Connect to the card again."},
	{0x6985, "it is not the time for this command", TRY_AGAIN},
	{0x6A80, "wrong data", "The server sent something strange, or the LPA is at fault."},
	{0x6A81, "no free logical channel", "Connect to the card again."},
	{0x6A82, "there is no ISD-R: this is no eUICC", "Use an eUICC."},
	{0x6A88, "the eUICC does not know this function", "Use an eUICC of version 2 or later."},
};

void problem_clear(struct lpa *lpa)
{
	lpa->problem = (struct lpa_problem){.step = "", .card_code = -1, .bpp_command = -1};
}

static void begin(struct lpa *lpa, const char *step)
{
	problem_clear(lpa);
	lpa->problem.step = step;
}

__attribute__((format(printf, 2, 3))) static void say(struct lpa *lpa, const char *format, ...)
{
	va_list args = {};
	va_start(args, format);
	(void)vsnprintf(lpa->problem.text, LPA_TEXT_MAX, format, args);
	va_end(args);
	/* A server's own words may be in it: nothing of them may steer a terminal. */
	for (char *c = lpa->problem.text; *c; c++) {
		if (iscntrl((unsigned char)*c))
			*c = '?';
	}
}

static void advise(struct lpa *lpa, const char *advice)
{
	(void)snprintf(lpa->problem.advice, LPA_TEXT_MAX, "%s", advice);
}

enum err problem_status_word(struct lpa *lpa, const char *step, uint16_t sw)
{
	begin(lpa, step);
	say(lpa, "The card answered %s with status word %04X.", step, sw);
	advise(lpa, "Reset the card and try again.");
	for (size_t i = 0; i < sizeof(sw_rows) / sizeof(sw_rows[0]); i++) {
		if (sw_rows[i].sw != sw)
			continue;
		say(lpa, "The card answered %s with status word %04X: %s.", step, sw,
		    sw_rows[i].text);
		advise(lpa, sw_rows[i].advice);
	}
	return ERR_DENIED;
}

enum err problem_card(struct lpa *lpa, const char *step, int code)
{
	begin(lpa, step);
	lpa->problem.card_code = code;
	say(lpa, "The eUICC answered %s with error %d.", step, code);
	advise(lpa, TRY_AGAIN);
	for (size_t i = 0; i < sizeof(card_rows) / sizeof(card_rows[0]); i++) {
		if (card_rows[i].code != code || strcmp(card_rows[i].step, step) != 0)
			continue;
		say(lpa, "%s", card_rows[i].text);
		advise(lpa, card_rows[i].advice);
	}
	return ERR_DENIED;
}

enum err problem_installation(struct lpa *lpa, int bpp_command, int reason)
{
	begin(lpa, "ES10b.LoadBoundProfilePackage");
	lpa->problem.bpp_command = bpp_command;
	lpa->problem.card_code = reason;
	say(lpa, "The eUICC did not install the profile: error reason %d.", reason);
	advise(lpa, ASK_OPERATOR);
	for (size_t i = 0; i < sizeof(reason_rows) / sizeof(reason_rows[0]); i++) {
		if (reason_rows[i].reason != reason)
			continue;
		say(lpa, "The eUICC did not install the profile: %s.", reason_rows[i].name);
		advise(lpa, reason_rows[i].advice);
	}
	return ERR_DENIED;
}

/* What is no code of digits and dots is not shown. */
static void copy_code(char out[static LPA_CODE_MAX], const char *code)
{
	bool good = code && code[strspn(code, "0123456789.")] == '\0';
	(void)snprintf(out, LPA_CODE_MAX, "%s", good ? code : "");
}

enum err problem_server(struct lpa *lpa, const char *step, const char *subject, const char *reason,
			const char *message)
{
	begin(lpa, step);
	copy_code(lpa->problem.subject_code, subject);
	copy_code(lpa->problem.reason_code, reason);
	say(lpa, "The server refused%s%s", message ? ": " : ".", message ? message : "");
	advise(lpa, ASK_OPERATOR);
	for (size_t i = 0; i < sizeof(status_rows) / sizeof(status_rows[0]); i++) {
		if (strcmp(status_rows[i].subject, lpa->problem.subject_code) != 0 ||
		    strcmp(status_rows[i].reason, lpa->problem.reason_code) != 0)
			continue;
		say(lpa, "%s", status_rows[i].text);
		advise(lpa, status_rows[i].advice);
	}
	return ERR_DENIED;
}

enum err problem_protocol(struct lpa *lpa, const char *step, const char *text)
{
	begin(lpa, step);
	say(lpa, "The answer to %s breaks the protocol: %s.", step, text);
	advise(lpa, "Do not trust this peer; tell its operator.");
	return ERR_SYNTAX;
}

enum err problem_transport(struct lpa *lpa, const char *step, enum err error, const char *text)
{
	begin(lpa, step);
	say(lpa, "%s failed: %s.", step, text && text[0] ? text : err_name(error));
	advise(lpa, err_is_refusal(error) ? "Check the address, and whether the server's "
					    "certificate comes from a CI of this eUICC."
					  : "Check the network and the address, and try again.");
	return error;
}

enum err problem_card_gone(struct lpa *lpa, const char *step, enum err error)
{
	begin(lpa, step);
	say(lpa, "The card did not answer %s: %s.", step, err_name(error));
	advise(lpa, "Check the card, or its state file, and try again.");
	return error;
}

enum err problem_refused(struct lpa *lpa, const char *step, const char *text, const char *advice)
{
	begin(lpa, step);
	say(lpa, "%s", text);
	advise(lpa, advice);
	return ERR_DENIED;
}

bool problem_row(size_t i, const char **subject, const char **reason)
{
	if (i >= sizeof(status_rows) / sizeof(status_rows[0]))
		return false;
	*subject = status_rows[i].subject;
	*reason = status_rows[i].reason;
	return true;
}
