/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A recipe for tests that need some valid profile package. Its keys count upwards.
 */
#ifndef RECIPE_SAMPLE_H
#define RECIPE_SAMPLE_H

#include "saip/recipe.h"

static inline struct saip_recipe recipe_sample(void)
{
	return (struct saip_recipe){
		.profile_type = "rspd test",
		.iccid = "8949449999999990013",
		.imsi = "001010123456063",
		.mnc_digits = 2,
		.spn = "rspd",
		.msisdn = "+99912345678",
		.ki = BYTES_LIT("\x00\x01\x02\x03\x04\x05\x06\x07"
				"\x08\x09\x0A\x0B\x0C\x0D\x0E\x0F"),
		.opc = BYTES_LIT("\x10\x11\x12\x13\x14\x15\x16\x17"
				 "\x18\x19\x1A\x1B\x1C\x1D\x1E\x1F"),
		.pin1 = "1234",
		.puk1 = "11111111",
		.pin2 = "5678",
		.puk2 = "22222222",
		.adm1 = "33333333",
		.ota_keys = BYTES_LIT("\x20\x21\x22\x23\x24\x25\x26\x27\x28\x29\x2A\x2B"
				      "\x2C\x2D\x2E\x2F\x30\x31\x32\x33\x34\x35\x36\x37"
				      "\x38\x39\x3A\x3B\x3C\x3D\x3E\x3F\x40\x41\x42\x43"
				      "\x44\x45\x46\x47\x48\x49\x4A\x4B\x4C\x4D\x4E\x4F"),
	};
}

#endif
