/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The functions of ES10a, ES10b and ES10c (SGP.22 §5.7): the tag that names each in a STORE DATA,
 * and the answers that are nothing but a result code. Requests without members are an empty TLV:
 * tlv_put(out, ES10C_GET_RAT, (struct bytes){}).
 */
#ifndef MSG_ES10_FUNCTION_H
#define MSG_ES10_FUNCTION_H

#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

enum es10_function {
	ES10B_GET_EUICC_INFO1 = 0xBF20,		       /* §5.7.8 */
	ES10B_PREPARE_DOWNLOAD = 0xBF21,	       /* §5.7.5 */
	ES10B_GET_EUICC_INFO2 = 0xBF22,		       /* §5.7.8 */
	ES10B_LIST_NOTIFICATION = 0xBF28,	       /* §5.7.9 */
	ES10C_SET_NICKNAME = 0xBF29,		       /* §5.7.21 */
	ES10B_RETRIEVE_NOTIFICATIONS_LIST = 0xBF2B,    /* §5.7.10 */
	ES10C_GET_PROFILES_INFO = 0xBF2D,	       /* §5.7.15 */
	ES10B_GET_EUICC_CHALLENGE = 0xBF2E,	       /* §5.7.7 */
	ES10B_REMOVE_NOTIFICATION_FROM_LIST = 0xBF30,  /* §5.7.11 */
	ES10C_ENABLE_PROFILE = 0xBF31,		       /* §5.7.16 */
	ES10C_DISABLE_PROFILE = 0xBF32,		       /* §5.7.17 */
	ES10C_DELETE_PROFILE = 0xBF33,		       /* §5.7.18 */
	ES10C_EUICC_MEMORY_RESET = 0xBF34,	       /* §5.7.19 */
	ES10B_LOAD_CRL = 0xBF35,		       /* §5.7.12 */
	ES10B_LOAD_BOUND_PROFILE_PACKAGE = 0xBF36,     /* §5.7.6 */
	ES10B_AUTHENTICATE_SERVER = 0xBF38,	       /* §5.7.13 */
	ES10A_GET_EUICC_CONFIGURED_ADDRESSES = 0xBF3C, /* §5.7.3 */
	ES10C_GET_EID = 0xBF3E,			       /* §5.7.20 */
	ES10A_SET_DEFAULT_DP_ADDRESS = 0xBF3F,	       /* §5.7.4 */
	ES10B_CANCEL_SESSION = 0xBF41,		       /* §5.7.14 */
	ES10B_GET_RAT = 0xBF43,			       /* §5.7.22 */
};

/*
 * Results of SetNickname, RemoveNotificationFromList, EnableProfile, DisableProfile, DeleteProfile,
 * eUICCMemoryReset, SetDefaultDpAddress.
 */
enum es10_result {
	ES10_OK = 0,
	ES10_NOT_FOUND = 1,	      /* ICCID or AID; nothing to delete */
	ES10_WRONG_PROFILE_STATE = 2, /* profileNotInDisabledState, profileNotInEnabledState */
	ES10_DISALLOWED_BY_POLICY = 3,
	ES10_WRONG_PROFILE_REENABLING = 4,
	ES10_CAT_BUSY = 5,
	ES10_UNDEFINED_ERROR = 127,
};

/* The answer `function` { [0] result }. Errors as tlv_only and tlv_decode. */
enum err es10_result_decode(struct bytes whole, enum es10_function function, uint64_t *out);
enum err es10_result_encode(enum es10_function function, uint64_t result, struct buf *out);

#endif
