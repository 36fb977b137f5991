/* SPDX-License-Identifier: Apache-2.0 */
/* The taking apart of a Bound Profile Package. What its parts mean is in card/es8p_*.c. */
#include "card/bpp_loader.h"

#include "base/limits.h"
#include "base/mutant.h"
#include "card/es8p_handler.h"
#include "card/euicc.h"
#include "card/installation_result.h"
#include "card/notification.h"
#include "card/one_time_key.h"
#include "msg/es10_function.h"
#include "msg/es10b_load_bound_profile_package.h"
#include "msg/es8p_bound_profile_package.h"

enum { TAG_INITIALISE_SECURE_CHANNEL = 0xBF23 };

/* The sequences of a package in their order (SGP.22 §2.5.4). */
static const struct phase {
	uint32_t container, segment; /* tags */
	bool encrypted, optional;
	uint64_t command; /* BppCommandId */
	es8p_handler *execute;
} phases[] = {
	{ES8P_TAG_FIRST_SEQUENCE_OF_87, 0x87, true, false, ES10B_BPP_CONFIGURE_ISDP,
	 card_configure_isdp},
	{ES8P_TAG_SEQUENCE_OF_88, 0x88, false, false, ES10B_BPP_STORE_METADATA,
	 card_store_metadata},
	{ES8P_TAG_SECOND_SEQUENCE_OF_87, 0x87, true, true, ES10B_BPP_REPLACE_SESSION_KEYS,
	 card_replace_session_keys},
	{ES8P_TAG_SEQUENCE_OF_86, 0x86, true, false, ES10B_BPP_LOAD_PROFILE_ELEMENTS,
	 card_load_profile_elements},
};

enum { PHASES = sizeof(phases) / sizeof(phases[0]) };

void bpp_loader_forget_installation(struct bpp_installation *i)
{
	buf_free(&i->transaction_id);
	buf_free(&i->smdp_oid);
	buf_free(&i->server_address);
	buf_free(&i->iccid);
	*i = (struct bpp_installation){};
}

void bpp_loader_reset(struct bpp_loader *l)
{
	secure_channel_wipe(&l->channel);
	buf_free(&l->plain);
	buf_free(&l->metadata);
	buf_free(&l->proprietary);
	buf_free(&l->sima_response);
	*l = (struct bpp_loader){};
}

enum err bpp_loader_deny(struct euicc *e, uint64_t reason)
{
	e->loader.reason = reason;
	return ERR_DENIED;
}

/* A refusal becomes one with this reason; what could not be asked stays so. */
static enum err or_deny(struct euicc *e, enum err error, uint64_t reason)
{
	return err_is_refusal(error) ? bpp_loader_deny(e, reason) : error;
}

static enum err copy(struct bytes from, size_t max, struct buf *to)
{
	*to = buf_make(max);
	return buf_put(to, from);
}

/* Note down what the result will need, before anything can go wrong. */
static enum err open_installation(struct euicc *e)
{
	struct bpp_installation *i = &e->installation;
	const struct card_session *s = &e->session;
	bpp_loader_forget_installation(i);
	TRY(copy(card_session_transaction_id(s), RSP_TRANSACTION_ID_MAX, &i->transaction_id));
	TRY(copy(card_session_smdp_oid(s), CARD_SESSION_OID_MAX, &i->smdp_oid));
	TRY(copy(bytes_str(s->server_address), CARD_SESSION_ADDRESS_MAX, &i->server_address));
	i->iccid = buf_make(ICCID_LEN);
	memcpy(i->ci_pkid, e->identities[s->identity].ci_pkid, sizeof(i->ci_pkid));
	i->command = ES10B_BPP_INITIALISE_SECURE_CHANNEL;
	i->open = true;
	e->changed = true;
	return OK;
}

static bool is_prepared(const struct euicc *e)
{
	return e->session.state == CARD_SESSION_PREPARED;
}

static const struct {
	const char *name;
	bool (*holds)(const struct euicc *e);
	enum err otherwise;
} checks[] = {
	{"bpp_loader.prepared", is_prepared, ERR_WRONG_STATE},
	{"bpp_loader.room", notification_room, ERR_LIMIT},
};

static enum err run_checks(const struct euicc *e)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (!mutant_off(checks[i].name) && !checks[i].holds(e))
			return checks[i].otherwise;
	}
	return OK;
}

static enum err start(struct euicc *e, struct bytes *data)
{
	struct bpp_loader *l = &e->loader;
	uint32_t tag = 0;
	size_t len = 0;
	TRY(run_checks(e));
	TRY(tlv_take_head(data, &tag, &len));
	if (tag != ES10B_LOAD_BOUND_PROFILE_PACKAGE)
		return ERR_SYNTAX;
	bpp_loader_reset(l);
	l->running = true;
	l->outer_left = len;
	l->plain = buf_make(LIMIT_PROFILE_PACKAGE);
	l->metadata = buf_make(EUICC_METADATA_MAX);
	l->proprietary = buf_make(EUICC_METADATA_MAX);
	return open_installation(e);
}

/* Take `n` bytes off what the package said that it has. */
static enum err spend(struct euicc *e, size_t *left, size_t n)
{
	if (n > *left)
		return bpp_loader_deny(e, ES10B_SCP03T_STRUCTURE_ERROR);
	*left -= n;
	return OK;
}

