/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of forgeries, and the issuing.
 * No test of its own: tests/conformance.sh has a case for each row, and a control without a fault.
 */
#include "conformance/forgery.h"

#include <string.h>

#include "pki/issue.h"

enum { DER_MAX = 16 * 1024 };
#define A_DAY_MS ((int64_t)24 * 3600 * 1000)
#define ROLE	 "2.23.146.1.2.1."

enum whose { NOBODYS, EUMS, EUICCS };

static void expire(struct certificate_template *t)
{
	int64_t now = t->not_before_ms;
	t->not_before_ms = now - 10 * A_DAY_MS;
	t->not_after_ms = now - A_DAY_MS;
}

static void postpone(struct certificate_template *t)
{
	t->not_before_ms += 10 * A_DAY_MS;
}

static void sign_certificates(struct certificate_template *t)
{
	t->key_usage = CERTIFICATE_KEY_CERT_SIGN;
}

static void sign_data(struct certificate_template *t)
{
	t->key_usage = CERTIFICATE_DIGITAL_SIGNATURE;
}

static void have_policy_of_dpauth(struct certificate_template *t)
{
	t->policy = ROLE "4";
}

static void have_no_policy(struct certificate_template *t)
{
	t->policy = NULL;
}

static void be_no_ca(struct certificate_template *t)
{
	t->is_ca = false;
}

static void have_no_path_len(struct certificate_template *t)
{
	t->path_len = CERTIFICATE_PATH_LEN_NONE;
}

static void have_no_constraints(struct certificate_template *t)
{
	t->permitted_organization = NULL;
	t->permitted_serial_number = NULL;
}

static void have_other_eids(struct certificate_template *t)
{
	if (t->permitted_eins[0])
		t->permitted_eins[0] = "89999999";
	else
		t->permitted_serial_number = "89999999";
}

static void have_other_organization(struct certificate_template *t)
{
	(void)issue_set_name(t, "O", "Another EUM");
}

static void have_other_eid(struct certificate_template *t)
{
	(void)issue_set_name(t, "serialNumber", "89999999999999999999999999999947");
}

static void have_strange_extension(struct certificate_template *t)
{
	t->unknown_critical = "2.999.99.1";
}

static const struct forgery {
	const char *name;
	enum whose whose; /* which certificate is spoilt */
	void (*spoil)(struct certificate_template *t);
	bool breaks_signature;
	bool strange_ci; /* the EUM is under a CI that nobody knows */
	enum issue_variant variant;
} forgeries[] = {
	/* The control: a new EUM with nothing wrong. */
	{.name = "good", .whose = NOBODYS},
	{.name = "v3", .whose = NOBODYS, .variant = ISSUE_VARIANT_O_V3},
	{.name = "v3-ein", EUMS, have_other_eids, .variant = ISSUE_VARIANT_O_V3},
	{.name = "ci-unknown", .strange_ci = true},
	{.name = "eum-signature", .whose = EUMS, .breaks_signature = true},
	{.name = "eum-key-usage", EUMS, sign_data},
	{.name = "eum-policy", EUMS, have_policy_of_dpauth},
	{.name = "eum-no-policy", EUMS, have_no_policy},
	{.name = "eum-no-ca", EUMS, be_no_ca},
	{.name = "eum-path-len", EUMS, have_no_path_len},
	{.name = "eum-no-constraints", EUMS, have_no_constraints},
	{.name = "eum-extension", EUMS, have_strange_extension},
	{.name = "eum-expired", EUMS, expire},
	{.name = "eum-future", EUMS, postpone},
	{.name = "euicc-signature", .whose = EUICCS, .breaks_signature = true},
	{.name = "euicc-key-usage", EUICCS, sign_certificates},
	{.name = "euicc-policy", EUICCS, have_policy_of_dpauth},
	{.name = "euicc-no-policy", EUICCS, have_no_policy},
	{.name = "euicc-organization", EUICCS, have_other_organization},
	{.name = "euicc-serial-number", EUICCS, have_other_eid},
	{.name = "euicc-eid-range", EUMS, have_other_eids},
	{.name = "euicc-extension", EUICCS, have_strange_extension},
	{.name = "euicc-expired", EUICCS, expire},
	{.name = "euicc-future", EUICCS, postpone},
};

