/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/limits.h"
#include "card/secure_channel.h"
#include "device.h"
#include "msg/es8p_bound_profile_package.h"
#include "msg/es8p_initialise_secure_channel.h"
#include "msg/es8p_replace_session_keys.h"

/* What a card makes of a BPP, with the card's own code. */
struct opened {
	struct es8p_bound_profile_package bpp;
	struct es8p_initialise_secure_channel channel;
	struct buf configure, metadata, replace, profile;
	size_t metadata_segments, longest;
};

static void open_part(struct opened *o, struct secure_channel *c, struct bytes row, uint32_t tag,
		      struct buf *plain)
{
	while (row.len > 0) {
		struct tlv segment = {};
		assert_int_equal(es8p_segment_next(&row, tag, &segment), OK);
		assert_int_equal(secure_channel_open(c, &segment, tag != 0x88, plain), OK);
		o->metadata_segments += tag == 0x88;
		if (segment.whole.len > o->longest)
			o->longest = segment.whole.len;
	}
}

static void replace_keys(struct opened *o, struct secure_channel *c)
{
	struct es8p_replace_session_keys keys = {};
	open_part(o, c, o->bpp.second_sequence_of_87, 0x87, &o->replace);
	assert_int_equal(es8p_replace_session_keys_decode(buf_bytes(&o->replace), &keys), OK);
	assert_int_equal(secure_channel_replace(c, keys.initial_mac_chaining_value, keys.ppk_enc,
						keys.ppk_cmac),
			 OK);
}

static void open_bpp(struct device_scene *s, struct opened *o)
{
	uint8_t eid[EID_LEN] = {};
	struct secure_channel c = {};
	*o = (struct opened){
		.configure = buf_make(8192),
		.metadata = buf_make(8192),
		.replace = buf_make(8192),
		.profile = buf_make(LIMIT_PROFILE_PACKAGE),
	};
	assert_int_equal(es8p_bound_profile_package_decode(s->d.bpp, &o->bpp), OK);
	assert_int_equal(es8p_initialise_secure_channel_decode(o->bpp.initialise_secure_channel,
							       &o->channel),
			 OK);
	assert_int_equal(eid_encode(bytes_str(WORLD_EID), eid), OK);
	const struct secure_channel_crt crt = {o->channel.key_type, o->channel.key_len,
					       o->channel.host_id};
	assert_int_equal(
		secure_channel_agree(&c, s->d.otsk, o->channel.smdp_otpk, &crt, BYTES_OF(eid)), OK);
	open_part(o, &c, o->bpp.first_sequence_of_87, 0x87, &o->configure);
	open_part(o, &c, o->bpp.sequence_of_88, 0x88, &o->metadata);
	if (bytes_present(o->bpp.second_sequence_of_87))
		replace_keys(o, &c);
	open_part(o, &c, o->bpp.sequence_of_86, 0x86, &o->profile);
	secure_channel_wipe(&c);
}

static void opened_free(struct opened *o)
{
	buf_free(&o->configure);
	buf_free(&o->metadata);
	buf_free(&o->replace);
	buf_free(&o->profile);
}

/* A package of this type for this curve, opened and compared. */
static void check_delivery(struct device_scene *s, int type, enum curve curve, struct opened *o)
{
	device_free(&s->d);
	device_make(&s->d, &s->w, curve);
	device_up_to_package(&s->d, smdpp_world_order(&s->w, type, 0, ""));
	open_bpp(s, o);
	assert_true(bytes_eq(buf_bytes(&o->profile), buf_bytes(&s->w.package)));
	assert_true(bytes_eq(buf_bytes(&o->metadata), s->w.metadata[type]));
	assert_true(bytes_eq(buf_bytes(&o->configure), BYTES_LIT("\xBF\x24\x00")));
	assert_true(o->longest <= SECURE_CHANNEL_SEGMENT_MAX);
	assert_true(bytes_eq(o->channel.transaction_id, s->d.transaction_id));
	assert_true(o->channel.host_id.len >= 4);
}

static void session_keys(void **state)
{
	struct opened o = {};
	check_delivery(*state, WORLD_SESSION, CURVE_P256, &o);
	assert_false(bytes_present(o.bpp.second_sequence_of_87));
	opened_free(&o);
}

static void session_keys_on_brainpool(void **state)
{
	struct opened o = {};
	check_delivery(*state, WORLD_SESSION, CURVE_BRAINPOOLP256R1, &o);
	opened_free(&o);
}

static void profile_protection_keys(void **state)
{
	struct opened o = {};
	check_delivery(*state, WORLD_PPK, CURVE_P256, &o);
	assert_true(bytes_present(o.bpp.second_sequence_of_87));
	opened_free(&o);
}

static void profile_protection_keys_on_brainpool(void **state)
{
	struct opened o = {};
	check_delivery(*state, WORLD_PPK, CURVE_BRAINPOOLP256R1, &o);
	opened_free(&o);
}

static void profile_protection_keys_are_new_each_time(void **state)
{
	struct device_scene *s = *state;
	struct opened one = {}, two = {};
	const char *matching_id = smdpp_world_order(&s->w, WORLD_PPK, 0, "");
	device_up_to_package(&s->d, matching_id);
	open_bpp(s, &one);
	device_up_to_package(&s->d, matching_id);
	open_bpp(s, &two);
	assert_false(bytes_eq(buf_bytes(&one.replace), buf_bytes(&two.replace)));
	assert_true(bytes_eq(buf_bytes(&one.profile), buf_bytes(&two.profile)));
	opened_free(&one);
	opened_free(&two);
}

static void metadata_over_several_segments(void **state)
{
	struct opened o = {};
	check_delivery(*state, WORLD_WIDE, CURVE_P256, &o);
	assert_int_equal(o.metadata_segments, 2);
	opened_free(&o);
}

/* smdpSign covers both one-time keys, and is the key's of CERT.DPpb. */
static void is_signed(void **state)
{
	struct device_scene *s = *state;
	struct certificate pb = {};
	struct opened o = {};
	CLEANUP(buf_free) struct buf input = buf_make(1024);
	check_delivery(s, WORLD_SESSION, CURVE_P256, &o);
	assert_int_equal(certificate_parse(s->d.smdp_certificate, &pb), OK);
	assert_int_equal(
		es8p_initialise_secure_channel_input(&o.channel, BYTES_OF(s->d.otpk.point), &input),
		OK);
	const struct bytes whole = buf_bytes(&input);
	assert_int_equal(ecdsa_verify(&pb.public_key, &whole, 1, o.channel.smdp_sign), OK);
	opened_free(&o);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, device_setup, device_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(session_keys),
		TEST(session_keys_on_brainpool),
		TEST(profile_protection_keys),
		TEST(profile_protection_keys_on_brainpool),
		TEST(profile_protection_keys_are_new_each_time),
		TEST(metadata_over_several_segments),
		TEST(is_signed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
