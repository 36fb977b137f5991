/* SPDX-License-Identifier: Apache-2.0 */
/* The test PKI in memory. */
#include "test_pki.h"

#include <stdlib.h>

#include "base/limits.h"

static const int64_t now_ms = 1795435200000; /* 2026-11-23 */

static void must(enum err e)
{
	if (e != OK)
		abort();
}

struct certificate_template test_pki_template(const struct test_pki *pki, enum issue_kind kind)
{
	return issue_template_of(pki->variant, kind, pki->now_ms - 1000);
}

struct buf test_pki_issue(struct test_pki *pki, const struct certificate_template *t,
			  enum issue_kind kind)
{
	enum issue_kind by = issue_template_issuer(pki->variant, kind);
	struct issue_issuer issuer = {.key = pki->keys[by]};
	struct buf out = buf_make(LIMIT_CERTIFICATE);
	if (by != kind)
		issuer.certificate = buf_bytes(&pki->der[by]);
	must(issue_certificate(t, pki->keys[kind], &issuer, &pki->entropy, &out));
	return out;
}

static void issue_kind(struct test_pki *pki, enum issue_kind kind)
{
	enum issue_kind by = issue_template_issuer(pki->variant, kind);
	if (pki->der[kind].len > 0)
		return;
	if (by != kind)
		issue_kind(pki, by);
	struct certificate_template t = test_pki_template(pki, kind);
	pki->der[kind] = test_pki_issue(pki, &t, kind);
}

void test_pki_make_variant(struct test_pki *pki, enum curve curve, enum issue_variant variant)
{
	*pki = (struct test_pki){.curve = curve,
				 .variant = variant,
				 .now_ms = now_ms,
				 .entropy = entropy_counted(curve + 1)};
	for (int i = 0; i < ISSUE_KIND_COUNT; i++)
		must(private_key_generate(curve, &pki->keys[i]));
	for (int i = 0; i < ISSUE_KIND_COUNT; i++)
		issue_kind(pki, (enum issue_kind)i);
	must(certificate_parse(buf_bytes(&pki->der[ISSUE_CI]), &pki->ci));
}

void test_pki_make(struct test_pki *pki, enum curve curve)
{
	test_pki_make_variant(pki, curve, ISSUE_VARIANT_O);
}

void test_pki_free(struct test_pki *pki)
{
	for (int i = 0; i < ISSUE_KIND_COUNT; i++) {
		private_key_free(&pki->keys[i]);
		buf_free(&pki->der[i]);
	}
}
