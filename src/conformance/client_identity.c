/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates for ourselves.
 * No test of its own: the cases of strangers in tests/conformance.sh.
 */
#include "conformance/client_identity.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { DER_MAX = 16 * 1024, AN_HOUR_MS = 3600 * 1000 };

static enum err write_pem(struct bytes der, struct client_identity *out)
{
	CLEANUP(buf_free) struct buf pem = buf_make(2 * DER_MAX);
	TRY(issue_pem(der, &pem));
	out->fd = memfd_create("certificate", MFD_CLOEXEC);
	if (out->fd < 0 || write(out->fd, pem.ptr, pem.len) != (ssize_t)pem.len)
		return ERR_IO;
	(void)snprintf(out->path, sizeof(out->path), "/proc/self/fd/%d", out->fd);
	return OK;
}

enum err client_identity_make(const struct client_identity_order *order, struct entropy *entropy,
			      struct client_identity *out)
{
	CLEANUP(buf_free) struct buf der = buf_make(DER_MAX);
	struct certificate_template t =
		issue_template(order->kind, (order->now_ms - AN_HOUR_MS) / 1000 * 1000);
	struct issue_issuer issuer = order->issuer;
	*out = (struct client_identity){};
	TRY(private_key_generate(CURVE_P256, &out->key));
	if (order->registered_id)
		t.registered_id = order->registered_id;
	t.client_auth = true;
	if (!issuer.key)
		issuer = (struct issue_issuer){.key = out->key};
	TRY(issue_certificate(&t, out->key, &issuer, entropy, &der));
	return write_pem(buf_bytes(&der), out);
}

void client_identity_free(struct client_identity *identity)
{
	private_key_free(&identity->key);
	if (identity->fd > 0)
		(void)close(identity->fd);
	identity->fd = 0;
}

struct tls_identity client_identity_tls(const struct client_identity *identity)
{
	return (struct tls_identity){.certificate_file = identity->path,
				     .key = private_key_handle(identity->key)};
}
