/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The LPA between a card and an SM-DP+ that does things wrong: what it notices, what it tells, and
 * when it cancels.
 */
#include "lpa/lpa.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec/tlv.h"
#include "crypto/hash.h"
#include "lpa/notifications.h"
#include "lpa/profiles.h"
#include "lpa_world.h"
#include "msg/es10b_notification.h"
#include "pki/issue_crl.h"

static int set_up(void **state)
{
	static struct lpa_world w;
	lpa_world_make(&w);
	*state = &w;
	return 0;
}

static int set_up_asn1(void **state)
{
	int e = set_up(state);
	struct lpa_world *w = *state;
	w->config.binding = ES9P_ASN1;
	return e;
}

static int tear_down(void **state)
{
	lpa_world_free(*state);
	return 0;
}

static struct lpa_result result;

static enum err download(struct lpa_world *w, const struct lpa_order *order)
{
	lpa_world_open(w);
	return lpa_download(&w->lpa, order, &result);
}

static enum err download_usual(struct lpa_world *w)
{
	struct lpa_order order = lpa_world_order();
	return download(w, &order);
}

/* The problem is of this step, and says this. */
static void tells(const struct lpa_world *w, const char *step, const char *text)
{
	const struct lpa_problem *p = &w->lpa.problem;
	assert_string_equal(p->step, step);
	if (!strstr(p->text, text))
		assert_string_equal(p->text, text);
	assert_true(p->advice[0] != '\0');
}

static void was_cancelled(const struct lpa_world *w, uint64_t reason)
{
	assert_int_equal(w->calls[LPA_WORLD_CANCEL], 1);
	assert_int_equal(w->cancel_reason, reason);
	assert_true(result.cancelled);
	assert_int_equal(w->cw.card.session.state, CARD_SESSION_NONE);
}

static void was_not_cancelled(const struct lpa_world *w)
{
	assert_int_equal(w->calls[LPA_WORLD_CANCEL], 0);
	assert_false(result.cancelled);
}

/* ---- when all is well ---- */

static void downloads_and_reports(void **state)
{
	struct lpa_world *w = *state;
	assert_int_equal(download_usual(w), OK);
	assert_string_equal(result.iccid, card_world_iccid(1));
	assert_string_equal(result.transaction_id, "A05452414E53414354494F4E2D49440F");
	assert_true(result.notification_sent);
	assert_int_equal(w->cw.card.n_profiles, 1);
	assert_int_equal(w->cw.card.n_notifications, 0);
	assert_int_equal(lpa_world_notified(w), 1);
	assert_true(card_world_result(&w->cw, buf_bytes(&w->notifications)).success);
	was_not_cancelled(w);
	assert_false(w->strange_agent);
}

static void downloads_in_small_blocks(void **state)
{
	struct lpa_world *w = *state;
	w->config.segment_max = 60;
	assert_int_equal(download_usual(w), OK);
	assert_int_equal(w->cw.card.n_profiles, 1);
}

static void the_matching_id_is_present_empty_or_absent(void **state)
{
	struct lpa_world *w = *state;
	struct lpa_order order = lpa_world_order();
	w->say[LPA_WORLD_GET_BPP].subject = "8.8.5";
	w->say[LPA_WORLD_GET_BPP].reason = "4.10";
	assert_int_equal(download(w, &order), ERR_DENIED);
	assert_true(bytes_eq(w->matching_id, BYTES_LIT("MATCHING-ID")));
	order.matching_id = "";
	assert_int_equal(lpa_download(&w->lpa, &order, &result), ERR_DENIED);
	assert_true(bytes_present(w->matching_id));
	assert_int_equal(w->matching_id.len, 0);
	order.matching_id = NULL;
	assert_int_equal(lpa_download(&w->lpa, &order, &result), ERR_DENIED);
	assert_false(bytes_present(w->matching_id));
}

static void asks_the_default_smdp(void **state)
{
	struct lpa_world *w = *state;
	struct lpa_order order = {.cancel = LPA_CANCEL_NOT};
	assert_int_equal(download(w, &order), ERR_DENIED);
	tells(w, "ES10a.GetEuiccConfiguredAddresses", "no default SM-DP+");
	assert_int_equal(lpa_set_default_smdp(&w->lpa, LPA_WORLD_HOST), OK);
	assert_int_equal(lpa_download(&w->lpa, &order, &result), OK);
	assert_int_equal(w->cw.card.n_profiles, 1);
}

