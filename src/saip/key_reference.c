/* SPDX-License-Identifier: Apache-2.0 */
/* Reading key references. */
#include "saip/key_reference.h"

#include "codec/tlv.h"

enum err key_reference_take(struct key_reference_set *set, struct bytes value)
{
	uint64_t reference = 0;
	TRY(tlv_uint(value, &reference));
	if (reference >= sizeof(set->seen))
		return ERR_RANGE;
	if (set->seen[reference])
		return ERR_CONFLICT;
	set->seen[reference] = 1;
	set->count++;
	return OK;
}
