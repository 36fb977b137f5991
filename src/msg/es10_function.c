/* SPDX-License-Identifier: Apache-2.0 */
/* Answers that are a result code. */
#include "msg/es10_function.h"

#include "codec/tlv.h"

enum { TAG_RESULT = 0x80 };

enum err es10_result_decode(struct bytes whole, enum es10_function function, uint64_t *out)
{
	struct tlv response = {};
	struct tlv result = {};
	TRY(tlv_only(whole, function, &response));
	TRY(tlv_find(response.value, TAG_RESULT, &result));
	return tlv_uint(result.value, out);
}

enum err es10_result_encode(enum es10_function function, uint64_t result, struct buf *out)
{
	size_t mark = 0;
	TRY(tlv_open(out, function, &mark));
	TRY(tlv_put_uint(out, TAG_RESULT, result));
	return tlv_close(out, mark);
}
