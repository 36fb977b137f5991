/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Wishes: what is special about one step, as "name=value" words. The table of names is here, each
 * with what it changes; who builds a message asks for the values.
 */
#ifndef CONFORMANCE_WISH_H
#define CONFORMANCE_WISH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * Each row: enumerator, name, what it changes. "none" leaves a member out, "empty" sends it empty;
 * "$iccid", "$matching-id", "$eid", "$1", "$2" stand for those of the case.
 */
#define WISHES(X)                                                                                  \
	X(DEVICE, "device", "who calls: A (the first), B, C")                                      \
	X(AT, "at", "which server: es9p, brainpool, es11, es11-alias, stranger, anonymous")        \
	X(BINDING, "binding", "json or asn1")                                                      \
	X(DROP, "drop", "leave this JSON member out")                                              \
	X(PUT, "put", "name:value, another JSON value for this member")                            \
	X(BODY, "body", "this instead of a JSON body")                                             \
	X(PATH, "path", "another path")                                                            \
	X(CONTENT_TYPE, "content-type", "another media type")                                      \
	X(REQUESTER, "requester", "functionRequesterIdentifier")                                   \
	X(ICCID, "iccid", "ES2+ iccid")                                                            \
	X(EID, "eid", "ES2+ and ES12 eid; a device's letter stands for its EID")                   \
	X(TYPE, "type", "role of the profile type, as the target names it")                        \
	X(MATCHING_ID, "matching-id", "matchingId")                                                \
	X(CC, "cc", "confirmation code")                                                           \
	X(SMDS, "smds", "smdsAddress")                                                             \
	X(RELEASE, "release", "releaseFlag")                                                       \
	X(FINAL, "final", "finalProfileStatusIndicator")                                           \
	X(SMDP_ADDRESS, "smdp-address", "smdpAddress")                                             \
	X(SVN, "svn", "svn of EUICCInfo1")                                                         \
	X(SIGNING, "signing", "euiccCiPKIdListForSigning: own, both, unknown, empty")              \
	X(VERIFICATION, "verification", "euiccCiPKIdListForVerification: likewise")                \
	X(IDENTITY, "identity", "certificates: a row of conformance/forgery.h")                    \
	X(SAME_AS, "same-as", "the device has the EID of that one")                                \
	X(TRANSACTION, "transaction", "transactionId of JSON: unknown, lower, or a device's")      \
	X(SIGNED_TRANSACTION, "signed-transaction", "the same in what the eUICC signs")            \
	X(CHALLENGE, "challenge", "serverChallenge in euiccSigned1: other")                        \
	X(SIGNATURE, "signature", "the eUICC's: broken, other-key, empty, or over-other")          \
	X(REFUSES, "refuses", "the eUICC answers with this error code")                            \
	X(UICC_CAPABILITY, "uicc-capability", "of EUICCInfo2, a number")                           \
	X(EXTRA, "extra", "an unknown TLV in: euicc-info2, device-info, capabilities, signed1")    \
	X(MEMORY, "memory", "free non-volatile memory in bytes")                                   \
	X(INFO2_SVN, "info2-svn", "svn of EUICCInfo2")                                             \
	X(FORBIDDEN_PPRS, "forbidden-pprs", "forbiddenProfilePolicyRules, a number")               \
	X(PROFILE_VERSION, "profile-version", "of EUICCInfo2")                                     \
	X(CAPABILITIES, "device-capabilities", "none: DeviceCapabilities is empty")                \
	X(OTPK, "otpk", "otPK.EUICC: new, kept, off-curve")                                        \
	X(HASH_CC, "hash-cc", "hashCc: none, other")                                               \
	X(REASON, "reason", "of a cancellation, or ErrorReason")                                   \
	X(COMMAND, "command", "BppCommandId of an error")                                          \
	X(OID, "oid", "smdpOid: other")                                                            \
	X(EVENT, "event", "of a notification: install, enable, disable, delete")                   \
	X(SEQUENCE, "sequence", "seqNumber; same: that of the last one")                           \
	X(POINT, "point", "notificationPointId that is waited for")                                \
	X(NTH, "nth", "which of several notifications of the point")                               \
	X(EVENT_ID, "event-id", "ES12 eventId")                                                    \
	X(SERVER, "server", "ES12 rspServerAddress")                                               \
	X(FORWARDING, "forwarding", "ES12 forwardingIndicator")                                    \
	X(TLS_VERSION, "tls", "version of TLS that is offered")                                    \
	X(TLS_SUITE, "suite", "suite of TLS 1.2 that is offered")                                  \
	X(TLS_GROUP, "group", "curve that is offered for the key exchange")                        \
	X(ROOT, "root", "how the root SM-DS answers meanwhile: refuses, busy")                     \
	X(PATIENCE, "patience", "seconds in which the step may be tried again")                    \
	X(TIMES, "times", "call it so often")

#define WISH_ENUMERATOR(id, name, help) WISH_##id,
enum wish { WISHES(WISH_ENUMERATOR) WISH_COUNT };
#undef WISH_ENUMERATOR

struct wishes {
	const char *value[WISH_COUNT]; /* NULL: nothing special */
};

/*
 * Add the words of `text` (may be NULL) to `*out`; later ones win. The values live in the arena.
 * ERR_UNSUPPORTED for a name that no row has, ERR_SYNTAX for a word without "=".
 */
enum err wish_read(struct arena *a, const char *text, struct wishes *out);

/* True if the wish has this value. */
bool wish_is(const struct wishes *w, enum wish wish, const char *value);

/* The wish's value as a number (decimal or 0x…), or `standard` if there is none. */
uint64_t wish_number(const struct wishes *w, enum wish wish, uint64_t standard);

/* The member as it is to be sent: `standard` without a wish, NULL for "none", "" for "empty". */
const char *wish_text(const struct wishes *w, enum wish wish, const char *standard);

#endif