static void the_address_may_have_a_port(void **state)
{
	struct lpa_world *w = *state;
	struct lpa_order order = lpa_world_order();
	order.smdp_address = LPA_WORLD_HOST ":8443";
	w->other_address = BYTES_LIT("TestSMDPplus1.Example.com");
	assert_int_equal(download(w, &order), OK);
}

static void the_oid_of_the_activation_code_must_be_the_servers(void **state)
{
	struct lpa_world *w = *state;
	struct lpa_order order = lpa_world_order();
	order.smdp_oid = "2.999.12";
	assert_int_equal(download(w, &order), ERR_SYNTAX);
	tells(w, "ES9+.InitiateAuthentication", "OID");
	order.smdp_oid = "2.999.10";
	assert_int_equal(lpa_download(&w->lpa, &order, &result), OK);
}

/* ---- InitiateAuthentication and AuthenticateServer ---- */

/* The answer is noticed to be wrong; the server hears nothing more. */
static void initiation_is_refused(struct lpa_world *w, const char *text)
{
	assert_int_equal(download_usual(w), ERR_SYNTAX);
	tells(w, "ES9+.InitiateAuthentication", text);
	assert_int_equal(w->calls[LPA_WORLD_AUTHENTICATE], 0);
	was_not_cancelled(w);
}

static void notices_another_transaction(void **state)
{
	struct lpa_world *w = *state;
	w->outer_transaction_id[LPA_WORLD_INITIATE] = BYTES_LIT("another");
	initiation_is_refused(w, "inside and outside differ");
}

static void notices_another_challenge(void **state)
{
	struct lpa_world *w = *state;
	w->other_challenge = BYTES_LIT("0123456789ABCDEF");
	initiation_is_refused(w, "another challenge");
}

static void notices_another_address(void **state)
{
	struct lpa_world *w = *state;
	w->other_address = BYTES_LIT("testsmdpplus2.example.com");
	initiation_is_refused(w, "another address");
}

static void notices_a_ci_that_was_not_offered(void **state)
{
	struct lpa_world *w = *state;
	w->other_ci_pkid = BYTES_LIT("01234567890123456789");
	initiation_is_refused(w, "did not offer");
}

static void tells_what_the_card_found(void **state)
{
	struct lpa_world *w = *state;
	w->cw.auth_key = w->cw.pki.keys[ISSUE_DPPB];
	assert_int_equal(download_usual(w), ERR_DENIED);
	tells(w, "ES10b.AuthenticateServer", "signature");
	assert_int_equal(w->lpa.problem.card_code, 2);
	assert_int_equal(w->calls[LPA_WORLD_AUTHENTICATE], 0);
	was_not_cancelled(w);
}

/* ---- AuthenticateClient, consent, PrepareDownload ---- */

static void notices_another_transaction_in_authenticate_client(void **state)
{
	struct lpa_world *w = *state;
	w->outer_transaction_id[LPA_WORLD_AUTHENTICATE] = BYTES_LIT("another");
	assert_int_equal(download_usual(w), ERR_SYNTAX);
	tells(w, "ES9+.AuthenticateClient", "another transaction");
}

static void notices_another_signed_transaction(void **state)
{
	struct lpa_world *w = *state;
	w->cw.prepared_transaction_id = BYTES_LIT("another");
	assert_int_equal(download_usual(w), ERR_SYNTAX);
	tells(w, "ES9+.AuthenticateClient", "smdpSigned2");
}

static void notices_metadata_that_are_none(void **state)
{
	struct lpa_world *w = *state;
	w->metadata = BYTES_LIT("\xBF\x25\x00");
	assert_int_equal(download_usual(w), ERR_SYNTAX);
	tells(w, "ES9+.AuthenticateClient", "metadata");
}

static bool said_no;
static bool say_no(void *ctx, const struct lpa_metadata *m)
{
	assert_string_equal(m->iccid, card_world_iccid(1));
	assert_true(bytes_eq(m->service_provider, BYTES_LIT("rspd")));
	assert_int_equal(m->profile_class, RSP_CLASS_OPERATIONAL);
	*(bool *)ctx = true;
	return false;
}

static void the_user_may_say_no(void **state)
{
	struct lpa_world *w = *state;
	said_no = false;
	w->config.observer.consent = say_no;
	w->config.observer.ctx = &said_no;
	assert_int_equal(download_usual(w), ERR_DENIED);
	assert_true(said_no);
	tells(w, "consent", "did not want");
	was_cancelled(w, LPA_CANCEL_END_USER_REJECTION);
}

