/* SPDX-License-Identifier: Apache-2.0 */
/* Bound Profile Packages: what is installed, and each refusal with its reason and its place. */
#include "card/bpp_loader.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/limits.h"
#include "card/es10.h"
#include "card/notification.h"
#include "card_world.h"
#include "msg/es10b_notification.h"
#include "saip/euicc_response.h"

enum { MESSAGE_MAX = 16 * 1024 };

struct fixture {
	struct card_world w;
	struct buf metadata, package;
	struct card_world_bpp plan;
};

static int set_up(void **state)
{
	static struct fixture f;
	f = (struct fixture){.metadata = buf_make(MESSAGE_MAX),
			     .package = buf_make(LIMIT_PROFILE_PACKAGE)};
	card_world_make(&f.w, CURVE_P256);
	card_world_metadata(NULL, 1, &f.metadata);
	card_world_package(1, &f.package);
	f.plan.metadata = buf_bytes(&f.metadata);
	f.plan.package = buf_bytes(&f.package);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	card_world_free(&f->w);
	buf_free(&f->metadata);
	buf_free(&f->package);
	return 0;
}

/* The profile is there, as it was sent, and the result says so. */
static void installs(struct fixture *f)
{
	card_world_begin(&f->w);
	struct es10b_profile_installation_result_data r = card_world_load(&f->w, &f->plan);
	assert_true(r.success);
	assert_true(bytes_eq(r.transaction_id, f->w.transaction_id));
	assert_true(bytes_eq(r.smdp_oid, BYTES_LIT("\x88\x37\x0A")));
	assert_true(bytes_eq(r.notification_metadata.notification_address, f->w.address));
	assert_int_equal(r.notification_metadata.profile_management_operation, RSP_EVENT_INSTALL);
	assert_true(bytes_eq(r.notification_metadata.iccid, card_world_iccid_bytes(1)));
	struct euicc_profile *p = euicc_profile(&f->w.card, card_world_iccid_bytes(1));
	assert_non_null(p);
	assert_true(bytes_eq(r.success_result.aid, BYTES_OF(p->aid)));
	assert_true(bytes_eq(buf_bytes(&p->package), f->plan.package));
	assert_true(bytes_eq(buf_bytes(&p->metadata), f->plan.metadata));
	assert_false(p->enabled);
	struct saip_euicc_response sima = {};
	assert_int_equal(saip_euicc_response_decode(r.success_result.sima_response, &sima), OK);
	assert_int_equal(sima.status, SAIP_PE_OK);
	assert_int_equal(f->w.card.session.state, CARD_SESSION_NONE);
	assert_int_equal(f->w.card.n_notifications, 1);
}

static void installs_with_session_keys(void **state)
{
	installs(*state);
}

static void installs_with_profile_protection_keys(void **state)
{
	struct fixture *f = *state;
	f->plan.ppk = true;
	installs(f);
}

static void installs_metadata_in_several_segments(void **state)
{
	struct fixture *f = *state;
	f->plan.metadata_cut = 7;
	installs(f);
}

static void installs_on_brainpool(void **state)
{
	struct fixture *f = *state;
	card_world_free(&f->w);
	card_world_make(&f->w, CURVE_BRAINPOOLP256R1);
	f->plan.ppk = true;
	installs(f);
}

static void aids_are_counted_up(void **state)
{
	struct fixture *f = *state;
	card_world_install(&f->w, 1, (struct bytes){}, 0);
	card_world_install(&f->w, 2, (struct bytes){}, 0);
	assert_int_equal(f->w.card.profiles[0]->aid[14], 0x10);
	assert_int_equal(f->w.card.profiles[1]->aid[14], 0x11);
}

/* The package is refused with this reason at this place; nothing is left but the result. */
static void refuses(struct fixture *f, uint64_t command, uint64_t reason)
{
	size_t profiles = f->w.card.n_profiles, notifications = f->w.card.n_notifications;
	card_world_begin(&f->w);
	struct es10b_profile_installation_result_data r = card_world_load(&f->w, &f->plan);
	assert_false(r.success);
	assert_int_equal(r.error_result.bpp_command_id, command);
	assert_int_equal(r.error_result.error_reason, reason);
	assert_true(bytes_eq(r.transaction_id, f->w.transaction_id));
	assert_int_equal(f->w.card.n_profiles, profiles);
	assert_int_equal(f->w.card.n_notifications, notifications + 1);
	assert_int_equal(f->w.card.session.state, CARD_SESSION_NONE);
	assert_false(f->w.card.installation.open);
	assert_false(f->w.card.loader.running);
}