static enum err find(const char *name, const struct forgery **out)
{
	for (size_t i = 0; i < sizeof(forgeries) / sizeof(forgeries[0]); i++) {
		if (strcmp(forgeries[i].name, name) == 0) {
			*out = &forgeries[i];
			return OK;
		}
	}
	return ERR_NOT_FOUND;
}

/* What is issued, and by whom. */
struct issue_task {
	struct target *target;
	struct certificate_template template;
	const struct private_key *subject;
	struct issue_issuer issuer;
	bool breaks_signature;
};

/* The signature is the last thing in a certificate. */
static enum err issue(const struct issue_task *task, struct arena *a, struct bytes *out)
{
	CLEANUP(buf_free) struct buf der = buf_make(DER_MAX);
	TRY(issue_certificate(&task->template, task->subject, &task->issuer, &task->target->entropy,
			      &der));
	if (task->breaks_signature)
		der.ptr[der.len - 1] ^= 1;
	return arena_dup(a, buf_bytes(&der), out);
}

static int64_t start_of_validity(const struct target *target)
{
	return (clock_now_ms(&target->clock) - A_DAY_MS / 24) / 1000 * 1000;
}

static struct certificate_template template_of(const struct forgery_order *order,
					       enum issue_variant variant, enum issue_kind kind)
{
	struct certificate_template t =
		issue_template_of(variant, kind, start_of_validity(order->target));
	(void)issue_set_name(&t, "O", order->issuer->organization);
	(void)issue_set_name(&t, "serialNumber", order->eid);
	if (kind == ISSUE_EUM && t.permitted_eins[0]) {
		t.permitted_eins[0] = order->issuer->eid_prefix;
		t.permitted_eins[1] = NULL;
	} else if (kind == ISSUE_EUM) {
		t.permitted_organization = order->issuer->organization;
		t.permitted_serial_number = order->issuer->eid_prefix;
	}
	return t;
}

/* A CI that looks like one. */
static enum err strange_ci(const struct forgery_order *order, struct private_key **key,
			   struct arena *a, struct bytes *ci)
{
	TRY(private_key_generate(order->issuer->curve, key));
	const struct issue_task task = {
		.target = order->target,
		.template = issue_template(ISSUE_CI, start_of_validity(order->target)),
		.subject = *key,
		.issuer = {.key = *key},
	};
	return issue(&task, a, ci);
}

/* An EUM of our own, under the CI. */
static enum err forge_eum(const struct forgery_order *order, const struct forgery *f,
			  const struct private_key *key, struct arena *a, struct bytes *eum)
{
	CLEANUP(private_key_free) struct private_key *strange = NULL;
	struct issue_task task = {
		.target = order->target,
		.template = template_of(order, f->variant, ISSUE_EUM),
		.subject = key,
		.issuer = {order->issuer->ci_key, order->issuer->ci.der},
		.breaks_signature = f->whose == EUMS && f->breaks_signature,
	};
	if (f->strange_ci) {
		TRY(strange_ci(order, &strange, a, &task.issuer.certificate));
		task.issuer.key = strange;
	}
	if (f->whose == EUMS && f->spoil)
		f->spoil(&task.template);
	return task.issuer.key ? issue(&task, a, eum) : ERR_UNSUPPORTED;
}

static enum err issue_euicc(const struct forgery_order *order, const struct forgery *f,
			    const struct issue_issuer *eum, struct arena *a, struct bytes *euicc)
{
	struct issue_task task = {
		.target = order->target,
		.template = template_of(order, f->variant, ISSUE_EUICC),
		.subject = order->key,
		.issuer = *eum,
		.breaks_signature = f->whose == EUICCS && f->breaks_signature,
	};
	if (f->whose == EUICCS && f->spoil)
		f->spoil(&task.template);
	return issue(&task, a, euicc);
}

enum err forgery_make(const struct forgery_order *order, struct arena *a, struct bytes *euicc,
		      struct bytes *eum)
{
	static const struct forgery none = {};
	const struct forgery *f = &none;
	CLEANUP(private_key_free) struct private_key *key = NULL;
	struct issue_issuer issuer = {order->issuer->eum_key, order->issuer->eum.der};
	*eum = order->issuer->eum.der;
	if (order->forgery)
		TRY(find(order->forgery, &f));
	if (order->forgery && f->whose != EUICCS) {
		TRY(private_key_generate(order->issuer->curve, &key));
		TRY(forge_eum(order, f, key, a, eum));
		issuer = (struct issue_issuer){key, *eum};
	}
	return issue_euicc(order, f, &issuer, a, euicc);
}
