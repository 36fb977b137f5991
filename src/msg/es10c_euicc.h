/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10c.eUICCMemoryReset and GetEID (SGP.22 §5.7.19, §5.7.20): DER to struct and back. The answer
 * of the first is an es10_result.
 */
#ifndef MSG_ES10C_EUICC_H
#define MSG_ES10C_EUICC_H

#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

/* Bits of resetOptions. */
enum {
	ES10C_DELETE_OPERATIONAL_PROFILES = 1,
	ES10C_DELETE_FIELD_LOADED_TEST_PROFILES = 2,
	ES10C_RESET_DEFAULT_SMDP_ADDRESS = 4,
};

/* EuiccMemoryResetRequest, TLV BF34. Errors as tlv_only and tlv_decode, tlv_encode. */
enum err es10c_euicc_memory_reset_request_decode(struct bytes whole, uint64_t *options);
enum err es10c_euicc_memory_reset_request_encode(uint64_t options, struct buf *out);

/* GetEuiccDataRequest, TLV BF3E: asks for the EID. ERR_UNSUPPORTED for another tag list. */
enum err es10c_get_eid_request_decode(struct bytes whole);
enum err es10c_get_eid_request_encode(struct buf *out);

/* GetEuiccDataResponse, TLV BF3E. The EID has 16 bytes; the slice points into `whole`. */
enum err es10c_get_eid_response_decode(struct bytes whole, struct bytes *eid);
enum err es10c_get_eid_response_encode(struct bytes eid, struct buf *out);

#endif
