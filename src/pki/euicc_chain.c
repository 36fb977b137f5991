/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The checks of CI → EUM → eUICC as rows. Real broken certificates break several rules at once: the
 * order (CI, then per certificate validity, profile, signature) is what peers and SGP.23 expect.
 */
#include "pki/euicc_chain.h"

#include "base/mutant.h"
#include "codec/tlv.h"

enum { TAG_PRINTABLE_STRING = 0x13 };

struct chain {
	const struct euicc_chain_input *in;
	const struct certificate *ci; /* no_ci if unknown */
	struct certificate eum, euicc;
};

static const struct certificate no_ci;

static enum err answer(bool yes, enum err no)
{
	return yes ? OK : no;
}

static enum err ci_known(const struct chain *c)
{
	return answer(c->ci != &no_ci, ERR_NOT_FOUND);
}

static enum err eum_validity(const struct chain *c)
{
	return certificate_valid_at(&c->eum, c->in->now_ms);
}

static enum err eum_policy(const struct chain *c)
{
	return answer(certificate_has_role(&c->eum, CERTIFICATE_EUM), ERR_MISMATCH);
}

static enum err eum_key_usage(const struct chain *c)
{
	return answer(c->eum.key_usage & CERTIFICATE_KEY_CERT_SIGN, ERR_MISMATCH);
}

static enum err eum_ca(const struct chain *c)
{
	return answer(c->eum.is_ca, ERR_MISMATCH);
}

static enum err eum_path_len(const struct chain *c)
{
	return answer(c->eum.path_len == 0, ERR_MISMATCH);
}

static enum err take_permitted_ein(struct bytes *cursor, struct bytes *out)
{
	struct tlv t = {};
	TRY(tlv_take_tag(cursor, TAG_PRINTABLE_STRING, &t));
	*out = t.value;
	return OK;
}

/* An EUM without constraint could issue any EID; an empty prefix is none. */
static enum err eum_constraints(const struct chain *c)
{
	struct bytes names = c->eum.permitted_subtrees;
	struct bytes eins = c->eum.permitted_eins;
	struct bytes organization = {};
	struct bytes prefix = {};
	if (names.len == 0 && eins.len == 0)
		return ERR_MISSING;
	while (names.len > 0) {
		TRY(certificate_next_permitted(&names, &organization, &prefix));
		if (prefix.len == 0)
			return ERR_MISSING;
	}
	while (eins.len > 0) {
		TRY(take_permitted_ein(&eins, &prefix));
		if (prefix.len == 0)
			return ERR_MISSING;
	}
	return OK;
}

static enum err eum_issuer(const struct chain *c)
{
	return answer(bytes_eq(c->eum.issuer, c->ci->subject), ERR_MISMATCH);
}

static enum err eum_signature(const struct chain *c)
{
	return chain_cache_verify(c->in->cache, &c->eum, &c->ci->public_key);
}

static enum err euicc_validity(const struct chain *c)
{
	return certificate_valid_at(&c->euicc, c->in->now_ms);
}

static enum err euicc_policy(const struct chain *c)
{
	return answer(certificate_has_role(&c->euicc, CERTIFICATE_EUICC), ERR_MISMATCH);
}

static enum err euicc_key_usage(const struct chain *c)
{
	return answer(c->euicc.key_usage & CERTIFICATE_DIGITAL_SIGNATURE, ERR_MISMATCH);
}

static enum err euicc_issuer(const struct chain *c)
{
	return answer(bytes_eq(c->euicc.issuer, c->eum.subject), ERR_MISMATCH);
}

static enum err euicc_authority(const struct chain *c)
{
	return answer(bytes_present(c->eum.subject_key_id) &&
			      bytes_eq(c->euicc.authority_key_id, c->eum.subject_key_id),
		      ERR_MISMATCH);
}

static enum err euicc_organization(const struct chain *c)
{
	return answer(bytes_present(c->eum.organization) &&
			      bytes_eq(c->euicc.organization, c->eum.organization),
		      ERR_MISMATCH);
}

static enum err euicc_eid(const struct chain *c)
{
	struct bytes eid = c->euicc.serial_number;
	if (eid.len != EID_DIGITS)
		return ERR_SYNTAX;
	for (size_t i = 0; i < eid.len; i++)
		if (eid.ptr[i] < '0' || eid.ptr[i] > '9')
			return ERR_SYNTAX;
	return OK;
}

static bool names_permit(struct bytes names, const struct certificate *euicc)
{
	struct bytes organization = {};
	struct bytes prefix = {};
	while (names.len > 0 && certificate_next_permitted(&names, &organization, &prefix) == OK)
		if (bytes_eq(euicc->organization, organization) &&
		    bytes_has_prefix(euicc->serial_number, prefix))
			return true;
	return false;
}