static void refuses_another_remote_operation(void **state)
{
	struct fixture *f = *state;
	f->plan.channel.remote_op_id = 2;
	refuses(f, ES10B_BPP_INITIALISE_SECURE_CHANNEL, ES10B_UNSUPPORTED_REMOTE_OPERATION_TYPE);
}

static void refuses_another_transaction(void **state)
{
	struct fixture *f = *state;
	f->plan.channel.transaction_id = BYTES_LIT("another");
	refuses(f, ES10B_BPP_INITIALISE_SECURE_CHANNEL, ES10B_INVALID_TRANSACTION_ID);
}

static void refuses_another_key_type(void **state)
{
	struct fixture *f = *state;
	f->plan.channel.key_type = BYTES_LIT("\x80");
	refuses(f, ES10B_BPP_INITIALISE_SECURE_CHANNEL, ES10B_UNSUPPORTED_CRT_VALUES);
}

static void refuses_another_key_length(void **state)
{
	struct fixture *f = *state;
	f->plan.channel.key_len = BYTES_LIT("\x20");
	refuses(f, ES10B_BPP_INITIALISE_SECURE_CHANNEL, ES10B_UNSUPPORTED_CRT_VALUES);
}

static void refuses_a_wrong_signature(void **state)
{
	struct fixture *f = *state;
	f->plan.sign_badly = true;
	refuses(f, ES10B_BPP_INITIALISE_SECURE_CHANNEL, ES10B_INVALID_SIGNATURE);
}

static void refuses_a_point_off_the_curve(void **state)
{
	struct fixture *f = *state;
	static const uint8_t point[CURVE_POINT_LEN] = {0x04, 0x01};
	f->plan.channel.smdp_otpk = BYTES_OF(point);
	refuses(f, ES10B_BPP_INITIALISE_SECURE_CHANNEL, ES10B_INCORRECT_INPUT_VALUES);
}

static void refuses_a_malformed_channel_request(void **state)
{
	struct fixture *f = *state;
	f->plan.raw_channel = BYTES_LIT("\xBF\x23\x03\x82\x01\x01");
	refuses(f, ES10B_BPP_INITIALISE_SECURE_CHANNEL, ES10B_INCORRECT_INPUT_VALUES);
	f->plan.raw_channel = BYTES_LIT("\xBF\x24\x00");
	refuses(f, ES10B_BPP_INITIALISE_SECURE_CHANNEL, ES10B_INCORRECT_INPUT_VALUES);
}

static void refuses_a_malformed_configuration(void **state)
{
	struct fixture *f = *state;
	f->plan.configure = BYTES_LIT("\xBF\x25\x00");
	refuses(f, ES10B_BPP_CONFIGURE_ISDP, ES10B_INCORRECT_INPUT_VALUES);
}

static void refuses_too_much_proprietary_data(void **state)
{
	struct fixture *f = *state;
	static const uint8_t raw[120];
	CLEANUP(buf_free) struct buf data = buf_make(MESSAGE_MAX);
	size_t outer = 0, inner = 0;
	assert_int_equal(tlv_open(&data, 0xBF24, &outer), OK);
	assert_int_equal(tlv_open(&data, 0xB8, &inner), OK);
	assert_int_equal(buf_put(&data, BYTES_LIT("\x80\x03\x88\x37\x0A")), OK);
	assert_int_equal(tlv_put(&data, 0x81, BYTES_OF(raw)), OK);
	assert_int_equal(tlv_close(&data, inner), OK);
	assert_int_equal(tlv_close(&data, outer), OK);
	f->plan.configure = buf_bytes(&data);
	refuses(f, ES10B_BPP_CONFIGURE_ISDP, ES10B_INCORRECT_INPUT_VALUES);
}

/* ---- StoreMetadata ---- */

static void set_metadata(struct fixture *f, const struct es8p_store_metadata *m)
{
	buf_reset(&f->metadata);
	card_world_metadata(m, 1, &f->metadata);
	f->plan.metadata = buf_bytes(&f->metadata);
}

