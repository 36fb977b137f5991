/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever an importer or a server hands to the readers of profile packages and of EUICCResponse.
 * Covers: saip/aka_parameter.c saip/euicc_response.c saip/file.c saip/header.c
 *  saip/key_reference.c saip/mf.c saip/package.c saip/pin_codes.c saip/profile.c
 *  saip/puk_codes.c saip/usim.c saip/walk.c */
#include "saip/euicc_response.h"
#include "saip/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct bytes input = bytes_from(data, len);
	struct saip_profile profile = {};
	struct saip_fault fault = {};
	struct saip_euicc_response response = {};
	if (saip_profile_read(input, &profile, &fault) != OK) {
		char text[SAIP_FAULT_TEXT_MAX] = "";
		saip_fault_text(&fault, text);
	}
	(void)!saip_euicc_response_decode(input, &response);
	return 0;
}