static bool eins_permit(struct bytes eins, const struct certificate *euicc)
{
	struct bytes prefix = {};
	while (eins.len > 0 && take_permitted_ein(&eins, &prefix) == OK)
		if (bytes_has_prefix(euicc->serial_number, prefix))
			return true;
	return false;
}

/* The name constraint is a prefix of the EID, not a whole name as RFC 5280 has it. */
static enum err euicc_eid_range(const struct chain *c)
{
	struct bytes names = c->eum.permitted_subtrees;
	struct bytes eins = c->eum.permitted_eins;
	return answer((names.len == 0 || names_permit(names, &c->euicc)) &&
			      (eins.len == 0 || eins_permit(eins, &c->euicc)),
		      ERR_MISMATCH);
}

static enum err euicc_signature(const struct chain *c)
{
	return certificate_verify(&c->euicc, &c->eum.public_key);
}

static const struct check {
	const char *name;
	enum err (*check)(const struct chain *chain);
	enum euicc_chain_fault fault;
} eum_checks[] =
	{
		{"euicc_chain.ci_known", ci_known, EUICC_CHAIN_CI_UNKNOWN},
		{"euicc_chain.eum_validity", eum_validity, EUICC_CHAIN_EUM_EXPIRED},
		{"euicc_chain.eum_policy", eum_policy, EUICC_CHAIN_EUM_INVALID},
		{"euicc_chain.eum_key_usage", eum_key_usage, EUICC_CHAIN_EUM_INVALID},
		{"euicc_chain.eum_ca", eum_ca, EUICC_CHAIN_EUM_INVALID},
		{"euicc_chain.eum_path_len", eum_path_len, EUICC_CHAIN_EUM_INVALID},
		{"euicc_chain.eum_constraints", eum_constraints, EUICC_CHAIN_EUM_INVALID},
		{"euicc_chain.eum_issuer", eum_issuer, EUICC_CHAIN_EUM_INVALID},
		{"euicc_chain.eum_signature", eum_signature, EUICC_CHAIN_EUM_INVALID},
},
  euicc_checks[] = {
	  {"euicc_chain.euicc_validity", euicc_validity, EUICC_CHAIN_EUICC_EXPIRED},
	  {"euicc_chain.euicc_policy", euicc_policy, EUICC_CHAIN_EUICC_INVALID},
	  {"euicc_chain.euicc_key_usage", euicc_key_usage, EUICC_CHAIN_EUICC_INVALID},
	  {"euicc_chain.euicc_issuer", euicc_issuer, EUICC_CHAIN_EUICC_INVALID},
	  {"euicc_chain.euicc_authority", euicc_authority, EUICC_CHAIN_EUICC_INVALID},
	  {"euicc_chain.euicc_organization", euicc_organization, EUICC_CHAIN_EUICC_INVALID},
	  {"euicc_chain.euicc_eid", euicc_eid, EUICC_CHAIN_EUICC_INVALID},
	  {"euicc_chain.euicc_eid_range", euicc_eid_range, EUICC_CHAIN_EUICC_INVALID},
	  {"euicc_chain.euicc_signature", euicc_signature, EUICC_CHAIN_EUICC_INVALID},
};
#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static enum err fail(struct euicc_chain_result *out, enum err e, const char *check,
		     enum euicc_chain_fault fault)
{
	out->check = check;
	out->fault = err_is_refusal(e) ? fault : EUICC_CHAIN_NO_FAULT;
	return e;
}

static enum err run(const struct check *rows, size_t n, const struct chain *chain,
		    struct euicc_chain_result *out)
{
	for (size_t i = 0; i < n; i++) {
		enum err e = mutant_off(rows[i].name) ? OK : rows[i].check(chain);
		if (e != OK)
			return fail(out, e, rows[i].name, rows[i].fault);
	}
	return OK;
}

enum err euicc_chain_verify(const struct euicc_chain_input *in, struct euicc_chain_result *out)
{
	struct chain chain = {.in = in, .ci = &no_ci};
	*out = (struct euicc_chain_result){};
	enum err e = certificate_parse(in->eum, &chain.eum);
	if (e != OK)
		return fail(out, e, "euicc_chain.eum_form", EUICC_CHAIN_EUM_INVALID);
	out->ci = certificate_by_key_id(in->cis, in->ci_count, chain.eum.authority_key_id);
	chain.ci = out->ci ? out->ci : &no_ci;
	TRY(run(eum_checks, COUNT(eum_checks), &chain, out));
	e = certificate_parse(in->euicc, &chain.euicc);
	if (e != OK)
		return fail(out, e, "euicc_chain.euicc_form", EUICC_CHAIN_EUICC_INVALID);
	TRY(run(euicc_checks, COUNT(euicc_checks), &chain, out));
	struct bytes eid = chain.euicc.serial_number;
	memcpy(out->eid, eid.ptr, eid.len < EID_DIGITS ? eid.len : EID_DIGITS);
	out->public_key = chain.euicc.public_key;
	return OK;
}
