/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The checks of CI → EUM → eUICC as rows; those of the EUM are run for each CA of the chain, the
 * uppermost first. Real broken certificates break several rules at once: the order (CI, then per
 * certificate validity, profile, signature) is what peers and SGP.23 expect.
 */
#include "pki/euicc_chain.h"

#include "base/mutant.h"
#include "codec/tlv.h"

enum { TAG_PRINTABLE_STRING = 0x13, TAG_SEQUENCE = 0x30 };

/*
 * The CAs from the one that certifies the eUICC upwards. The object identifiers of version 3 put
 * the EUM under the CI sub-CA and the EUM's sub-CA under the EUM (SGP.22 v3 §4.5.1, annex H).
 */
struct chain {
	const struct euicc_chain_input *in;
	const struct certificate *ci; /* no_ci if unknown */
	struct certificate cas[CERTIFICATE_SUB_CAS_MAX];
	size_t n;
	size_t eum; /* which of them is the EUM */
	size_t at;  /* which of them is being checked */
	struct certificate euicc;
};

static const struct certificate no_ci;

static enum err answer(bool yes, enum err no)
{
	return yes ? OK : no;
}

static const struct certificate *ca(const struct chain *c)
{
	return &c->cas[c->at];
}

static const struct certificate *issuer_of_ca(const struct chain *c)
{
	return c->at + 1 < c->n ? &c->cas[c->at + 1] : c->ci;
}

static enum certificate_role role_of_ca(const struct chain *c)
{
	if (c->at == c->eum)
		return CERTIFICATE_EUM;
	return c->at < c->eum ? CERTIFICATE_EUM_SUB_CA : CERTIFICATE_CI_SUB_CA;
}

static enum err ci_known(const struct chain *c)
{
	return answer(c->ci != &no_ci, ERR_NOT_FOUND);
}

static enum err eum_validity(const struct chain *c)
{
	return certificate_valid_at(ca(c), c->in->now_ms);
}

/* Version 2 (variant O) knows no sub-CAs: among them, all speak version 3. */
static enum err eum_policy(const struct chain *c)
{
	unsigned versions = certificate_role_versions(ca(c), role_of_ca(c));
	return answer(c->n > 1 ? versions & CERTIFICATE_VERSION_3 : versions, ERR_MISMATCH);
}

static enum err eum_key_usage(const struct chain *c)
{
	return answer(ca(c)->key_usage & CERTIFICATE_KEY_CERT_SIGN, ERR_MISMATCH);
}

static enum err eum_ca(const struct chain *c)
{
	return answer(ca(c)->is_ca, ERR_MISMATCH);
}

/* The one that certifies eUICCs has none below it; those above it have room for those below. */
static enum err eum_path_len(const struct chain *c)
{
	int len = ca(c)->path_len;
	if (c->at == 0)
		return answer(len == 0, ERR_MISMATCH);
	bool absent = len == CERTIFICATE_PATH_LEN_NONE && c->at > c->eum;
	return answer(absent || len >= (int)c->at, ERR_MISMATCH);
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
	struct bytes names = ca(c)->permitted_subtrees;
	struct bytes eins = ca(c)->permitted_eins;
	struct bytes organization = {};
	struct bytes prefix = {};
	if (names.len == 0 && eins.len == 0)
		return answer(c->at != c->eum, ERR_MISSING);
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
	return answer(bytes_eq(ca(c)->issuer, issuer_of_ca(c)->subject), ERR_MISMATCH);
}

static enum err eum_signature(const struct chain *c)
{
	return chain_cache_verify(c->in->cache, ca(c), &issuer_of_ca(c)->public_key);
}

static enum err eum_revoked(const struct chain *c)
{
	return crl_list_ask(c->in->crls, ca(c), issuer_of_ca(c), c->in->now_ms);
}

static enum err euicc_validity(const struct chain *c)
{
	return certificate_valid_at(&c->euicc, c->in->now_ms);
}

/* In the words of the EUM: a chain is of one variant (SGP.22 v3 §4.5.2.1). */
static enum err euicc_policy(const struct chain *c)
{
	unsigned eum = certificate_role_versions(&c->cas[c->eum], CERTIFICATE_EUM);
	unsigned euicc = certificate_role_versions(&c->euicc, CERTIFICATE_EUICC);
	return answer(eum & euicc, ERR_MISMATCH);
}

static enum err euicc_key_usage(const struct chain *c)
{
	return answer(c->euicc.key_usage & CERTIFICATE_DIGITAL_SIGNATURE, ERR_MISMATCH);
}

static enum err euicc_issuer(const struct chain *c)
{
	return answer(bytes_eq(c->euicc.issuer, c->cas[0].subject), ERR_MISMATCH);
}

static enum err euicc_authority(const struct chain *c)
{
	struct bytes key_id = c->cas[0].subject_key_id;
	return answer(bytes_present(key_id) && bytes_eq(c->euicc.authority_key_id, key_id),
		      ERR_MISMATCH);
}

