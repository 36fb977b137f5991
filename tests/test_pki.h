/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A test PKI in memory: a key and a certificate of every kind on one curve, CI first. Anything that
 * fails here is a fault of the test machine: abort().
 */
#ifndef TESTS_TEST_PKI_H
#define TESTS_TEST_PKI_H

#include "crypto/private_key.h"
#include "pki/certificate.h"
#include "pki/issue.h"
#include "sys/entropy.h"

struct test_pki {
	enum curve curve;
	enum issue_variant variant;
	int64_t now_ms; /* within the validity of all */
	struct entropy entropy;
	struct private_key *keys[ISSUE_KIND_COUNT];
	struct buf der[ISSUE_KIND_COUNT];
	struct certificate ci; /* parsed der[ISSUE_CI] */
};

/* Keys and certificates of every kind, in place: `pki` must not move afterwards. */
void test_pki_make(struct test_pki *pki, enum curve curve);

/* The same in another variant than O. */
void test_pki_make_variant(struct test_pki *pki, enum curve curve, enum issue_variant variant);
void test_pki_free(struct test_pki *pki);

/* The default template of a kind at the time of `pki`. */
struct certificate_template test_pki_template(const struct test_pki *pki, enum issue_kind kind);

/* A certificate for the key of `kind`, signed by its issuer of `pki`. The caller frees it. */
struct buf test_pki_issue(struct test_pki *pki, const struct certificate_template *t,
			  enum issue_kind kind);

#endif
