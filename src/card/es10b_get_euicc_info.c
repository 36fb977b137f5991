/* SPDX-License-Identifier: Apache-2.0 */
/* ES10b.GetEUICCInfo and GetEUICCChallenge (SGP.22 §5.7.7, §5.7.8). */
#include "msg/es10b_get_euicc_info.h"

#include "card/es10_handler.h"

enum { PKID_LIST_MAX = EUICC_CIS_MAX * (EUICC_CI_PKID_LEN + 2), RESOURCE_MAX = 32 };

static enum err put_ids_for_verification(const struct euicc *e, struct buf *out)
{
	for (size_t i = 0; i < e->n_cis; i++)
		TRY(es10b_ci_pk_id_encode(e->cis[i].subject_key_id, out));
	return OK;
}

static enum err put_ids_for_signing(const struct euicc *e, struct buf *out)
{
	for (size_t i = 0; i < e->n_identities; i++)
		TRY(es10b_ci_pk_id_encode(BYTES_OF(e->identities[i].ci_pkid), out));
	return OK;
}

enum err card_get_euicc_info1(struct euicc *e, struct bytes request, struct buf *response)
{
	(void)request;
	CLEANUP(buf_free) struct buf verification = buf_make(PKID_LIST_MAX);
	CLEANUP(buf_free) struct buf signing = buf_make(PKID_LIST_MAX);
	TRY(put_ids_for_verification(e, &verification));
	TRY(put_ids_for_signing(e, &signing));
	struct es10b_euicc_info1 info = {
		.svn = BYTES_OF(e->settings.svn),
		.ci_pk_ids_for_verification = buf_bytes(&verification),
		.ci_pk_ids_for_signing = buf_bytes(&signing),
	};
	return es10b_euicc_info1_encode(&info, response);
}

static enum err put_resource(const struct euicc *e, struct buf *out)
{
	struct es10b_ext_card_resource resource = {
		.installed_applications = e->n_profiles,
		.free_non_volatile_memory = euicc_free_memory(e),
		.free_volatile_memory = e->settings.volatile_memory,
	};
	return es10b_ext_card_resource_encode(&resource, out);
}

enum err card_put_euicc_info2(const struct euicc *e, struct buf *out)
{
	CLEANUP(buf_free) struct buf verification = buf_make(PKID_LIST_MAX);
	CLEANUP(buf_free) struct buf signing = buf_make(PKID_LIST_MAX);
	CLEANUP(buf_free) struct buf resource = buf_make(RESOURCE_MAX);
	const struct settings *s = &e->settings;
	TRY(put_ids_for_verification(e, &verification));
	TRY(put_ids_for_signing(e, &signing));
	TRY(put_resource(e, &resource));
	struct es10b_euicc_info2 info = {
		.profile_version = BYTES_OF(s->profile_version),
		.svn = BYTES_OF(s->svn),
		.euicc_firmware_ver = BYTES_OF(s->firmware_version),
		.ext_card_resource = buf_bytes(&resource),
		.uicc_capability = s->uicc_capability,
		.ts102241_version = BYTES_OF(s->ts102241_version),
		.globalplatform_version = BYTES_OF(s->globalplatform_version),
		.rsp_capability = s->rsp_capability,
		.ci_pk_ids_for_verification = buf_bytes(&verification),
		.ci_pk_ids_for_signing = buf_bytes(&signing),
		.euicc_category = s->category,
		.forbidden_profile_policy_rules = s->forbidden_pprs,
		.pp_version = BYTES_OF(s->pp_version),
		.sas_accreditation_number = bytes_str(s->sas_number),
	};
	return es10b_euicc_info2_encode(&info, out);
}

enum err card_get_euicc_info2(struct euicc *e, struct bytes request, struct buf *response)
{
	(void)request;
	return card_put_euicc_info2(e, response);
}

/* A new challenge is a new session: the one before is over, and so is its installation. */
enum err card_get_euicc_challenge(struct euicc *e, struct bytes request, struct buf *response)
{
	(void)request;
	TRY(bpp_loader_interrupt(e));
	card_session_end(&e->session);
	TRY(entropy_fill(e->entropy, e->session.euicc_challenge, RSP_CHALLENGE_LEN));
	e->session.state = CARD_SESSION_CHALLENGED;
	return es10b_euicc_challenge_encode(BYTES_OF(e->session.euicc_challenge), response);
}
