/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates as they come from a peer: parsed, asked everything, and checked as both ends of a
 * chain under a CI that is the input itself; and as an operator's TLS client shows them.
 * Covers: pki/certificate.c pki/extension.c pki/server_chain.c
 *  http/tls_certificate.c */
#include <stdlib.h>

#include "base/arena.h"
#include "http/tls.h"
#include "pki/euicc_chain.h"
#include "pki/server_chain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* What was parsed lies within the input. */
static void must_lie_within(struct bytes part, struct bytes whole)
{
	if (part.len > 0 && (part.ptr < whole.ptr || part.ptr + part.len > whole.ptr + whole.len))
		abort();
}

static void ask_everything(const struct certificate *c)
{
	struct bytes cursor = c->permitted_subtrees;
	struct bytes organization = {};
	struct bytes prefix = {};
	while (cursor.len > 0 && certificate_next_permitted(&cursor, &organization, &prefix) == OK)
		must_lie_within(prefix, c->der);
	(void)certificate_has_dns_name(c, BYTES_LIT("smdpp.example.com"));
	(void)certificate_has_purpose(c, BYTES_LIT("\x2B\x06"));
	for (int role = 0; role < CERTIFICATE_ROLE_COUNT; role++)
		(void)certificate_has_role(c, (enum certificate_role)role);
	must_lie_within(c->tbs, c->der);
	must_lie_within(c->organization, c->der);
	must_lie_within(c->serial_number, c->der);
	must_lie_within(c->subject_key_id, c->der);
	must_lie_within(c->authority_key_id, c->der);
	must_lie_within(c->registered_id, c->der);
}

static void ask_as_client(struct bytes in)
{
	enum { ARENA_MAX = 1024 * 1024 };
	CLEANUP(arena_free) struct arena a = arena_make(ARENA_MAX);
	const struct tls_trust trust = {.certificates = &in, .certificate_count = 1};
	uint8_t fingerprint[TLS_FINGERPRINT_LEN] = {};
	const char *subject = NULL;
	(void)!tls_certificate_fingerprint(in, fingerprint);
	if (tls_certificate_subject(&a, in, &subject) == OK && !subject)
		abort();
	(void)!tls_certificate_issued_by(in, &trust, INT64_C(1795437060000));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct bytes in = bytes_from(data, len);
	struct certificate c = {};
	struct euicc_chain_result euicc = {};
	struct server_chain_result server = {};
	ask_as_client(in);
	if (certificate_parse(in, &c) != OK)
		return 0;
	ask_everything(&c);
	/* The input is its own issuer, so that the rows behind "CI known" are reached. */
	c.subject_key_id = c.authority_key_id;
	const struct euicc_chain_input chain = {
		.euicc = in, .eum = in, .cis = &c, .ci_count = 1, .now_ms = c.not_before_ms};
	if (euicc_chain_verify(&chain, &euicc) == OK && euicc.fault != EUICC_CHAIN_NO_FAULT)
		abort();
	const struct server_chain_input tls = {.certificate = in,
					       .role = CERTIFICATE_DPTLS,
					       .cis = &c,
					       .ci_count = 1,
					       .now_ms = c.not_before_ms,
					       .host = BYTES_LIT("smdpp.example.com")};
	if (server_chain_verify(&tls, &server) == OK && server.fault != SERVER_CHAIN_NO_FAULT)
		abort();
	return 0;
}