static enum err take_first(struct euicc *e, struct bytes *data)
{
	struct tlv first = {};
	enum err error = tlv_take_tag(data, TAG_INITIALISE_SECURE_CHANNEL, &first);
	TRY(or_deny(e, error, ES10B_INCORRECT_INPUT_VALUES));
	TRY(spend(e, &e->loader.outer_left, first.whole.len));
	TRY(card_initialise_secure_channel(e, first.whole));
	e->loader.initialised = true;
	return OK;
}

/* The head of the next sequence; an optional one may be passed over. */
static enum err enter_sequence(struct euicc *e, struct bytes *data)
{
	struct bpp_loader *l = &e->loader;
	size_t before = data->len;
	uint32_t tag = 0;
	enum err error = tlv_take_head(data, &tag, &l->inner_left);
	if (error == OK && phases[l->phase].optional && tag != phases[l->phase].container)
		l->phase++;
	e->installation.command = phases[l->phase].command;
	TRY(or_deny(e, error, ES10B_SCP03T_STRUCTURE_ERROR));
	if (tag != phases[l->phase].container || l->inner_left == 0)
		return bpp_loader_deny(e, ES10B_SCP03T_STRUCTURE_ERROR);
	TRY(spend(e, &l->outer_left, before - data->len));
	TRY(spend(e, &l->outer_left, l->inner_left));
	buf_reset(&l->plain);
	l->inside = true;
	return OK;
}

static enum err leave_sequence(struct euicc *e)
{
	struct bpp_loader *l = &e->loader;
	TRY(phases[l->phase].execute(e, buf_bytes(&l->plain)));
	l->inside = false;
	l->phase++;
	return OK;
}

/* What secure_channel_open says, as an ErrorReason. */
static uint64_t channel_reason(enum err error)
{
	return error == ERR_SIGNATURE ? ES10B_SCP03T_SECURITY_ERROR : ES10B_SCP03T_STRUCTURE_ERROR;
}

static enum err take_segment(struct euicc *e, struct bytes *data)
{
	struct bpp_loader *l = &e->loader;
	struct tlv segment = {};
	enum err error = tlv_take_tag(data, phases[l->phase].segment, &segment);
	TRY(or_deny(e, error, ES10B_SCP03T_STRUCTURE_ERROR));
	TRY(spend(e, &l->inner_left, segment.whole.len));
	error = secure_channel_open(&l->channel, &segment, phases[l->phase].encrypted, &l->plain);
	TRY(or_deny(e, error, channel_reason(error)));
	if (l->plain.len > euicc_free_memory(e))
		return bpp_loader_deny(e, ES10B_INSUFFICIENT_MEMORY);
	return l->inner_left == 0 ? leave_sequence(e) : OK;
}

static enum err take_one(struct euicc *e, struct bytes *data)
{
	const struct bpp_loader *l = &e->loader;
	if (!l->initialised)
		return take_first(e, data);
	if (l->phase == PHASES)
		return bpp_loader_deny(e, ES10B_SCP03T_STRUCTURE_ERROR);
	return l->inside ? take_segment(e, data) : enter_sequence(e, data);
}

static enum err take_all(struct euicc *e, struct bytes data)
{
	while (data.len > 0)
		TRY(take_one(e, &data));
	return OK;
}

static bool may_be_tried_again(uint64_t reason)
{
	return reason == ES10B_INSUFFICIENT_MEMORY || reason == ES10B_INTERRUPTION;
}

/* The session is over; its key stays only if the same package may come again (§3.1.3). */
static void end_session(struct euicc *e, uint64_t reason)
{
	if (e->session.state == CARD_SESSION_PREPARED && !may_be_tried_again(reason))
		one_time_key_drop(e, e->session.one_time_key);
	bpp_loader_reset(&e->loader);
	card_session_end(&e->session);
}

static enum err give_refusal(struct euicc *e, uint64_t reason, struct buf *response)
{
	struct installation_outcome outcome = {.reason = reason};
	if (e->loader.sima_response.len > 0)
		outcome.sima_response = buf_bytes(&e->loader.sima_response);
	TRY(installation_result_give(e, &outcome, response));
	end_session(e, reason);
	return OK;
}

enum err bpp_loader_take(struct euicc *e, struct bytes data, struct buf *response)
{
	struct bpp_loader *l = &e->loader;
	if (!l->running)
		TRY(start(e, &data));
	enum err error = take_all(e, data);
	bool complete = error == OK && l->phase == PHASES;
	if (complete && l->outer_left > 0)
		error = bpp_loader_deny(e, ES10B_SCP03T_STRUCTURE_ERROR);
	if (error == ERR_DENIED)
		return give_refusal(e, l->reason, response);
	if (error != OK || !complete)
		return error;
	TRY(card_install_profile(e, response));
	end_session(e, 0);
	return OK;
}

enum err bpp_loader_interrupt(struct euicc *e)
{
	CLEANUP(buf_free) struct buf ignored = buf_make(EUICC_PENDING_MAX);
	return e->installation.open ? give_refusal(e, ES10B_INTERRUPTION, &ignored) : OK;
}

void bpp_loader_abandon(struct euicc *e)
{
	bpp_loader_reset(&e->loader);
	if (!e->installation.open)
		return;
	bpp_loader_forget_installation(&e->installation);
	e->changed = true;
}