static void set_metadata(struct lpa_world *w, uint64_t pprs)
{
	struct es8p_store_metadata m = {.icon_type = TLV_ABSENT,
					.profile_class = RSP_CLASS_OPERATIONAL,
					.profile_policy_rules = pprs};
	m.profile_owner.mcc_mnc = BYTES_LIT("\x00\xF1\x10");
	buf_reset(&w->metadata_of_card);
	card_world_metadata(&m, 1, &w->metadata_of_card);
	w->metadata = w->plan.metadata = buf_bytes(&w->metadata_of_card);
}

static void rules_that_the_card_does_not_allow_end_it(void **state)
{
	struct lpa_world *w = *state;
	set_metadata(w, RSP_PPR1 | RSP_PPR2);
	w->cw.card.rat[0].pprs = RSP_PPR1;
	assert_int_equal(download_usual(w), ERR_DENIED);
	tells(w, "consent", "policy rules");
	was_cancelled(w, LPA_CANCEL_PPR_NOT_ALLOWED);
}

static void rules_of_another_operator_end_it(void **state)
{
	struct lpa_world *w = *state;
	set_metadata(w, RSP_PPR1);
	memcpy(w->cw.card.rat[0].mcc_mnc, "\x62\xF2\x10", 3);
	assert_int_equal(download_usual(w), ERR_DENIED);
	was_cancelled(w, LPA_CANCEL_PPR_NOT_ALLOWED);
}

static void rules_that_the_card_allows_are_fine(void **state)
{
	struct lpa_world *w = *state;
	set_metadata(w, RSP_PPR1);
	memcpy(w->cw.card.rat[0].mcc_mnc, "\x00\xFE\x10", 3);
	assert_int_equal(download_usual(w), OK);
}

static void a_missing_confirmation_code_puts_it_off(void **state)
{
	struct lpa_world *w = *state;
	w->cc_required = true;
	assert_int_equal(download_usual(w), ERR_DENIED);
	tells(w, "consent", "confirmation code");
	was_cancelled(w, LPA_CANCEL_POSTPONED);
}

static void the_confirmation_code_is_hashed_with_the_transaction(void **state)
{
	struct lpa_world *w = *state;
	struct lpa_order order = lpa_world_order();
	uint8_t inner[HASH_LEN] = {}, outer[HASH_LEN] = {};
	order.confirmation_code = BYTES_LIT("4711");
	w->cc_required = true;
	assert_int_equal(download(w, &order), OK);
	assert_int_equal(hash_sha256(&order.confirmation_code, 1, inner), OK);
	struct bytes parts[] = {BYTES_OF(inner), w->cw.transaction_id};
	assert_int_equal(hash_sha256(parts, 2, outer), OK);
	assert_true(bytes_eq(buf_bytes(&w->hash_cc), BYTES_OF(outer)));
}

static void no_hash_is_sent_where_none_is_wanted(void **state)
{
	struct lpa_world *w = *state;
	struct lpa_order order = lpa_world_order();
	order.confirmation_code = BYTES_LIT("4711");
	assert_int_equal(download(w, &order), OK);
	assert_int_equal(w->hash_cc.len, 0);
}

static void what_the_card_refuses_to_prepare_is_cancelled(void **state)
{
	struct lpa_world *w = *state;
	w->cw.pb_key = w->cw.pki.keys[ISSUE_DPAUTH];
	assert_int_equal(download_usual(w), ERR_DENIED);
	tells(w, "ES10b.PrepareDownload", "DPpb");
	assert_int_equal(w->lpa.problem.card_code, 2);
	was_cancelled(w, LPA_CANCEL_UNDEFINED);
}

/* ---- the package ---- */

static void notices_the_package_of_another_transaction(void **state)
{
	struct lpa_world *w = *state;
	w->outer_transaction_id[LPA_WORLD_GET_BPP] = BYTES_LIT("another");
	assert_int_equal(download_usual(w), ERR_SYNTAX);
	tells(w, "ES9+.GetBoundProfilePackage", "another transaction");
}

static void notices_another_profile_than_announced(void **state)
{
	struct lpa_world *w = *state;
	CLEANUP(buf_free) struct buf other = buf_make(1024);
	card_world_metadata(NULL, 2, &other);
	w->plan.metadata = buf_bytes(&other);
	assert_int_equal(download_usual(w), ERR_SYNTAX);
	tells(w, "ES9+.GetBoundProfilePackage", "announced");
	was_cancelled(w, LPA_CANCEL_METADATA_MISMATCH);
	assert_int_equal(w->cw.card.n_profiles, 0);
}