static enum err euicc_organization(const struct chain *c)
{
	struct bytes eum = c->cas[c->eum].organization;
	return answer(bytes_present(eum) && bytes_eq(c->euicc.organization, eum), ERR_MISMATCH);
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

static bool ca_permits(const struct certificate *ca, const struct certificate *euicc)
{
	struct bytes names = ca->permitted_subtrees;
	struct bytes eins = ca->permitted_eins;
	return (names.len == 0 || names_permit(names, euicc)) &&
	       (eins.len == 0 || eins_permit(eins, euicc));
}

/* The name constraint is a prefix of the EID, not a whole name as RFC 5280 has it. */
static enum err euicc_eid_range(const struct chain *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (!ca_permits(&c->cas[i], &c->euicc))
			return ERR_MISMATCH;
	return OK;
}

static enum err euicc_signature(const struct chain *c)
{
	return certificate_verify(&c->euicc, &c->cas[0].public_key);
}

static enum err euicc_revoked(const struct chain *c)
{
	return crl_list_ask(c->in->crls, &c->euicc, &c->cas[0], c->in->now_ms);
}

static const struct check {
	const char *name;
	enum err (*check)(const struct chain *chain);
	enum euicc_chain_fault fault;
} ci_checks[] =
	{
		{"euicc_chain.ci_known", ci_known, EUICC_CHAIN_CI_UNKNOWN},
},
  eum_checks[] =
	  {
		  {"euicc_chain.eum_validity", eum_validity, EUICC_CHAIN_EUM_EXPIRED},
		  {"euicc_chain.eum_policy", eum_policy, EUICC_CHAIN_EUM_INVALID},
		  {"euicc_chain.eum_key_usage", eum_key_usage, EUICC_CHAIN_EUM_INVALID},
		  {"euicc_chain.eum_ca", eum_ca, EUICC_CHAIN_EUM_INVALID},
		  {"euicc_chain.eum_path_len", eum_path_len, EUICC_CHAIN_EUM_INVALID},
		  {"euicc_chain.eum_constraints", eum_constraints, EUICC_CHAIN_EUM_INVALID},
		  {"euicc_chain.eum_issuer", eum_issuer, EUICC_CHAIN_EUM_INVALID},
		  {"euicc_chain.eum_signature", eum_signature, EUICC_CHAIN_EUM_INVALID},
		  {"euicc_chain.eum_revoked", eum_revoked, EUICC_CHAIN_EUM_INVALID},
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
	  {"euicc_chain.euicc_revoked", euicc_revoked, EUICC_CHAIN_EUICC_INVALID},
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

/* One of those that came along, by its key identifier. What does not parse before it is found is
 * an error: a chain is not picked from rubbish. */
static enum err find_other(struct bytes others, struct bytes key_id, struct certificate *out)
{
	while (others.len > 0) {
		struct tlv t = {};
		TRY(tlv_take_tag(&others, TAG_SEQUENCE, &t));
		TRY(certificate_parse(t.whole, out));
		if (key_id.len > 0 && bytes_eq(out->subject_key_id, key_id))
			return OK;
	}
	return ERR_NOT_FOUND;
}

static enum err find_issuer(const struct euicc_chain_input *in, struct bytes key_id,
			    struct certificate *out)
{
	enum err e = find_other(in->others, key_id, out);
	if (e != ERR_NOT_FOUND)
		return e;
	const struct certificate *known =
		certificate_by_key_id(in->sub_cas, in->sub_ca_count, key_id);
	if (!known)
		return ERR_NOT_FOUND;
	*out = *known;
	return OK;
}

/* Collect the CAs up to a CI. Without a CI that is known, `c->ci` stays no_ci. */
static enum err collect(const struct euicc_chain_input *in, struct chain *c)
{
	const struct certificate *ci = NULL;
	TRY(certificate_parse(in->eum, &c->cas[0]));
	for (c->n = 1;; c->n++) {
		struct bytes key_id = c->cas[c->n - 1].authority_key_id;
		ci = certificate_by_key_id(in->cis, in->ci_count, key_id);
		if (ci || c->n == CERTIFICATE_SUB_CAS_MAX)
			break;
		enum err e = find_issuer(in, key_id, &c->cas[c->n]);
		if (e == ERR_NOT_FOUND)
			break;
		TRY(e);
	}
	c->ci = ci ? ci : &no_ci;
	while (c->eum + 1 < c->n && !certificate_has_role(&c->cas[c->eum], CERTIFICATE_EUM))
		c->eum++;
	return OK;
}

static enum err run_cas(struct chain *chain, struct euicc_chain_result *out)
{
	for (chain->at = chain->n; chain->at-- > 0;)
		TRY(run(eum_checks, COUNT(eum_checks), chain, out));
	return OK;
}

enum err euicc_chain_verify(const struct euicc_chain_input *in, struct euicc_chain_result *out)
{
	struct chain chain = {.in = in, .ci = &no_ci};
	*out = (struct euicc_chain_result){};
	enum err e = collect(in, &chain);
	if (e != OK)
		return fail(out, e, "euicc_chain.eum_form", EUICC_CHAIN_EUM_INVALID);
	out->ci = chain.ci == &no_ci ? NULL : chain.ci;
	TRY(run(ci_checks, COUNT(ci_checks), &chain, out));
	TRY(run_cas(&chain, out));
	e = certificate_parse(in->euicc, &chain.euicc);
	if (e != OK)
		return fail(out, e, "euicc_chain.euicc_form", EUICC_CHAIN_EUICC_INVALID);
	TRY(run(euicc_checks, COUNT(euicc_checks), &chain, out));
	struct bytes eid = chain.euicc.serial_number;
	memcpy(out->eid, eid.ptr, eid.len < EID_DIGITS ? eid.len : EID_DIGITS);
	out->public_key = chain.euicc.public_key;
	return OK;
}
