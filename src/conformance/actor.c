/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The making of a test device.
 * No test of its own: every case of tests/conformance.sh makes one.
 */
#include "conformance/actor.h"

#include <stdio.h>
#include <string.h>

#include "conformance/forgery.h"

enum { PEM_MAX = 1024 };

enum err actor_digits(struct target *target, char *out, size_t n)
{
	for (size_t i = 0; i < n;) {
		uint8_t byte = 0;
		TRY(entropy_fill(&target->entropy, &byte, 1));
		if (byte < 250)
			out[i++] = (char)('0' + byte % 10);
	}
	out[n] = '\0';
	return OK;
}

/* A random EID of the EUM, with its two check digits (ISO 7064, MOD 97-10). */
static enum err make_eid(struct target *target, const char *prefix, char out[static EID_DIGITS + 1])
{
	unsigned remainder = 0;
	size_t len = strlen(prefix);
	if (len > EID_DIGITS - 2)
		return ERR_RANGE;
	memcpy(out, prefix, len);
	TRY(actor_digits(target, out + len, EID_DIGITS - 2 - len));
	for (size_t i = 0; i < EID_DIGITS - 2; i++)
		remainder = (remainder * 10 + (unsigned)(out[i] - '0')) % 97;
	(void)snprintf(out + EID_DIGITS - 2, 3, "%02u", 98 - remainder * 100 % 97);
	return OK;
}

enum err actor_new_otpk(struct actor *actor)
{
	private_key_free(&actor->otsk);
	TRY(private_key_generate(actor->issuer->curve, &actor->otsk));
	return private_key_public(actor->otsk, &actor->otpk);
}

/* The same device once more, e.g. in another session. */
static enum err copy(const struct actor *same, struct actor *out)
{
	CLEANUP(buf_free) struct buf pem = buf_make(PEM_MAX);
	memcpy(out->eid, same->eid, sizeof(out->eid));
	out->euicc = same->euicc;
	out->eum = same->eum;
	out->sequence = same->sequence;
	TRY(private_key_pem(same->key, &pem));
	TRY(private_key_parse(buf_bytes(&pem), &out->key));
	return actor_new_otpk(out);
}

enum err actor_make(struct target *target, const struct target_issuer *issuer,
		    const struct actor *same, struct arena *a, struct actor *out)
{
	*out = (struct actor){.issuer = issuer};
	if (same)
		return copy(same, out);
	TRY(make_eid(target, issuer->eid_prefix, out->eid));
	TRY(private_key_generate(issuer->curve, &out->key));
	TRY(actor_new_otpk(out));
	const struct forgery_order order = {
		.target = target, .issuer = issuer, .eid = out->eid, .key = out->key};
	return forgery_make(&order, a, &out->euicc, &out->eum);
}

void actor_free(struct actor *actor)
{
	private_key_free(&actor->key);
	private_key_free(&actor->otsk);
}
