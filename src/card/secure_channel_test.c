/* SPDX-License-Identifier: Apache-2.0 */
/* The receiving end of SCP03t by itself: a known key derivation, and each refusal. */
#include "card/secure_channel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crypto/aes.h"
#include "hex.h"

static struct secure_channel channel(void)
{
	struct secure_channel c = {};
	assert_int_equal(secure_channel_replace(&c, hex("000102030405060708090a0b0c0d0e0f"),
						hex("101112131415161718191a1b1c1d1e1f"),
						hex("202122232425262728292a2b2c2d2e2f")),
			 OK);
	return c;
}

/* A MAC-only segment for that channel, with `len` bytes of data. */
static void seal(const struct secure_channel *c, size_t len, struct buf *out)
{
	static const uint8_t data[2048];
	uint8_t cmac[AES_BLOCK_LEN] = {};
	assert_int_equal(tlv_put_head(out, 0x88, len + SECURE_CHANNEL_MAC_LEN), OK);
	assert_int_equal(buf_put(out, bytes_from(data, len)), OK);
	struct bytes parts[] = {secret_bytes(&c->mcv), buf_bytes(out)};
	assert_int_equal(aes_cmac(c->mac.ptr, parts, 2, cmac), OK);
	assert_int_equal(buf_put(out, bytes_from(cmac, SECURE_CHANNEL_MAC_LEN)), OK);
}

static enum err open_one(struct secure_channel *c, struct bytes whole, bool encrypted,
			 struct buf *plain)
{
	struct tlv segment = {};
	assert_int_equal(tlv_take(&whole, &segment), OK);
	return secure_channel_open(c, &segment, encrypted, plain);
}

static void opens_up_to_the_maximum(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf segment = buf_make(4096);
	CLEANUP(buf_free) struct buf plain = buf_make(4096);
	struct secure_channel c = channel();
	seal(&c, 1008, &segment);
	assert_int_equal(segment.len, SECURE_CHANNEL_SEGMENT_MAX);
	assert_int_equal(open_one(&c, buf_bytes(&segment), false, &plain), OK);
	assert_int_equal(plain.len, 1008);
	assert_int_equal(c.counter, 2);
	buf_reset(&segment);
	seal(&c, 1009, &segment);
	assert_int_equal(open_one(&c, buf_bytes(&segment), false, &plain), ERR_TOO_LONG);
}

/* The MAC covers what came before. */
static void a_segment_cannot_come_twice(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf segment = buf_make(4096);
	CLEANUP(buf_free) struct buf plain = buf_make(4096);
	struct secure_channel c = channel();
	seal(&c, 4, &segment);
	assert_int_equal(open_one(&c, buf_bytes(&segment), false, &plain), OK);
	assert_int_equal(open_one(&c, buf_bytes(&segment), false, &plain), ERR_SIGNATURE);
}

static void refuses_what_is_not_whole_blocks(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf segment = buf_make(4096);
	CLEANUP(buf_free) struct buf plain = buf_make(4096);
	struct secure_channel c = channel();
	seal(&c, 15, &segment);
	assert_int_equal(open_one(&c, buf_bytes(&segment), true, &plain), ERR_TRUNCATED);
	buf_reset(&segment);
	c = channel();
	seal(&c, 0, &segment);
	assert_int_equal(open_one(&c, buf_bytes(&segment), true, &plain), ERR_TRUNCATED);
	assert_int_equal(plain.len, 0);
}

static void refuses_what_has_no_room_for_a_mac(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf plain = buf_make(64);
	struct secure_channel c = channel();
	assert_int_equal(open_one(&c,
				  BYTES_LIT("\x88\x07"
					    "1234567"),
				  false, &plain),
			 ERR_TRUNCATED);
}

static void keys_have_one_length(void **state)
{
	(void)state;
	struct secure_channel c = {};
	struct bytes good = hex("000102030405060708090a0b0c0d0e0f");
	struct bytes bad = hex("000102030405060708090a0b0c0d0e");
	assert_int_equal(secure_channel_replace(&c, bad, good, good), ERR_RANGE);
	assert_int_equal(secure_channel_replace(&c, good, bad, good), ERR_RANGE);
	assert_int_equal(secure_channel_replace(&c, good, good, bad), ERR_RANGE);
}

/* Both ends come to the same keys, and other inputs to others. */
static void agrees_by_all_its_inputs(void **state)
{
	(void)state;
	CLEANUP(private_key_free) struct private_key *a = NULL;
	CLEANUP(private_key_free) struct private_key *b = NULL;
	struct public_key pa = {}, pb = {};
	struct secure_channel one = {}, two = {}, other = {};
	struct secure_channel_crt crt = {BYTES_LIT("\x88"), BYTES_LIT("\x10"), BYTES_LIT("host")};
	struct bytes eid = hex("89049032123451234512345678901235");
	assert_int_equal(private_key_generate(CURVE_P256, &a), OK);
	assert_int_equal(private_key_generate(CURVE_P256, &b), OK);
	assert_int_equal(private_key_public(a, &pa), OK);
	assert_int_equal(private_key_public(b, &pb), OK);
	assert_int_equal(secure_channel_agree(&one, a, BYTES_OF(pb.point), &crt, eid), OK);
	assert_int_equal(secure_channel_agree(&two, b, BYTES_OF(pa.point), &crt, eid), OK);
	assert_memory_equal(&one, &two, sizeof(one));
	crt.host_id = BYTES_LIT("hose");
	assert_int_equal(secure_channel_agree(&other, b, BYTES_OF(pa.point), &crt, eid), OK);
	assert_memory_not_equal(one.enc.ptr, other.enc.ptr, 16);
	crt.host_id = BYTES_LIT("0123456789ABCDEFG");
	assert_int_equal(secure_channel_agree(&other, b, BYTES_OF(pa.point), &crt, eid),
			 ERR_TOO_LONG);
	crt.host_id = BYTES_LIT("host");
	assert_true(err_is_refusal(
		secure_channel_agree(&other, b, bytes_from(pa.point, 64), &crt, eid)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_up_to_the_maximum),
		cmocka_unit_test(a_segment_cannot_come_twice),
		cmocka_unit_test(refuses_what_is_not_whole_blocks),
		cmocka_unit_test(refuses_what_has_no_room_for_a_mac),
		cmocka_unit_test(keys_have_one_length),
		cmocka_unit_test(agrees_by_all_its_inputs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