static struct es8p_store_metadata some_metadata(void)
{
	struct es8p_store_metadata m = {.icon_type = TLV_ABSENT,
					.profile_class = RSP_CLASS_OPERATIONAL};
	m.profile_owner.mcc_mnc = BYTES_LIT("\x00\xF1\x10");
	return m;
}

static void refuses_malformed_metadata(void **state)
{
	struct fixture *f = *state;
	f->plan.metadata = BYTES_LIT("\xBF\x25\x02\x91\x00");
	refuses(f, ES10B_BPP_STORE_METADATA, ES10B_INCORRECT_INPUT_VALUES);
}

static void refuses_an_iccid_without_digits(void **state)
{
	struct fixture *f = *state;
	struct es8p_store_metadata m = some_metadata();
	m.iccid = BYTES_LIT("\xAA\xAA\xAA\xAA\xAA\xAA\xAA\xAA\xAA\xAA");
	set_metadata(f, &m);
	refuses(f, ES10B_BPP_STORE_METADATA, ES10B_INCORRECT_INPUT_VALUES);
}

static void refuses_an_icon_without_type(void **state)
{
	struct fixture *f = *state;
	struct es8p_store_metadata m = some_metadata();
	m.icon = BYTES_LIT("\x89PNG");
	set_metadata(f, &m);
	refuses(f, ES10B_BPP_STORE_METADATA, ES10B_INCORRECT_INPUT_VALUES);
	m.icon_type = RSP_ICON_PNG;
	set_metadata(f, &m);
	card_world_begin(&f->w);
	assert_true(card_world_load(&f->w, &f->plan).success);
}

static void refuses_notifications_to_nobody(void **state)
{
	struct fixture *f = *state;
	struct es8p_store_metadata m = some_metadata();
	CLEANUP(buf_free) struct buf many = buf_make(MESSAGE_MAX);
	m.notification_configuration_info = BYTES_LIT("\x30\x06\x80\x02\x04\xF0\x81\x00");
	set_metadata(f, &m);
	refuses(f, ES10B_BPP_STORE_METADATA, ES10B_INCORRECT_INPUT_VALUES);
	m.notification_configuration_info = BYTES_LIT("\x30\x04\x80\x02\x04\xF0");
	set_metadata(f, &m);
	refuses(f, ES10B_BPP_STORE_METADATA, ES10B_INCORRECT_INPUT_VALUES);
	for (int i = 0; i < NOTIFICATION_ADDRESSES_MAX; i++)
		card_world_configure(RSP_EVENT_INSTALL, "a", &many);
	card_world_configure(RSP_EVENT_INSTALL, "a", &many);
	m.notification_configuration_info = buf_bytes(&many);
	set_metadata(f, &m);
	refuses(f, ES10B_BPP_STORE_METADATA, ES10B_INCORRECT_INPUT_VALUES);
}

static void refuses_rules_without_owner(void **state)
{
	struct fixture *f = *state;
	struct es8p_store_metadata m = some_metadata();
	m.profile_owner.mcc_mnc = (struct bytes){};
	m.profile_policy_rules = RSP_PPR1;
	set_metadata(f, &m);
	refuses(f, ES10B_BPP_STORE_METADATA, ES10B_INCORRECT_INPUT_VALUES);
}

static void refuses_rules_that_the_table_does_not_have(void **state)
{
	struct fixture *f = *state;
	struct es8p_store_metadata m = some_metadata();
	m.profile_policy_rules = RSP_PPR2;
	set_metadata(f, &m);
	f->w.card.rat[0].pprs = RSP_PPR1;
	refuses(f, ES10B_BPP_STORE_METADATA, ES10B_PPR_NOT_ALLOWED);
}

static void refuses_rules_that_are_forbidden(void **state)
{
	struct fixture *f = *state;
	struct es8p_store_metadata m = some_metadata();
	m.profile_policy_rules = RSP_PPR1;
	set_metadata(f, &m);
	f->w.card.settings.forbidden_pprs = RSP_PPR1;
	refuses(f, ES10B_BPP_STORE_METADATA, ES10B_PPR_NOT_ALLOWED);
}

