/* SPDX-License-Identifier: Apache-2.0 */
/* The shared secret of two keys. */
#include "crypto/ecka.h"

#include <openssl/evp.h>

#include "crypto/library.h"

enum err ecka_shared(const struct private_key *own, const struct public_key *peer,
		     struct secret *out)
{
	struct library *l = NULL;
	struct public_key own_public = {};
	size_t len = CURVE_SCALAR_LEN;
	TRY(private_key_public(own, &own_public));
	if (own_public.curve != peer->curve)
		return ERR_MISMATCH;
	TRY(library_get(&l));
	TRY(library_set_peer(l, peer));
	/* The point is on the curve by now and the cofactor is 1: no second validation (50 µs). */
	EVP_PKEY_CTX *ctx CLEANUP(library_free_pkey_ctx) =
		EVP_PKEY_CTX_new_from_pkey(NULL, private_key_handle(own), NULL);
	if (!ctx || EVP_PKEY_derive_init(ctx) != 1 ||
	    EVP_PKEY_derive_set_peer_ex(ctx, l->peers[peer->curve], 0) != 1 ||
	    EVP_PKEY_derive(ctx, out->ptr, &len) != 1 || len != CURVE_SCALAR_LEN) {
		secret_wipe(out);
		return library_error();
	}
	out->len = len;
	return OK;
}
