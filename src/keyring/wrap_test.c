/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of one envelope: every byte of it counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "keyring/wrap.h"

static const struct bytes aad = BYTES_LIT("profile/package/7");
static const struct bytes text = BYTES_LIT("Ki and the rest");

static struct wrap_key make_key(uint8_t seed)
{
	uint8_t secret[WRAP_SECRET_LEN] = {seed};
	struct wrap_key key = {};
	assert_int_equal(wrap_key_derive(BYTES_OF(secret), &key), OK);
	return key;
}

static struct buf seal(const struct wrap_key *key, uint64_t seed)
{
	struct entropy entropy = entropy_counted(seed);
	struct buf out = buf_make(1024);
	assert_int_equal(wrap_seal(key, &entropy, aad, text, &out), OK);
	return out;
}

static void opens_what_it_sealed(void **state)
{
	(void)state;
	struct wrap_key key = make_key(1);
	struct buf sealed CLEANUP(buf_free) = seal(&key, 1);
	struct buf out CLEANUP(buf_free) = buf_make(1024);
	assert_int_equal(sealed.len, text.len + WRAP_OVERHEAD);
	assert_int_equal(wrap_open(&key, aad, buf_bytes(&sealed), &out), OK);
	assert_true(bytes_eq(buf_bytes(&out), text));
}

static void seals_nothing_too(void **state)
{
	(void)state;
	struct wrap_key key = make_key(1);
	struct entropy entropy = entropy_counted(1);
	struct buf sealed CLEANUP(buf_free) = buf_make(1024);
	struct buf out CLEANUP(buf_free) = buf_make(1024);
	assert_int_equal(wrap_seal(&key, &entropy, (struct bytes){}, (struct bytes){}, &sealed),
			 OK);
	assert_int_equal(wrap_open(&key, (struct bytes){}, buf_bytes(&sealed), &out), OK);
	assert_int_equal(out.len, 0);
}

static void two_envelopes_of_one_text_differ(void **state)
{
	(void)state;
	struct wrap_key key = make_key(1);
	struct buf a CLEANUP(buf_free) = seal(&key, 1);
	struct buf b CLEANUP(buf_free) = seal(&key, 2);
	assert_int_equal(a.len, b.len);
	assert_false(bytes_eq(buf_bytes(&a), buf_bytes(&b)));
	/* neither nonce, data key nor content is shared */
	assert_memory_not_equal(a.ptr + 9, b.ptr + 9, 12);
	assert_memory_not_equal(a.ptr + 21, b.ptr + 21, 48);
	assert_memory_not_equal(a.ptr + 69, b.ptr + 69, text.len);
}

static void every_changed_byte_is_noticed(void **state)
{
	(void)state;
	struct wrap_key key = make_key(1);
	struct buf sealed CLEANUP(buf_free) = seal(&key, 1);
	for (size_t i = 0; i < sealed.len; i++) {
		struct buf out CLEANUP(buf_free) = buf_make(1024);
		sealed.ptr[i] ^= 1;
		assert_int_equal(wrap_open(&key, aad, buf_bytes(&sealed), &out),
				 i == 0 ? ERR_UNSUPPORTED : ERR_SIGNATURE);
		assert_int_equal(out.len, 0);
		sealed.ptr[i] ^= 1;
	}
}

static void every_cut_is_noticed(void **state)
{
	(void)state;
	struct wrap_key key = make_key(1);
	struct buf sealed CLEANUP(buf_free) = seal(&key, 1);
	for (size_t len = 0; len < sealed.len; len++) {
		struct buf out CLEANUP(buf_free) = buf_make(1024);
		enum err e = wrap_open(&key, aad, bytes_from(sealed.ptr, len), &out);
		assert_true(e == ERR_TRUNCATED || e == ERR_SIGNATURE);
		assert_int_equal(out.len, 0);
	}
}

static void another_place_is_refused(void **state)
{
	(void)state;
	struct wrap_key key = make_key(1);
	struct buf sealed CLEANUP(buf_free) = seal(&key, 1);
	struct buf out CLEANUP(buf_free) = buf_make(1024);
	assert_int_equal(wrap_open(&key, BYTES_LIT("profile/package/8"), buf_bytes(&sealed), &out),
			 ERR_SIGNATURE);
}

static void another_key_is_refused(void **state)
{
	(void)state;
	struct wrap_key key = make_key(1);
	struct wrap_key other = make_key(2);
	struct buf sealed CLEANUP(buf_free) = seal(&key, 1);
	struct buf out CLEANUP(buf_free) = buf_make(1024);
	struct bytes id = {};
	assert_int_equal(wrap_key_id(buf_bytes(&sealed), &id), OK);
	assert_true(bytes_eq(id, BYTES_OF(key.id)));
	assert_false(bytes_eq(id, BYTES_OF(other.id)));
	assert_int_equal(wrap_open(&other, aad, buf_bytes(&sealed), &out), ERR_SIGNATURE);
}

static void short_secrets_make_no_key(void **state)
{
	(void)state;
	struct wrap_key key = {};
	assert_int_equal(wrap_key_derive(BYTES_LIT("short"), &key), ERR_RANGE);
}

static enum err no_entropy(struct entropy *self, uint8_t *out, size_t len)
{
	(void)self, (void)out, (void)len;
	return ERR_IO;
}

static void without_randomness_nothing_is_sealed(void **state)
{
	(void)state;
	struct wrap_key key = make_key(1);
	struct entropy entropy = {.fill = no_entropy};
	struct buf out CLEANUP(buf_free) = buf_make(1024);
	assert_int_equal(wrap_seal(&key, &entropy, aad, text, &out), ERR_IO);
	assert_int_equal(out.len, 0);
}

static void a_full_buffer_stays_as_it_was(void **state)
{
	(void)state;
	struct wrap_key key = make_key(1);
	struct entropy entropy = entropy_counted(1);
	struct buf out CLEANUP(buf_free) = buf_make(text.len + WRAP_OVERHEAD - 1);
	assert_int_equal(wrap_seal(&key, &entropy, aad, text, &out), ERR_TOO_LONG);
	assert_int_equal(out.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_what_it_sealed),
		cmocka_unit_test(seals_nothing_too),
		cmocka_unit_test(two_envelopes_of_one_text_differ),
		cmocka_unit_test(every_changed_byte_is_noticed),
		cmocka_unit_test(every_cut_is_noticed),
		cmocka_unit_test(another_place_is_refused),
		cmocka_unit_test(another_key_is_refused),
		cmocka_unit_test(short_secrets_make_no_key),
		cmocka_unit_test(without_randomness_nothing_is_sealed),
		cmocka_unit_test(a_full_buffer_stays_as_it_was),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
