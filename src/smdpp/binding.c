/* SPDX-License-Identifier: Apache-2.0 */
/* The one-time key in its envelope: one byte for the curve, then the scalar. */
#include "smdpp/binding.h"

#include "base/secret.h"
#include "role/envelope.h"

enum { PLAIN_LEN = 1 + CURVE_SCALAR_LEN };

enum err binding_seal(const struct keyring *keyring, const char *iccid,
		      const struct private_key *otsk, struct buf *out)
{
	CLEANUP(buf_free) struct buf plain = buf_make(PLAIN_LEN);
	CLEANUP(secret_wipe) struct secret scalar = {};
	struct public_key public = {};
	TRY(private_key_public(otsk, &public));
	TRY(private_key_scalar(otsk, &scalar));
	TRY(buf_put_u8(&plain, (uint8_t) public.curve));
	TRY(buf_put(&plain, secret_bytes(&scalar)));
	return envelope_seal(keyring, ENVELOPE_BINDING, iccid, buf_bytes(&plain), out);
}

enum err binding_open(const struct keyring *keyring, const struct profile_row *row,
		      struct private_key **out)
{
	CLEANUP(buf_free) struct buf plain = buf_make(PLAIN_LEN);
	TRY(envelope_open(keyring, ENVELOPE_BINDING, row->iccid, row->binding, &plain));
	struct bytes rest = buf_bytes(&plain);
	uint8_t curve = 0;
	TRY(bytes_take_u8(&rest, &curve));
	if (curve >= CURVE_COUNT)
		return ERR_IO;
	return private_key_from_scalar((enum curve)curve, rest, out);
}