static void refuses_a_class_that_it_does_not_have(void **state)
{
	struct fixture *f = *state;
	struct es8p_store_metadata m = some_metadata();
	m.profile_class = 7;
	set_metadata(f, &m);
	refuses(f, ES10B_BPP_STORE_METADATA, ES10B_UNSUPPORTED_PROFILE_CLASS);
	m.profile_class = RSP_CLASS_TEST;
	set_metadata(f, &m);
	f->w.card.settings.rsp_capability = 0;
	refuses(f, ES10B_BPP_STORE_METADATA, ES10B_UNSUPPORTED_PROFILE_CLASS);
}

static void refuses_an_iccid_that_is_there(void **state)
{
	struct fixture *f = *state;
	installs(f);
	refuses(f, ES10B_BPP_STORE_METADATA, ES10B_ICCID_ALREADY_EXISTS);
}

static void refuses_more_profiles_than_it_has_places_for(void **state)
{
	struct fixture *f = *state;
	struct euicc_profile other = {};
	struct euicc *e = &f->w.card;
	for (size_t i = 0; i < EUICC_PROFILES_MAX; i++)
		e->profiles[e->n_profiles++] = &other;
	refuses(f, ES10B_BPP_STORE_METADATA, ES10B_INSUFFICIENT_MEMORY);
	e->n_profiles = 0;
}

/* ---- keys, segments, structure ---- */

static void refuses_keys_of_another_length(void **state)
{
	struct fixture *f = *state;
	f->plan.ppk = true;
	f->plan.replace = BYTES_LIT("\xBF\x26\x0C\x80\x02XX\x81\x02XX\x82\x02XX");
	refuses(f, ES10B_BPP_REPLACE_SESSION_KEYS, ES10B_INCORRECT_INPUT_VALUES);
}

static void refuses_malformed_keys(void **state)
{
	struct fixture *f = *state;
	f->plan.ppk = true;
	f->plan.replace = BYTES_LIT("\xBF\x26\x00");
	refuses(f, ES10B_BPP_REPLACE_SESSION_KEYS, ES10B_INCORRECT_INPUT_VALUES);
}

static const uint64_t sequence_commands[CARD_WORLD_SEQUENCES] = {
	ES10B_BPP_CONFIGURE_ISDP,
	ES10B_BPP_STORE_METADATA,
	ES10B_BPP_REPLACE_SESSION_KEYS,
	ES10B_BPP_LOAD_PROFILE_ELEMENTS,
};

/* Each sequence with this fault is refused with this reason. */
static void refuses_in_each_sequence(struct fixture *f, enum card_world_fault fault,
				     uint64_t reason)
{
	f->plan.ppk = true;
	for (int i = 0; i < CARD_WORLD_SEQUENCES; i++) {
		f->plan.faults[i] = fault;
		refuses(f, sequence_commands[i], reason);
		f->plan.faults[i] = CARD_WORLD_NO_FAULT;
	}
}

static void refuses_a_wrong_mac(void **state)
{
	refuses_in_each_sequence(*state, CARD_WORLD_MAC, ES10B_SCP03T_SECURITY_ERROR);
}

static void refuses_changed_data(void **state)
{
	refuses_in_each_sequence(*state, CARD_WORLD_DATA, ES10B_SCP03T_SECURITY_ERROR);
}

static void refuses_segments_that_are_too_short(void **state)
{
	refuses_in_each_sequence(*state, CARD_WORLD_SHORT, ES10B_SCP03T_STRUCTURE_ERROR);
}

static void refuses_another_segment(void **state)
{
	refuses_in_each_sequence(*state, CARD_WORLD_TAG, ES10B_SCP03T_STRUCTURE_ERROR);
}

static void refuses_an_empty_sequence(void **state)
{
	refuses_in_each_sequence(*state, CARD_WORLD_EMPTY, ES10B_SCP03T_STRUCTURE_ERROR);
}

static void refuses_a_sequence_that_is_longer_than_it_says(void **state)
{
	refuses_in_each_sequence(*state, CARD_WORLD_CLIPPED, ES10B_SCP03T_STRUCTURE_ERROR);
}

static void refuses_a_strange_sequence(void **state)
{
	struct fixture *f = *state;
	static const int places[] = {0, 1, 3};
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		f->plan.faults[places[i]] = CARD_WORLD_CONTAINER;
		refuses(f, sequence_commands[places[i]], ES10B_SCP03T_STRUCTURE_ERROR);
		f->plan.faults[places[i]] = CARD_WORLD_NO_FAULT;
	}
}