static void notices_other_rules_than_announced(void **state)
{
	struct lpa_world *w = *state;
	CLEANUP(buf_free) struct buf announced = buf_make(1024);
	assert_int_equal(buf_put(&announced, w->metadata), OK);
	set_metadata(w, RSP_PPR1);
	w->metadata = buf_bytes(&announced);
	assert_int_equal(download_usual(w), ERR_SYNTAX);
	was_cancelled(w, LPA_CANCEL_METADATA_MISMATCH);
}

static void what_is_no_package_is_cancelled(void **state)
{
	struct lpa_world *w = *state;
	w->raw_bpp = BYTES_LIT("\xBF\x36\x02\xA0\x00");
	assert_int_equal(download_usual(w), ERR_SYNTAX);
	tells(w, "ES9+.GetBoundProfilePackage", "cannot be read");
	was_cancelled(w, LPA_CANCEL_LOAD_BPP_EXECUTION_ERROR);
}

/* The card's result goes to the server also when it is no success. */
static void a_failed_installation_is_reported(void **state)
{
	struct lpa_world *w = *state;
	w->plan.faults[3] = CARD_WORLD_MAC;
	assert_int_equal(download_usual(w), ERR_DENIED);
	tells(w, "ES10b.LoadBoundProfilePackage", "scp03tSecurityError");
	assert_int_equal(w->lpa.problem.bpp_command, ES10B_BPP_LOAD_PROFILE_ELEMENTS);
	assert_int_equal(w->lpa.problem.card_code, ES10B_SCP03T_SECURITY_ERROR);
	assert_int_equal(lpa_world_notified(w), 1);
	assert_false(card_world_result(&w->cw, buf_bytes(&w->notifications)).success);
	was_not_cancelled(w);
}

/* ---- cancelling as ordered ---- */

static void cancels_before_the_preparation(void **state)
{
	struct lpa_world *w = *state;
	struct lpa_order order = lpa_world_order();
	order.cancel = LPA_CANCEL_POSTPONED;
	w->cc_required = true;
	assert_int_equal(download(w, &order), OK);
	was_cancelled(w, LPA_CANCEL_POSTPONED);
	assert_int_equal(w->calls[LPA_WORLD_GET_BPP], 0);
}

static void cancels_after_the_package(void **state)
{
	struct lpa_world *w = *state;
	struct lpa_order order = lpa_world_order();
	order.cancel = LPA_CANCEL_TIMEOUT;
	order.cancel_after_bpp = true;
	assert_int_equal(download(w, &order), OK);
	was_cancelled(w, LPA_CANCEL_TIMEOUT);
	assert_int_equal(w->calls[LPA_WORLD_GET_BPP], 1);
	assert_int_equal(w->cw.card.n_profiles, 0);
}

static void tells_when_it_cannot_cancel(void **state)
{
	struct lpa_world *w = *state;
	struct lpa_order order = lpa_world_order();
	order.cancel = LPA_CANCEL_TIMEOUT;
	w->say[LPA_WORLD_CANCEL].subject = "8.10.1";
	w->say[LPA_WORLD_CANCEL].reason = "3.9";
	assert_int_equal(download(w, &order), ERR_DENIED);
	tells(w, "ES9+.CancelSession", "does not know this session");
}

/* What was wrong stays the problem, also when cancelling fails as well. */
static void the_first_problem_counts(void **state)
{
	struct lpa_world *w = *state;
	w->cc_required = true;
	w->say[LPA_WORLD_CANCEL].status = 400;
	assert_int_equal(download_usual(w), ERR_DENIED);
	tells(w, "consent", "confirmation code");
	assert_false(result.cancelled);
}

/* ---- answers of servers ---- */

static const char *const step_of[] = {"ES9+.InitiateAuthentication", "ES9+.AuthenticateClient",
				      "ES9+.GetBoundProfilePackage"};

static void refusals_are_told_with_their_codes(void **state)
{
	struct lpa_world *w = *state;
	lpa_world_open(w);
	for (int f = 0; f <= LPA_WORLD_GET_BPP; f++) {
		struct lpa_order order = lpa_world_order();
		w->say[f].subject = "8.2.6";
		w->say[f].reason = "3.8";
		assert_int_equal(lpa_download(&w->lpa, &order, &result), ERR_DENIED);
		tells(w, step_of[f], "not known to the SM-DP+");
		assert_string_equal(w->lpa.problem.subject_code, "8.2.6");
		assert_string_equal(w->lpa.problem.reason_code, "3.8");
		was_not_cancelled(w);
		w->say[f].subject = NULL;
	}
}

