/* SPDX-License-Identifier: Apache-2.0 */
/* The card as a whole: making it, giving it trust and identity, looking up its profiles. */
#include "card/euicc.h"

#include <stdlib.h>

#include "base/limits.h"
#include "card/notification.h"
#include "msg/rsp_type.h"

enum { MCC_MNC_ANY = 0xEE };

void euicc_init(struct euicc *e, struct entropy *entropy)
{
	*e = (struct euicc){
		.settings = settings_standard(),
		.rat = {{.pprs = RSP_PPR1 | RSP_PPR2,
			 .consent_required = true,
			 .mcc_mnc = {MCC_MNC_ANY, MCC_MNC_ANY, MCC_MNC_ANY}}},
		.n_rat = 1,
		.root_smds_address = "testrootsmds.example.com",
		.next_sequence = 1,
		.next_isdp = 1,
		.entropy = entropy,
	};
	channel_set_reset(&e->channels);
}

static void free_identity(struct euicc_identity *i)
{
	buf_free(&i->certificate);
	buf_free(&i->eum_certificate);
	private_key_free(&i->key);
}

static void free_one_time_key(struct euicc_one_time_key *k)
{
	private_key_free(&k->key);
	buf_free(&k->smdp_oid);
}

void euicc_profile_free(struct euicc_profile *p)
{
	if (!p)
		return;
	buf_free(&p->metadata);
	buf_free(&p->proprietary);
	buf_free(&p->package);
	free(p);
}

void euicc_notification_free(struct euicc_notification *n)
{
	if (!n)
		return;
	buf_free(&n->pending);
	free(n);
}

void euicc_free(struct euicc *e)
{
	for (size_t i = 0; i < EUICC_CIS_MAX; i++)
		buf_free(&e->ci_der[i]);
	for (size_t i = 0; i < EUICC_IDENTITIES_MAX; i++)
		free_identity(&e->identities[i]);
	for (size_t i = 0; i < EUICC_ONE_TIME_KEYS_MAX; i++)
		free_one_time_key(&e->one_time_keys[i]);
	for (size_t i = 0; i < e->n_profiles; i++)
		euicc_profile_free(e->profiles[i]);
	for (size_t i = 0; i < e->n_notifications; i++)
		euicc_notification_free(e->notifications[i]);
	for (size_t i = 0; i < e->n_crls; i++)
		crl_free(&e->crls[i]);
	card_session_end(&e->session);
	bpp_loader_reset(&e->loader);
	bpp_loader_forget_installation(&e->installation);
	channel_set_reset(&e->channels);
	wipe(e, sizeof(*e));
}

static enum err copy(struct bytes from, struct buf *to)
{
	*to = buf_make(LIMIT_CERTIFICATE);
	return buf_put(to, from);
}

enum err euicc_ci_index(const struct euicc *e, struct bytes pkid, size_t *out)
{
	for (size_t i = 0; i < e->n_cis; i++) {
		if (!bytes_eq(e->cis[i].subject_key_id, pkid))
			continue;
		*out = i;
		return OK;
	}
	return ERR_NOT_FOUND;
}

enum err euicc_add_ci(struct euicc *e, struct bytes certificate)
{
	size_t there = 0;
	if (e->n_cis == EUICC_CIS_MAX)
		return ERR_LIMIT;
	struct buf *der = &e->ci_der[e->n_cis];
	struct certificate *parsed = &e->cis[e->n_cis];
	buf_free(der);
	TRY(copy(certificate, der));
	TRY(certificate_parse(buf_bytes(der), parsed));
	if (parsed->subject_key_id.len != EUICC_CI_PKID_LEN)
		return ERR_SYNTAX;
	if (euicc_ci_index(e, parsed->subject_key_id, &there) == OK)
		return ERR_CONFLICT;
	e->n_cis++;
	return OK;
}

static enum err read_identity(const struct euicc *e, struct euicc_identity *id,
			      uint8_t eid[static EID_LEN])
{
	struct certificate own = {}, eum = {};
	struct public_key public_key = {};
	size_t ci = 0;

	TRY(certificate_parse(buf_bytes(&id->certificate), &own));
	TRY(certificate_parse(buf_bytes(&id->eum_certificate), &eum));
	TRY(euicc_ci_index(e, eum.authority_key_id, &ci));
	memcpy(id->ci_pkid, e->cis[ci].subject_key_id.ptr, EUICC_CI_PKID_LEN);
	TRY(private_key_public(id->key, &public_key));
	if (!curve_key_eq(&public_key, &own.public_key))
		return ERR_MISMATCH;
	if (!bytes_eq(own.authority_key_id, eum.subject_key_id))
		return ERR_MISMATCH;
	return eid_encode(own.serial_number, eid);
}