static void refuses_missing_padding(void **state)
{
	struct fixture *f = *state;
	f->plan.faults[3] = CARD_WORLD_PADDING;
	refuses(f, ES10B_BPP_LOAD_PROFILE_ELEMENTS, ES10B_SCP03T_SECURITY_ERROR);
}

static void refuses_segments_that_are_too_long(void **state)
{
	struct fixture *f = *state;
	f->plan.faults[3] = CARD_WORLD_OVERSIZE;
	refuses(f, ES10B_BPP_LOAD_PROFILE_ELEMENTS, ES10B_SCP03T_STRUCTURE_ERROR);
}

/* A sender that does not count the '88' segments encrypts the next ones with a wrong vector; the
 * MACs are right, so the profile element is what breaks. */
static void refuses_a_counter_that_stands_still(void **state)
{
	struct fixture *f = *state;
	f->plan.faults[1] = CARD_WORLD_COUNTER;
	refuses(f, ES10B_BPP_LOAD_PROFILE_ELEMENTS, ES10B_PE_PROCESSING_ERROR);
}

static void refuses_a_package_shorter_than_it_says(void **state)
{
	struct fixture *f = *state;
	f->plan.extra = 1;
	refuses(f, ES10B_BPP_LOAD_PROFILE_ELEMENTS, ES10B_SCP03T_STRUCTURE_ERROR);
	assert_null(euicc_profile(&f->w.card, card_world_iccid_bytes(1)));
}

static void refuses_a_package_longer_than_it_says(void **state)
{
	struct fixture *f = *state;
	f->plan.extra = -1;
	refuses(f, ES10B_BPP_LOAD_PROFILE_ELEMENTS, ES10B_SCP03T_STRUCTURE_ERROR);
}

static void refuses_bytes_behind_the_package(void **state)
{
	struct fixture *f = *state;
	CLEANUP(buf_free) struct buf bpp = buf_make(2 * LIMIT_PROFILE_PACKAGE);
	card_world_begin(&f->w);
	card_world_bind(&f->w, &f->plan, &bpp);
	assert_int_equal(buf_put(&bpp, BYTES_LIT("\x86\x00")), OK);
	assert_int_equal(card_world_call(&f->w, buf_bytes(&bpp)), OK);
	struct es10b_profile_installation_result_data r =
		card_world_result(&f->w, buf_bytes(&f->w.response));
	assert_false(r.success);
	assert_int_equal(r.error_result.error_reason, ES10B_SCP03T_STRUCTURE_ERROR);
}

/* ---- LoadProfileElements ---- */

static void refuses_what_is_no_profile_package(void **state)
{
	struct fixture *f = *state;
	f->plan.package = BYTES_LIT("\xA0\x02\x80\x00\xAA\x00");
	refuses(f, ES10B_BPP_LOAD_PROFILE_ELEMENTS, ES10B_PE_PROCESSING_ERROR);
	struct es10b_profile_installation_result_data r =
		card_world_result(&f->w, buf_bytes(&f->w.response));
	struct saip_euicc_response sima = {};
	assert_int_equal(saip_euicc_response_decode(r.error_result.sima_response, &sima), OK);
	assert_int_not_equal(sima.status, SAIP_PE_OK);
}

static void refuses_another_iccid_in_the_package(void **state)
{
	struct fixture *f = *state;
	buf_reset(&f->package);
	card_world_package(2, &f->package);
	f->plan.package = buf_bytes(&f->package);
	refuses(f, ES10B_BPP_LOAD_PROFILE_ELEMENTS, ES10B_DATA_MISMATCH);
}

static void refuses_what_does_not_fit(void **state)
{
	struct fixture *f = *state;
	f->w.card.settings.memory = (uint32_t)f->plan.package.len - 1;
	refuses(f, ES10B_BPP_LOAD_PROFILE_ELEMENTS, ES10B_INSUFFICIENT_MEMORY);
	f->w.card.settings.memory++;
	card_world_begin(&f->w);
	assert_true(card_world_load(&f->w, &f->plan).success);
}

/* ---- when it is not the time, and interruptions ---- */