static void other_statuses_types_and_bodies_are_noticed(void **state)
{
	struct lpa_world *w = *state;
	struct lpa_order order = lpa_world_order();
	lpa_world_open(w);
	for (int f = 0; f <= LPA_WORLD_GET_BPP; f++) {
		w->say[f].status = 404;
		assert_int_equal(lpa_download(&w->lpa, &order, &result), ERR_SYNTAX);
		tells(w, step_of[f], "HTTP status is 404");
		w->say[f].status = 0;
		w->say[f].body = "{\"header\":";
		assert_int_equal(lpa_download(&w->lpa, &order, &result), ERR_SYNTAX);
		tells(w, step_of[f], "cannot be read");
		w->say[f].body = "{}";
		assert_int_equal(lpa_download(&w->lpa, &order, &result), ERR_SYNTAX);
		w->say[f].content_type = "text/html";
		assert_int_equal(lpa_download(&w->lpa, &order, &result), ERR_SYNTAX);
		tells(w, step_of[f], "not JSON");
		w->say[f].body = NULL;
		w->say[f].content_type = "application/json;charset=UTF-8";
	}
	assert_int_equal(lpa_download(&w->lpa, &order, &result), OK);
}

static void only_servers_of_the_cis_are_believed(void **state)
{
	struct lpa_world *w = *state;
	static struct test_pki other;
	test_pki_make(&other, CURVE_P256);
	w->ci = buf_bytes(&other.der[ISSUE_CI]);
	assert_int_equal(download_usual(w), ERR_DENIED);
	tells(w, "ES9+.InitiateAuthentication", "certificate");
	assert_int_equal(w->calls[LPA_WORLD_INITIATE], 0);
	test_pki_free(&other);
}

static void only_the_server_of_that_name_is_believed(void **state)
{
	struct lpa_world *w = *state;
	struct lpa_order order = lpa_world_order();
	order.smdp_address = "testsmdpplus2.example.com";
	assert_int_equal(download(w, &order), ERR_DENIED);
	tells(w, "ES9+.InitiateAuthentication", "certificate");
}

static void certificates_are_checked_at_the_clocks_time(void **state)
{
	struct lpa_world *w = *state;
	w->config.clock = clock_fixed(w->cw.pki.now_ms + INT64_C(20) * 365 * 86400 * 1000);
	assert_int_equal(download_usual(w), ERR_DENIED);
	tells(w, "ES9+.InitiateAuthentication", "certificate");
}

static void a_server_that_is_not_there_is_told(void **state)
{
	struct lpa_world *w = *state;
	w->config.connect = "127.0.0.1:1";
	assert_int_equal(download_usual(w), ERR_IO);
	tells(w, "ES9+.InitiateAuthentication", "failed");
}

/* ---- in ASN.1 ---- */

static void all_calls_are_asn1(void **state)
{
	struct lpa_world *w = *state;
	assert_int_equal(download_usual(w), OK);
	assert_string_equal(result.iccid, card_world_iccid(1));
	assert_true(result.notification_sent);
	assert_int_equal(w->asn1_calls, 4);
	assert_int_equal(lpa_world_notified(w), 1);
	assert_false(w->strange_agent);
}

static void values_of_errors_are_told_as_codes(void **state)
{
	struct lpa_world *w = *state;
	w->say[LPA_WORLD_AUTHENTICATE].subject = "8.2.6";
	w->say[LPA_WORLD_AUTHENTICATE].reason = "3.8";
	assert_int_equal(download_usual(w), ERR_DENIED);
	tells(w, "ES9+.AuthenticateClient", "not known to the SM-DP+");
	assert_string_equal(w->lpa.problem.subject_code, "8.2.6");
}

/* 127 is no code: there is only the step to be told. */
static void an_undefined_error_is_told(void **state)
{
	struct lpa_world *w = *state;
	w->say[LPA_WORLD_AUTHENTICATE].subject = "8.8.5";
	w->say[LPA_WORLD_AUTHENTICATE].reason = "6.4";
	assert_int_equal(download_usual(w), ERR_DENIED);
	tells(w, "ES9+.AuthenticateClient", "The server refused.");
	assert_string_equal(w->lpa.problem.subject_code, "");
}

