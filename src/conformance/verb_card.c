/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole download by the virtual eUICC and the LPA, which check and install as a device does. The
 * card has the identity of the scene's device.
 * No test of its own: the cases of ES8+ in tests/conformance.sh.
 */
#include "card/apdu.h"
#include "card/euicc.h"
#include "conformance/verb.h"
#include "lpa/lpa.h"

enum { PEM_MAX = 1024 };

static enum err make_card(const struct scene *scene, const struct actor *actor, struct euicc *card)
{
	CLEANUP(buf_free) struct buf pem = buf_make(PEM_MAX);
	euicc_init(card, &scene->target->entropy);
	for (size_t i = 0; i < scene->target->issuers_n; i++)
		TRY(euicc_add_ci(card, scene->target->issuers[i].ci.der));
	TRY(private_key_pem(actor->key, &pem));
	return euicc_add_identity(card, actor->euicc, buf_bytes(&pem), actor->eum);
}

static enum err make_lpa(const struct scene *scene, struct euicc *card, struct lpa *lpa)
{
	const struct target *t = scene->target;
	const char *files[TARGET_ISSUERS_MAX] = {};
	for (size_t i = 0; i < t->issuers_n; i++)
		files[i] = t->config.issuers[i].ci;
	const struct target_place *place = t->config.es9p;
	const struct lpa_config config = {
		.card = {apdu_transmit_ctx, card},
		.trust = {.files = place->ca ? &place->ca : files,
			  .file_count = place->ca ? 1 : t->issuers_n},
		.connect = place->connect ? place->connect : t->connections[TARGET_ES9P].host_port,
		.clock = t->clock,
		.clock_is_fixed = t->config.clock != NULL,
		.tac = {0x35, 0x29, 0x06, 0x11},
	};
	return lpa_init(lpa, &config);
}

enum err verb_card(struct scene *scene, const struct wishes *w)
{
	CLEANUP(euicc_free) struct euicc card = {};
	CLEANUP(lpa_free) struct lpa lpa = {};
	struct actor *actor = NULL;
	struct lpa_result result = {};
	const struct scene_order *order = scene_order(scene);
	const struct lpa_order wanted = {
		.smdp_address = scene->target->connections[TARGET_ES9P].address,
		.matching_id = wish_text(w, WISH_MATCHING_ID, order->matching_id),
		.confirmation_code = bytes_str(wish_text(w, WISH_CC, order->cc)),
		.cancel = LPA_CANCEL_NOT,
	};
	if (!scene->target->connections[TARGET_ES9P].url)
		return scene_fault(scene, ERR_UNSUPPORTED, "the target names no ES9+");
	TRY(scene_actor(scene, w, &actor));
	TRY(make_card(scene, actor, &card));
	TRY(make_lpa(scene, &card, &lpa));
	enum err e = lpa_download(&lpa, &wanted, &result);
	scene->reply = (struct scene_reply){.status = 200, .has_execution = true};
	if (e == OK && result.notification_sent && card.n_profiles == 1)
		return OK;
	scene->reply.execution.status = ESX_FAILED;
	return scene_fault(scene, ERR_MISMATCH, "%s: %s", lpa.problem.step ? lpa.problem.step : "",
			   e == OK ? "the result was not taken" : lpa.problem.text);
}
