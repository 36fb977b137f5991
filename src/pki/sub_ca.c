/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of a CA below a CI as rows. */
#include "pki/sub_ca.h"

#include "base/mutant.h"

static const struct certificate nobody;

static enum err answer(bool yes, enum err no)
{
	return yes ? OK : no;
}

static enum err authority(const struct certificate *cert, const struct certificate *issuer)
{
	(void)cert;
	return answer(issuer != &nobody, ERR_NOT_FOUND);
}

static enum err policy(const struct certificate *cert, const struct certificate *issuer)
{
	static const enum certificate_role roles[] = {
		CERTIFICATE_CI_SUB_CA, CERTIFICATE_EUM,	      CERTIFICATE_EUM_SUB_CA,
		CERTIFICATE_DP_SUB_CA, CERTIFICATE_DS_SUB_CA,
	};
	(void)issuer;
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (certificate_has_role(cert, roles[i]))
			return OK;
	return ERR_MISMATCH;
}

static enum err key_usage(const struct certificate *cert, const struct certificate *issuer)
{
	(void)issuer;
	return answer(cert->key_usage & CERTIFICATE_KEY_CERT_SIGN, ERR_MISMATCH);
}

static enum err ca(const struct certificate *cert, const struct certificate *issuer)
{
	(void)issuer;
	return answer(cert->is_ca, ERR_MISMATCH);
}

static enum err issuer_name(const struct certificate *cert, const struct certificate *issuer)
{
	return answer(bytes_eq(cert->issuer, issuer->subject), ERR_MISMATCH);
}

static enum err signature(const struct certificate *cert, const struct certificate *issuer)
{
	return certificate_verify(cert, &issuer->public_key);
}

static const struct check {
	const char *name;
	enum err (*check)(const struct certificate *cert, const struct certificate *issuer);
} checks[] = {
	{"sub_ca.authority", authority},     {"sub_ca.policy", policy},
	{"sub_ca.key_usage", key_usage},     {"sub_ca.ca", ca},
	{"sub_ca.issuer_name", issuer_name}, {"sub_ca.signature", signature},
};

enum err sub_ca_verify(const struct certificate *cert, const struct certificate *above, size_t n,
		       const char **check)
{
	const struct certificate *issuer = certificate_by_key_id(above, n, cert->authority_key_id);
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		*check = checks[i].name;
		if (!mutant_off(checks[i].name))
			TRY(checks[i].check(cert, issuer ? issuer : &nobody));
	}
	*check = NULL;
	return OK;
}