static void other_answers_than_asn1_are_noticed(void **state)
{
	struct lpa_world *w = *state;
	struct lpa_order order = lpa_world_order();
	lpa_world_open(w);
	for (int f = 0; f <= LPA_WORLD_GET_BPP; f++) {
		w->say[f].body = "{}";
		assert_int_equal(lpa_download(&w->lpa, &order, &result), ERR_SYNTAX);
		tells(w, step_of[f], "cannot be read");
		w->say[f].content_type = "application/json";
		assert_int_equal(lpa_download(&w->lpa, &order, &result), ERR_SYNTAX);
		tells(w, step_of[f], "not ASN.1");
		w->say[f].body = NULL;
		w->say[f].content_type = "application/x-gsma-rsp-asn1; x=y";
	}
	assert_int_equal(lpa_download(&w->lpa, &order, &result), OK);
}

/* ---- the card ---- */

static enum err gone(void *ctx, struct bytes command, struct buf *response)
{
	(void)ctx;
	(void)command;
	(void)response;
	return ERR_CLOSED;
}

static enum err mute(void *ctx, struct bytes command, struct buf *response)
{
	(void)ctx;
	(void)command;
	(void)response;
	return OK;
}

/* It opens a channel, and has more to say to everything else, but never says it. */
static enum err endless(void *ctx, struct bytes command, struct buf *response)
{
	(void)ctx;
	bool opens = command.ptr[1] == 0x70;
	return buf_put(response, opens ? BYTES_LIT("\x01\x90\x00") : BYTES_LIT("\x61\x10"));
}

static void needs_a_card_that_answers(void **state)
{
	struct lpa_world *w = *state;
	w->config.card.transmit = endless;
	assert_int_equal(lpa_init(&w->lpa, &w->config), ERR_SYNTAX);
	tells(w, "SELECT ISD-R", "did not answer");
	w->config.card.transmit = gone;
	assert_int_equal(lpa_init(&w->lpa, &w->config), ERR_CLOSED);
	tells(w, "MANAGE CHANNEL", "did not answer");
	w->config.card.transmit = mute;
	assert_int_equal(lpa_init(&w->lpa, &w->config), ERR_SYNTAX);
}

static void needs_a_free_channel(void **state)
{
	struct lpa_world *w = *state;
	for (int i = 1; i < CHANNEL_COUNT; i++)
		w->cw.card.channels.channels[i].open = true;
	assert_int_equal(lpa_init(&w->lpa, &w->config), ERR_DENIED);
	tells(w, "MANAGE CHANNEL", "6A81");
}

static void gives_its_channel_back(void **state)
{
	struct lpa_world *w = *state;
	for (int i = 0; i < 2 * CHANNEL_COUNT; i++) {
		lpa_world_open(w);
		assert_int_equal(w->lpa.channel, 1);
		lpa_free(&w->lpa);
	}
}

/* ---- notifications ---- */

static void a_result_can_be_delivered_later(void **state)
{
	struct lpa_world *w = *state;
	size_t sent = 0, left = 0;
	w->say[LPA_WORLD_NOTIFY].status = 400;
	assert_int_equal(download_usual(w), OK);
	assert_false(result.notification_sent);
	assert_int_equal(result.sequence, 1);
	assert_int_equal(w->cw.card.n_notifications, 1);
	assert_int_equal(lpa_process_notifications(&w->lpa, &sent, &left), ERR_SYNTAX);
	tells(w, "ES9+.HandleNotification", "400");
	assert_int_equal(sent, 0);
	assert_int_equal(left, 1);
	w->say[LPA_WORLD_NOTIFY].status = 0;
	assert_int_equal(lpa_process_notifications(&w->lpa, &sent, &left), OK);
	assert_int_equal(sent, 1);
	assert_int_equal(left, 0);
	assert_int_equal(w->cw.card.n_notifications, 0);
}

static void a_result_can_be_kept(void **state)
{
	struct lpa_world *w = *state;
	struct lpa_order order = lpa_world_order();
	order.keep_notification = true;
	assert_int_equal(download(w, &order), OK);
	assert_int_equal(w->calls[LPA_WORLD_NOTIFY], 0);
	assert_int_equal(w->cw.card.n_notifications, 1);
}

