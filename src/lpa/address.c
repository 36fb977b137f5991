/* SPDX-License-Identifier: Apache-2.0 */
/* Which characters addresses have. */
#include "lpa/address.h"

#include <ctype.h>

#include "lpa/lpa.h"

static bool is_good(unsigned char c)
{
	return c <= 0x7F && (isalnum(c) || c == '.' || c == '-' || c == ':');
}

bool address_is_good(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!is_good(text.ptr[i]))
			return false;
	}
	return text.len > 0 && text.len <= LPA_ADDRESS_MAX;
}
