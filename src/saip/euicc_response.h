/* SPDX-License-Identifier: Apache-2.0 */
/*
 * EUICCResponse: what the card's profile interpreter says about a package (TCA profile format), the
 * simaResponse of SGP.22's ProfileInstallationResult. Encode for the card, decode for the server.
 */
#ifndef SAIP_EUICC_RESPONSE_H
#define SAIP_EUICC_RESPONSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

enum saip_pe_status {
	SAIP_PE_OK = 0,
	SAIP_PE_NOT_SUPPORTED = 1,
	SAIP_PE_MEMORY_FAILURE = 2,
	SAIP_PE_BAD_VALUES = 3,
	SAIP_PE_NOT_ENOUGH_MEMORY = 4,
	SAIP_PE_INVALID_REQUEST_FORMAT = 5,
	SAIP_PE_INVALID_PARAMETER = 6,
	SAIP_PE_FEATURE_NOT_SUPPORTED = 10,
	SAIP_PE_PIN_CODE_MISSING = 11,
	SAIP_PE_UNSUPPORTED_PROFILE_VERSION = 31,
};

/* One PEStatus and the flag beside it. Real cards send one per element or one in all; the first
 * that is not ok is kept. */
struct saip_euicc_response {
	uint32_t status; /* enum saip_pe_status, or a number that we do not know */
	bool has_identification;
	uint16_t identification; /* of the element that caused it */
	bool has_offset;
	uint32_t offset; /* inside that element */
	bool aborted;	 /* profileInstallationAborted */
};

/* Append the DER. Errors as buf_put. */
enum err saip_euicc_response_encode(const struct saip_euicc_response *response, struct buf *out);

/* `input` is exactly one EUICCResponse. ERR_SYNTAX and the errors of tlv_decode otherwise;
 * ERR_RANGE for a number outside its range. */
enum err saip_euicc_response_decode(struct bytes input, struct saip_euicc_response *out);

#endif