/* Two for a server that is not believed, one for ours: ours gets through, the others wait. */
static void one_address_does_not_hold_up_another(void **state)
{
	struct lpa_world *w = *state;
	CLEANUP(buf_free) struct buf list = buf_make(1024);
	size_t sent = 0, left = 0;
	card_world_configure(RSP_EVENT_ENABLE, "testsmdpplus2.example.com", &list);
	card_world_configure(RSP_EVENT_ENABLE, LPA_WORLD_HOST, &list);
	card_world_configure(RSP_EVENT_ENABLE, "testsmdpplus2.example.com", &list);
	card_world_install(&w->cw, 1, buf_bytes(&list), 0);
	lpa_world_open(w);
	assert_int_equal(lpa_remove_notification(&w->lpa, 1), OK);
	assert_int_equal(lpa_enable_profile(&w->lpa, card_world_iccid(1)), OK);
	assert_int_equal(lpa_process_notifications(&w->lpa, &sent, &left), ERR_DENIED);
	assert_int_equal(sent, 1);
	assert_int_equal(left, 2);
	assert_int_equal(lpa_world_notified(w), 1);
	struct es10b_notification_metadata m = {};
	assert_int_equal(es10b_pending_notification_metadata(buf_bytes(&w->notifications), &m), OK);
	assert_int_equal(m.seq_number, 3);
}

static void a_notification_that_is_not_there(void **state)
{
	struct lpa_world *w = *state;
	lpa_world_open(w);
	assert_int_equal(lpa_deliver_notification(&w->lpa, 7), ERR_NOT_FOUND);
	assert_int_equal(lpa_remove_notification(&w->lpa, 7), ERR_NOT_FOUND);
	tells(w, "ES10b.RemoveNotificationFromList", "no such notification");
}

/* ---- profiles ---- */

static void manages_profiles(void **state)
{
	struct lpa_world *w = *state;
	CLEANUP(arena_free) struct arena arena = arena_make(64 * 1024);
	struct lpa_profile *profiles = NULL;
	size_t n = 0;
	card_world_install(&w->cw, 1, (struct bytes){}, 0);
	lpa_world_open(w);
	assert_int_equal(lpa_set_nickname(&w->lpa, card_world_iccid(1), "mine"), OK);
	assert_int_equal(lpa_enable_profile(&w->lpa, card_world_iccid(1)), OK);
	assert_int_equal(lpa_list_profiles(&w->lpa, &arena, &profiles, &n), OK);
	assert_int_equal(n, 1);
	assert_string_equal(profiles[0].iccid, card_world_iccid(1));
	assert_string_equal(profiles[0].nickname, "mine");
	assert_string_equal(profiles[0].profile_name, "test profile");
	assert_true(profiles[0].enabled);
	assert_int_equal(lpa_delete_profile(&w->lpa, card_world_iccid(1)), ERR_DENIED);
	tells(w, "ES10c.DeleteProfile", "enabled");
	assert_int_equal(lpa_disable_profile(&w->lpa, card_world_iccid(1)), OK);
	assert_int_equal(lpa_delete_profile(&w->lpa, card_world_iccid(1)), OK);
	assert_int_equal(lpa_delete_profile(&w->lpa, card_world_iccid(1)), ERR_DENIED);
	tells(w, "ES10c.DeleteProfile", "no profile");
	assert_int_equal(lpa_enable_profile(&w->lpa, "12"), ERR_SYNTAX);
	assert_int_equal(lpa_memory_reset(&w->lpa), ERR_DENIED);
	tells(w, "ES10c.eUICCMemoryReset", "nothing to delete");
}

static void reads_the_card(void **state)
{
	struct lpa_world *w = *state;
	CLEANUP(arena_free) struct arena arena = arena_make(64 * 1024);
	struct lpa_card_info info = {};
	lpa_world_open(w);
	assert_int_equal(lpa_set_default_smdp(&w->lpa, "smdp.example.com"), OK);
	assert_int_equal(lpa_read_card(&w->lpa, &arena, &info), OK);
	assert_int_equal(strlen(info.eid), EID_DIGITS);
	assert_string_equal(info.default_smdp, "smdp.example.com");
	assert_int_equal(info.euicc_info2.ptr[1], 0x22);
}