static void takes_no_package_without_preparation(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(card_world_call(&f->w, BYTES_LIT("\xBF\x36\x02\xBF\x23")),
			 ERR_WRONG_STATE);
	card_world_challenge(&f->w);
	assert_int_equal(card_world_authenticate(&f->w), 0);
	assert_int_equal(card_world_call(&f->w, BYTES_LIT("\xBF\x36\x02\xBF\x23")),
			 ERR_WRONG_STATE);
	assert_int_equal(f->w.card.n_notifications, 0);
}

static void takes_no_package_without_room_for_its_result(void **state)
{
	struct fixture *f = *state;
	CLEANUP(buf_free) struct buf bpp = buf_make(2 * LIMIT_PROFILE_PACKAGE);
	card_world_begin(&f->w);
	card_world_bind(&f->w, &f->plan, &bpp);
	f->w.card.n_notifications = EUICC_NOTIFICATIONS_MAX - NOTIFICATION_ROOM + 1;
	assert_int_equal(card_world_call(&f->w, buf_bytes(&bpp)), ERR_LIMIT);
	assert_false(f->w.card.installation.open);
	f->w.card.n_notifications = 0;
	assert_int_equal(card_world_call(&f->w, buf_bytes(&bpp)), OK);
	assert_int_equal(f->w.card.n_profiles, 1);
}

/* The first pieces of a good package, up to and with the metadata. */
static void load_half(struct fixture *f)
{
	CLEANUP(buf_free) struct buf bpp = buf_make(2 * LIMIT_PROFILE_PACKAGE);
	struct es10b_bpp_pieces pieces = {};
	struct bytes piece = {};
	card_world_begin(&f->w);
	card_world_bind(&f->w, &f->plan, &bpp);
	assert_int_equal(es10b_bpp_pieces_start(buf_bytes(&bpp), &pieces), OK);
	for (int i = 0; i < 6; i++) {
		assert_int_equal(es10b_bpp_pieces_next(&pieces, &piece), OK);
		assert_int_equal(card_world_call(&f->w, piece), OK);
		assert_int_equal(f->w.response.len, 0);
	}
	assert_true(f->w.card.installation.open);
}

static void the_interruption_is_notified(struct fixture *f)
{
	assert_int_equal(f->w.card.n_notifications, 1);
	struct es10b_profile_installation_result_data r =
		card_world_result(&f->w, buf_bytes(&f->w.card.notifications[0]->pending));
	assert_false(r.success);
	assert_int_equal(r.error_result.error_reason, ES10B_INTERRUPTION);
	assert_int_equal(r.error_result.bpp_command_id, ES10B_BPP_LOAD_PROFILE_ELEMENTS);
	assert_true(bytes_eq(r.notification_metadata.iccid, card_world_iccid_bytes(1)));
	assert_false(f->w.card.installation.open);
	assert_int_equal(f->w.card.n_profiles, 0);
}

static void a_reset_interrupts(void **state)
{
	struct fixture *f = *state;
	load_half(f);
	assert_int_equal(euicc_reset(&f->w.card), OK);
	the_interruption_is_notified(f);
	assert_int_equal(euicc_reset(&f->w.card), OK);
	assert_int_equal(f->w.card.n_notifications, 1);
}

static void a_new_challenge_interrupts(void **state)
{
	struct fixture *f = *state;
	load_half(f);
	card_world_challenge(&f->w);
	the_interruption_is_notified(f);
	assert_int_equal(f->w.card.session.state, CARD_SESSION_CHALLENGED);
}

static void a_cancellation_ends_it_without_a_result(void **state)
{
	struct fixture *f = *state;
	load_half(f);
	assert_int_equal(card_world_cancel(&f->w, f->w.transaction_id, 5), 0);
	assert_int_equal(f->w.card.n_notifications, 0);
	assert_false(f->w.card.installation.open);
	assert_false(f->w.card.loader.running);
}

static void other_functions_do_not_disturb_it(void **state)
{
	struct fixture *f = *state;
	load_half(f);
	assert_int_equal(card_world_call(&f->w, BYTES_LIT("\xBF\x20\x00")), OK);
	assert_int_equal(card_world_prepare(&f->w), 4);
	assert_true(f->w.card.loader.running);
}

