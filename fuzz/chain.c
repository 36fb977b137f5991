/* SPDX-License-Identifier: Apache-2.0 */
/* Whole chains as an eUICC brings them, with a CI and a CRL of it: the input is a row of TLVs, CI,
 * CRL, eUICC, EUM, and what else came along.
 * Covers: pki/euicc_chain.c pki/crl.c pki/sub_ca.c pki/chain_cache.c */
#include <stdlib.h>

#include "base/limits.h"
#include "codec/tlv.h"
#include "pki/crl.h"
#include "pki/euicc_chain.h"
#include "pki/sub_ca.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const int64_t now_ms = INT64_C(1795435200000); /* that of the test PKI */

struct input {
	struct tlv ci, crl, euicc, eum;
	struct bytes others;
};

static enum err cut(struct bytes in, struct input *out)
{
	TRY(tlv_take(&in, &out->ci));
	TRY(tlv_take(&in, &out->crl));
	TRY(tlv_take(&in, &out->euicc));
	TRY(tlv_take(&in, &out->eum));
	out->others = in;
	return OK;
}

static void must(bool good)
{
	if (!good)
		abort();
}

/* A CRL that parses has its parts, follows itself, and answers about every certificate. */
static void ask_crl(const struct crl *crl, const struct certificate *ci,
		    const struct certificate *cert)
{
	const struct crl *crls[] = {crl};
	const struct crl_list list = {.crls = crls, .n = 1, .required = true};
	CLEANUP(buf_free) struct buf url = buf_make(LIMIT_CERTIFICATE);
	CLEANUP(crl_free) struct crl *again = NULL;
	(void)!crl_verify(crl, ci);
	must(crl_same_scope(crl, crl) && crl_compare_number(crl, crl) == 0);
	must(crl_parse(crl_der(crl), &again) == OK);
	must(crl_count(again) == crl_count(crl));
	must(crl_this_update_ms(again) == crl_this_update_ms(crl));
	(void)!crl_list_ask(&list, cert, ci, now_ms);
	(void)!crl_point_url(cert, 0, &url);
}

static void ask_eum(const struct input *in, const struct certificate *ci, const struct crl *crl)
{
	struct certificate eum = {};
	const char *check = NULL;
	if (certificate_parse(in->eum.whole, &eum) != OK)
		return;
	enum err e = sub_ca_verify(&eum, ci, 1, &check);
	must((e == OK) == (check == NULL));
	if (crl)
		ask_crl(crl, ci, &eum);
}

static void verify(const struct input *in, const struct certificate *ci, const struct crl *crl)
{
	CLEANUP(chain_cache_free) struct chain_cache *cache = NULL;
	struct euicc_chain_result result = {}, again = {};
	const struct crl *crls[] = {crl};
	const struct crl_list list = {.crls = crls, .n = 1};
	must(chain_cache_create(&cache) == OK);
	const struct euicc_chain_input chain = {.euicc = in->euicc.whole,
						.eum = in->eum.whole,
						.others = in->others,
						.cis = ci,
						.ci_count = 1,
						.now_ms = now_ms,
						.crls = crl ? &list : NULL,
						.cache = cache};
	enum err e = euicc_chain_verify(&chain, &result);
	must(euicc_chain_verify(&chain, &again) == e && again.fault == result.fault);
	must((e == OK) == (result.fault == EUICC_CHAIN_NO_FAULT) || !err_is_refusal(e));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct input in = {};
	struct certificate ci = {};
	CLEANUP(crl_free) struct crl *crl = NULL;
	if (cut(bytes_from(data, len), &in) != OK || certificate_parse(in.ci.whole, &ci) != OK)
		return 0;
	(void)!crl_parse(in.crl.whole, &crl);
	ask_eum(&in, &ci, crl);
	verify(&in, &ci, crl);
	return 0;
}
