/* SPDX-License-Identifier: Apache-2.0 */
/* The table of sentences, in the order of the codes. */
#include "cli/es2p_advice.h"

#include <stddef.h>
#include <string.h>

static const struct es2p_advice rows[] = {
	{"1.1", "1.2", "This functionRequesterIdentifier is not one of the caller's.",
	 "Use an identifier that rspd.conf lists for the operator of your client certificate."},
	{"1.1", "3.9", "The functionRequesterIdentifier is unknown.",
	 "Use an identifier that rspd.conf lists for the operator of your client certificate."},
	{"1.6", "2.1", "A member of the request has a form that SGP.22 does not allow.",
	 "The message names the member; correct it and call again."},
	{"1.6", "2.2", "A mandatory member of the request is missing.",
	 "The message names the member; add it and call again."},
	{"1.6", "2.3", "A member that this request needs is missing.",
	 "Give --type or --iccid; the message says more."},
	{"8.1.1", "2.2", "An EID is needed here and was not given.",
	 "Give --eid: with an empty MatchingID, an SM-DS, or an order that is linked to a device."},
	{"8.1.1", "3.8", "This device may not have a profile.", "Order for another device."},
	{"8.1.1", "3.9", "The EID is unknown.", "Check the EID's digits."},
	{"8.1.1", "3.10", "The order is linked to another EID than the one given.",
	 "Give the EID of the download order, or cancel it and order for the new device."},
	{"8.2.1", "1.2", "The profile is not yours.", "Check the ICCID."},
	{"8.2.1", "2.2", "The ICCID or the final state is missing.", "Give --iccid and --final."},
	{"8.2.1", "3.3", "The profile is not in a state in which this can be done.",
	 "A profile is ordered, confirmed, released, in this order, and cancelled before its "
	 "download; "
	 "`rspctl profile show ICCID` says where it is."},
	{"8.2.1", "3.5", "The profile cannot be released from its present state.",
	 "Confirm the order first; a profile that is released already needs nothing."},
	{"8.2.1", "3.9", "There is no such ICCID among your profiles.",
	 "Check the digits; `rspctl profile list` shows what there is."},
	{"8.2.1", "3.10", "The ICCID belongs to another order.", "Check the ICCID."},
	{"8.2.5", "1.2", "The profile type is not yours.", "Check the name of the type."},
	{"8.2.5", "3.7", "No profile of this type is left.",
	 "Import more with `rspctl profile import --type TYPE`, or cancel orders to Available."},
	{"8.2.5", "3.8", "The ICCID is of another profile type than the one given.",
	 "Leave --type away, or give the type of that ICCID."},
	{"8.2.5", "3.9", "There is no such profile type.",
	 "Check its name; rspd.conf lists the types under profile_types."},
	{"8.2.6", "2.1", "The MatchingID is too short, or has characters that are not allowed.",
	 "Use capital letters, digits and '-' only, or leave --matching-id away to have one made."},
	{"8.2.6", "2.2", "The MatchingID of the order is needed here.", "Give --matching-id."},
	{"8.2.6", "3.3", "The MatchingID is, or was, that of another order.",
	 "Leave --matching-id away to have one made, or choose another."},
	{"8.2.6", "3.10", "The MatchingID is not the one of this order.",
	 "Give the MatchingID that confirm-order answered."},
	{"8.2.7", "2.1", "The confirmation code has a form that is not allowed.",
	 "Use printable ASCII characters."},
	{"8.9", "4.2", "The SM-DS refused to register the event.",
	 "Call again later, or confirm without --smds-address and use the activation code."},
	{"8.9", "5.1", "The SM-DS cannot be reached, or is not supported.",
	 "Call again later, or confirm without --smds-address and use the activation code."},
};

static const struct es2p_advice unknown = {
	.meaning = "The SM-DP+ gives a code that SGP.22 does not have for this function.",
	.advice = "See the message, and the documentation of that SM-DP+.",
};

const struct es2p_advice *es2p_advice_for(const char *subject, const char *reason)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].subject, subject) == 0 && strcmp(rows[i].reason, reason) == 0)
			return &rows[i];
	return &unknown;
}

const struct es2p_advice *es2p_advice_row(unsigned index)
{
	return index < sizeof(rows) / sizeof(rows[0]) ? &rows[index] : NULL;
}