/* The key may be used again after an interruption, and not after another failure. */
static void keeps_the_key_for_another_attempt(void **state)
{
	struct fixture *f = *state;
	load_half(f);
	struct public_key first = f->w.euicc_otpk;
	assert_int_equal(euicc_reset(&f->w.card), OK);
	f->w.bpp_euicc_otpk = BYTES_OF(first.point);
	f->plan.faults[3] = CARD_WORLD_MAC;
	card_world_begin(&f->w);
	assert_true(curve_key_eq(&first, &f->w.euicc_otpk));
	assert_false(card_world_load(&f->w, &f->plan).success);
	card_world_begin(&f->w);
	assert_false(curve_key_eq(&first, &f->w.euicc_otpk));
}

static void drops_the_key_after_the_installation(void **state)
{
	struct fixture *f = *state;
	installs(f);
	struct public_key first = f->w.euicc_otpk;
	f->w.bpp_euicc_otpk = BYTES_OF(first.point);
	card_world_begin(&f->w);
	assert_false(curve_key_eq(&first, &f->w.euicc_otpk));
}

/* Who is named in the metadata hears of the installation, beside the SM-DP+. */
static void raises_install_notifications(void **state)
{
	struct fixture *f = *state;
	CLEANUP(buf_free) struct buf list = buf_make(MESSAGE_MAX);
	card_world_configure(RSP_EVENT_INSTALL, "install.example.com", &list);
	card_world_configure(RSP_EVENT_ENABLE, "enable.example.com", &list);
	card_world_install(&f->w, 1, buf_bytes(&list), 0);
	assert_int_equal(f->w.card.n_notifications, 2);
	struct es10b_notification_metadata m = {};
	assert_int_equal(es10b_pending_notification_metadata(
				 buf_bytes(&f->w.card.notifications[1]->pending), &m),
			 OK);
	assert_int_equal(m.seq_number, 2);
	assert_true(bytes_eq(m.notification_address, BYTES_LIT("install.example.com")));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(installs_with_session_keys),
		CASE(installs_with_profile_protection_keys),
		CASE(installs_metadata_in_several_segments),
		CASE(installs_on_brainpool),
		CASE(aids_are_counted_up),
		CASE(refuses_another_remote_operation),
		CASE(refuses_another_transaction),
		CASE(refuses_another_key_type),
		CASE(refuses_another_key_length),
		CASE(refuses_a_wrong_signature),
		CASE(refuses_a_point_off_the_curve),
		CASE(refuses_a_malformed_channel_request),
		CASE(refuses_a_malformed_configuration),
		CASE(refuses_too_much_proprietary_data),
		CASE(refuses_malformed_metadata),
		CASE(refuses_an_iccid_without_digits),
		CASE(refuses_an_icon_without_type),
		CASE(refuses_notifications_to_nobody),
		CASE(refuses_rules_without_owner),
		CASE(refuses_rules_that_the_table_does_not_have),
		CASE(refuses_rules_that_are_forbidden),
		CASE(refuses_a_class_that_it_does_not_have),
		CASE(refuses_an_iccid_that_is_there),
		CASE(refuses_more_profiles_than_it_has_places_for),
		CASE(refuses_keys_of_another_length),
		CASE(refuses_malformed_keys),
		CASE(refuses_a_wrong_mac),
		CASE(refuses_changed_data),
		CASE(refuses_segments_that_are_too_short),
		CASE(refuses_another_segment),
		CASE(refuses_an_empty_sequence),
		CASE(refuses_a_sequence_that_is_longer_than_it_says),
		CASE(refuses_a_strange_sequence),
		CASE(refuses_missing_padding),
		CASE(refuses_segments_that_are_too_long),
		CASE(refuses_a_counter_that_stands_still),
		CASE(refuses_a_package_shorter_than_it_says),
		CASE(refuses_a_package_longer_than_it_says),
		CASE(refuses_bytes_behind_the_package),
		CASE(refuses_what_is_no_profile_package),
		CASE(refuses_another_iccid_in_the_package),
		CASE(refuses_what_does_not_fit),
		CASE(takes_no_package_without_preparation),
		CASE(takes_no_package_without_room_for_its_result),
		CASE(a_reset_interrupts),
		CASE(a_new_challenge_interrupts),
		CASE(a_cancellation_ends_it_without_a_result),
		CASE(other_functions_do_not_disturb_it),
		CASE(keeps_the_key_for_another_attempt),
		CASE(drops_the_key_after_the_installation),
		CASE(raises_install_notifications),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