static void loads_a_crl(void **state)
{
	struct lpa_world *w = *state;
	CLEANUP(buf_free) struct buf der = buf_make(16 * 1024);
	const struct issue_issuer ci = {w->cw.pki.keys[ISSUE_CI], w->ci};
	struct certificate dpauth = {};
	assert_int_equal(certificate_parse(w->cw.auth_certificate, &dpauth), OK);
	const struct certificate *revoked[] = {&dpauth};
	const struct crl_template t = {.this_update_ms = w->cw.pki.now_ms,
				       .next_update_ms = w->cw.pki.now_ms + 1000,
				       .number = "1",
				       .revoked = revoked,
				       .revoked_n = 1};
	assert_int_equal(issue_crl(&t, &ci, &der), OK);
	lpa_world_open(w);
	assert_int_equal(lpa_load_crl(&w->lpa, BYTES_LIT("no CRL")), ERR_DENIED);
	tells(w, "ES10b.LoadCRL", "no CRL");
	assert_int_equal(lpa_load_crl(&w->lpa, buf_bytes(&der)), OK);
	assert_int_equal(lpa_load_crl(&w->lpa, buf_bytes(&der)), ERR_DENIED);
	tells(w, "ES10b.LoadCRL", "newer");
	struct lpa_order order = lpa_world_order();
	assert_int_equal(lpa_download(&w->lpa, &order, &result), ERR_DENIED);
	tells(w, "ES10b.AuthenticateServer", "certificate");
}

#define CASE(test)    cmocka_unit_test_setup_teardown(test, set_up, tear_down)
#define IN_ASN1(test) cmocka_unit_test_setup_teardown(test, set_up_asn1, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(downloads_and_reports),
		CASE(downloads_in_small_blocks),
		CASE(the_matching_id_is_present_empty_or_absent),
		CASE(asks_the_default_smdp),
		CASE(the_address_may_have_a_port),
		CASE(the_oid_of_the_activation_code_must_be_the_servers),
		CASE(notices_another_transaction),
		CASE(notices_another_challenge),
		CASE(notices_another_address),
		CASE(notices_a_ci_that_was_not_offered),
		CASE(tells_what_the_card_found),
		CASE(notices_another_transaction_in_authenticate_client),
		CASE(notices_another_signed_transaction),
		CASE(notices_metadata_that_are_none),
		CASE(the_user_may_say_no),
		CASE(rules_that_the_card_does_not_allow_end_it),
		CASE(rules_of_another_operator_end_it),
		CASE(rules_that_the_card_allows_are_fine),
		CASE(a_missing_confirmation_code_puts_it_off),
		CASE(the_confirmation_code_is_hashed_with_the_transaction),
		CASE(no_hash_is_sent_where_none_is_wanted),
		CASE(what_the_card_refuses_to_prepare_is_cancelled),
		CASE(notices_the_package_of_another_transaction),
		CASE(notices_another_profile_than_announced),
		CASE(notices_other_rules_than_announced),
		CASE(what_is_no_package_is_cancelled),
		CASE(a_failed_installation_is_reported),
		CASE(cancels_before_the_preparation),
		CASE(cancels_after_the_package),
		CASE(tells_when_it_cannot_cancel),
		CASE(the_first_problem_counts),
		CASE(refusals_are_told_with_their_codes),
		CASE(other_statuses_types_and_bodies_are_noticed),
		CASE(only_servers_of_the_cis_are_believed),
		CASE(only_the_server_of_that_name_is_believed),
		CASE(certificates_are_checked_at_the_clocks_time),
		CASE(a_server_that_is_not_there_is_told),
		IN_ASN1(all_calls_are_asn1),
		IN_ASN1(values_of_errors_are_told_as_codes),
		IN_ASN1(an_undefined_error_is_told),
		IN_ASN1(other_answers_than_asn1_are_noticed),
		IN_ASN1(downloads_and_reports),
		IN_ASN1(the_matching_id_is_present_empty_or_absent),
		IN_ASN1(notices_another_transaction),
		IN_ASN1(notices_another_challenge),
		IN_ASN1(notices_another_transaction_in_authenticate_client),
		IN_ASN1(the_confirmation_code_is_hashed_with_the_transaction),
		IN_ASN1(notices_the_package_of_another_transaction),
		IN_ASN1(a_failed_installation_is_reported),
		IN_ASN1(cancels_before_the_preparation),
		IN_ASN1(cancels_after_the_package),
		IN_ASN1(tells_when_it_cannot_cancel),
		IN_ASN1(a_result_can_be_delivered_later),
		CASE(needs_a_card_that_answers),
		CASE(needs_a_free_channel),
		CASE(gives_its_channel_back),
		CASE(a_result_can_be_delivered_later),
		CASE(a_result_can_be_kept),
		CASE(one_address_does_not_hold_up_another),
		CASE(a_notification_that_is_not_there),
		CASE(manages_profiles),
		CASE(reads_the_card),
		CASE(loads_a_crl),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