enum err euicc_add_identity(struct euicc *e, struct bytes certificate, struct bytes key,
			    struct bytes eum_certificate)
{
	uint8_t eid[EID_LEN] = {};
	if (e->n_identities == EUICC_IDENTITIES_MAX)
		return ERR_LIMIT;
	struct euicc_identity *id = &e->identities[e->n_identities];
	free_identity(id);
	TRY(copy(certificate, &id->certificate));
	TRY(copy(eum_certificate, &id->eum_certificate));
	TRY(private_key_parse(key, &id->key));
	TRY(read_identity(e, id, eid));
	if (e->n_identities > 0 && memcmp(e->eid, eid, EID_LEN) != 0)
		return ERR_MISMATCH;
	memcpy(e->eid, eid, EID_LEN);
	e->n_identities++;
	return OK;
}

/* The CI that the CRL names must have signed it. */
static enum err verify_crl(const struct euicc *e, const struct crl *crl)
{
	enum err error = ERR_MISMATCH;
	for (size_t i = 0; i < e->n_cis && error == ERR_MISMATCH; i++)
		error = crl_verify(crl, &e->cis[i]);
	return error == ERR_MISMATCH ? ERR_NOT_FOUND : error;
}

/* Where it belongs: the place of the older one, or behind the last. */
static enum err place_crl(const struct euicc *e, const struct crl *crl, size_t *place)
{
	for (*place = 0; *place < e->n_crls; (*place)++) {
		const struct crl *there = e->crls[*place];
		if (crl_same_scope(there, crl))
			return crl_compare_number(crl, there) > 0 ? OK : ERR_CONFLICT;
	}
	return *place < EUICC_CRLS_MAX ? OK : ERR_LIMIT;
}

enum err euicc_add_crl(struct euicc *e, struct bytes der)
{
	CLEANUP(crl_free) struct crl *crl = NULL;
	size_t place = 0;
	TRY(crl_parse(der, &crl));
	TRY(verify_crl(e, crl));
	TRY(place_crl(e, crl, &place));
	crl_free(&e->crls[place]);
	e->crls[place] = crl;
	crl = NULL;
	if (place == e->n_crls)
		e->n_crls++;
	e->changed = true;
	return OK;
}

/* A card has no clock: what a CRL lists stays listed (§4.6). */
enum err euicc_ask_crls(const struct euicc *e, const struct certificate *cert,
			const struct certificate *ci)
{
	const struct crl_list list = {.crls = (const struct crl *const *)e->crls, .n = e->n_crls};
	return crl_list_ask(&list, cert, ci, 0);
}

enum err euicc_identity_index(const struct euicc *e, struct bytes ci_pkid, size_t *out)
{
	for (size_t i = 0; i < e->n_identities; i++) {
		if (!bytes_eq(BYTES_OF(e->identities[i].ci_pkid), ci_pkid))
			continue;
		*out = i;
		return OK;
	}
	return ERR_NOT_FOUND;
}

struct euicc_profile *euicc_profile(const struct euicc *e, struct bytes iccid)
{
	for (size_t i = 0; i < e->n_profiles; i++) {
		if (bytes_eq(BYTES_OF(e->profiles[i]->iccid), iccid))
			return e->profiles[i];
	}
	return NULL;
}

struct euicc_profile *euicc_enabled_profile(const struct euicc *e)
{
	for (size_t i = 0; i < e->n_profiles; i++) {
		if (e->profiles[i]->enabled)
			return e->profiles[i];
	}
	return NULL;
}

uint32_t euicc_free_memory(const struct euicc *e)
{
	size_t used = 0;
	for (size_t i = 0; i < e->n_profiles; i++)
		used += e->profiles[i]->package.len;
	return used < e->settings.memory ? e->settings.memory - (uint32_t)used : 0;
}

enum err euicc_delete_profile(struct euicc *e, struct euicc_profile *p)
{
	size_t kept = 0;
	TRY(notification_raise_profile(e, p, RSP_EVENT_DELETE));
	for (size_t i = 0; i < e->n_profiles; i++) {
		if (e->profiles[i] != p)
			e->profiles[kept++] = e->profiles[i];
	}
	e->n_profiles = kept;
	e->changed = true;
	euicc_profile_free(p);
	return OK;
}

enum err euicc_reset(struct euicc *e)
{
	TRY(bpp_loader_interrupt(e));
	card_session_end(&e->session);
	bpp_loader_reset(&e->loader);
	channel_set_reset(&e->channels);
	if (e->changed && e->save)
		TRY(e->save(e, e->save_ctx));
	e->changed = false;
	return OK;
}
