/* SPDX-License-Identifier: Apache-2.0 */
/* The command interface: channels, selection, chaining in both directions, each status word. */
#include "card/apdu.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "card_world.h"
#include "hex.h"
#include "msg/es10_function.h"

static int set_up(void **state)
{
	static struct card_world w;
	card_world_make(&w, CURVE_P256);
	*state = &w;
	return 0;
}

static int tear_down(void **state)
{
	card_world_free(*state);
	return 0;
}

/* Send one command; the answer without its status word is in w->response. */
static unsigned send(struct card_world *w, struct bytes command)
{
	buf_reset(&w->response);
	assert_int_equal(apdu_transmit(&w->card, command, &w->response), OK);
	assert_true(w->response.len >= 2);
	w->response.len -= 2;
	return (unsigned)w->response.ptr[w->response.len] << 8 |
	       w->response.ptr[w->response.len + 1];
}

static unsigned send_hex(struct card_world *w, const char *text)
{
	return send(w, hex(text));
}

#define SELECT_ISD_R "00a4040c10 a0000005591010ffffffff8900000100"

static void selects_the_isd_r(void **state)
{
	struct card_world *w = *state;
	assert_int_equal(send_hex(w, "00a4040010 a0000005591010ffffffff8900000100 00"), 0x9000);
	assert_true(bytes_eq(buf_bytes(&w->response),
			     hex("6f 1f 84 10 a0000005591010ffffffff8900000100 a5 04 9f65 01 ff"
				 "e0 05 82 03 020202")));
	assert_int_equal(send_hex(w, SELECT_ISD_R), 0x9000);
	assert_int_equal(w->response.len, 0);
}

/* Without a length that is expected, the data wait for GET RESPONSE. */
static void file_control_information_waits(void **state)
{
	struct card_world *w = *state;
	assert_int_equal(send_hex(w, "00a4040010 a0000005591010ffffffff8900000100"), 0x6121);
	assert_int_equal(w->response.len, 0);
	assert_int_equal(send_hex(w, "00c0000021"), 0x9000);
	assert_int_equal(w->response.len, 0x21);
	assert_int_equal(send_hex(w, "00c0000021"), 0x6985);
}

static void has_nothing_else_to_select(void **state)
{
	struct card_world *w = *state;
	assert_int_equal(send_hex(w, "00a4040007 a0000000871002"), 0x6A82);
	assert_int_equal(send_hex(w, "00a40004023f00"), 0x6A86);
}

static void opens_three_channels_and_closes_them(void **state)
{
	struct card_world *w = *state;
	for (uint8_t n = 1; n < CHANNEL_COUNT; n++) {
		assert_int_equal(send_hex(w, "0070000001"), 0x9000);
		assert_int_equal(w->response.len, 1);
		assert_int_equal(w->response.ptr[0], n);
	}
	assert_int_equal(send_hex(w, "0070000001"), 0x6A81);
	assert_int_equal(send_hex(w, "00708002"), 0x9000);
	assert_int_equal(send_hex(w, "00708002"), 0x6881);
	assert_int_equal(send_hex(w, "0070000001"), 0x9000);
	assert_int_equal(w->response.ptr[0], 2);
	assert_int_equal(send_hex(w, "00708000"), 0x6881);
	assert_int_equal(send_hex(w, "00708009"), 0x6881);
	assert_int_equal(send_hex(w, "0070000101"), 0x6A86);
}

static void closed_channels_do_not_answer(void **state)
{
	struct card_world *w = *state;
	assert_int_equal(send_hex(w, "01a4040c10 a0000005591010ffffffff8900000100"), 0x6881);
}

/* Each channel has its own selection, command and response. */
static void channels_do_not_mix(void **state)
{
	struct card_world *w = *state;
	assert_int_equal(send_hex(w, "0070000001"), 0x9000);
	assert_int_equal(send_hex(w, "01a4040c10 a0000005591010ffffffff8900000100"), 0x9000);
	assert_int_equal(send_hex(w, "80e2910003 bf2000"), 0x6985);
	assert_int_equal(send_hex(w, "81e2110002 bf3e"), 0x9000);
	assert_int_equal(send_hex(w, SELECT_ISD_R), 0x9000);
	assert_int_equal(send_hex(w, "80e2910003 bf2000") >> 8, 0x61);
	assert_int_equal(send_hex(w, "81e2910104 035c015a 00"), 0x9000);
	assert_int_equal(w->response.ptr[0], 0xBF);
	assert_int_equal(w->response.ptr[1], 0x3E);
	assert_int_equal(send_hex(w, "80c0000000"), 0x9000);
	assert_int_equal(w->response.ptr[1], 0x20);
}

static void a_function_may_come_in_blocks(void **state)
{
	struct card_world *w = *state;
	assert_int_equal(send_hex(w, SELECT_ISD_R), 0x9000);
	assert_int_equal(send_hex(w, "80e2110001 bf"), 0x9000);
	assert_int_equal(send_hex(w, "80e2110102 3e03"), 0x9000);
	assert_int_equal(send_hex(w, "80e2910203 5c015a 00"), 0x9000);
	assert_int_equal(w->response.len, 21);
}

static void blocks_come_in_order(void **state)
{
	struct card_world *w = *state;
	assert_int_equal(send_hex(w, SELECT_ISD_R), 0x9000);
	assert_int_equal(send_hex(w, "80e2110001 bf"), 0x9000);
	assert_int_equal(send_hex(w, "80e2110201 3e"), 0x6A86);
	assert_int_equal(send_hex(w, "80e2910104 035c015a"), 0x6A86);
	/* Block 0 begins anew. */
	assert_int_equal(send_hex(w, "80e2110001 bf"), 0x9000);
	assert_int_equal(send_hex(w, "80e2910006 bf3e035c015a 00"), 0x9000);
}

static void blocks_are_of_tlvs_in_clear(void **state)
{
	struct card_world *w = *state;
	assert_int_equal(send_hex(w, SELECT_ISD_R), 0x9000);
	assert_int_equal(send_hex(w, "80e2810003 bf2000"), 0x6A86);
	assert_int_equal(send_hex(w, "80e2f10003 bf2000"), 0x6A86);
}

static void a_function_has_a_maximum(void **state)
{
	struct card_world *w = *state;
	uint8_t block[5 + 255] = {0x80, 0xE2, 0x11, 0, 255};
	unsigned sw = 0x9000;
	int n = 0;
	assert_int_equal(send_hex(w, SELECT_ISD_R), 0x9000);
	for (; sw == 0x9000 && n < 256; n++) {
		block[3] = (uint8_t)n;
		sw = send(w, BYTES_OF(block));
	}
	assert_int_equal(sw, 0x6A84);
	assert_int_equal(n, CHANNEL_COMMAND_MAX / 255 + 1);
}

/* Notifications of more than 256 bytes come in pieces of the size that is asked for. */
static void a_response_may_be_fetched_in_pieces(void **state)
{
	struct card_world *w = *state;
	CLEANUP(buf_free) struct buf whole = buf_make(CHANNEL_RESPONSE_MAX);
	card_world_install(w, 1, BYTES_LIT("\x30\x07\x80\x02\x04\xF0\x81\x01X"), 0);
	assert_int_equal(card_world_call(w, hex("bf2b00")), OK);
	assert_int_equal(buf_put(&whole, buf_bytes(&w->response)), OK);
	assert_true(whole.len > 600);
	assert_int_equal(send_hex(w, SELECT_ISD_R), 0x9000);
	assert_int_equal(send_hex(w, "80e2910003 bf2b00"), 0x6100);
	CLEANUP(buf_free) struct buf got = buf_make(CHANNEL_RESPONSE_MAX);
	unsigned sw = 0x6100;
	while (sw >> 8 == 0x61) {
		uint8_t get[] = {0x80, 0xC0, 0, 0, sw & 0xFF ? 100 : 0};
		if (whole.len - got.len < 100)
			get[4] = (uint8_t)(whole.len - got.len);
		sw = send(w, BYTES_OF(get));
		assert_int_equal(buf_put(&got, buf_bytes(&w->response)), OK);
		if (sw >> 8 == 0x61 && whole.len - got.len < 256)
			assert_int_equal(sw & 0xFF, whole.len - got.len);
	}
	assert_int_equal(sw, 0x9000);
	assert_true(bytes_eq(buf_bytes(&got), buf_bytes(&whole)));
}

static void a_new_command_drops_what_was_waiting(void **state)
{
	struct card_world *w = *state;
	assert_int_equal(send_hex(w, SELECT_ISD_R), 0x9000);
	assert_int_equal(send_hex(w, "80e2910003 bf2000") >> 8, 0x61);
	assert_int_equal(send_hex(w, "80e2910006 bf3e035c015a"), 0x6115);
	assert_int_equal(send_hex(w, "80c0000015"), 0x9000);
	assert_int_equal(w->response.ptr[1], 0x3E);
}

static void says_what_is_wrong(void **state)
{
	struct card_world *w = *state;
	static const struct {
		const char *command;
		unsigned sw;
	} rows[] = {
		{"", 0x6700},
		{"80e291", 0x6700},
		{"80e2910003 bf20", 0x6700},
		{"80e2910003 bf2000 0000", 0x6700},
		{"80120000", 0x6D00},
		{"00e2910003 bf2000", 0x6E00},
		{"80a4040c10 a0000005591010ffffffff8900000100", 0x6E00},
		{"84e2910003 bf2000", 0x6E00},
		{"c0e2910003 bf2000", 0x6E00},
		{"80e2910003 bf7f00", 0x6A88},
		{"80e2910003 bf2100", 0x6A80},
		{"80e2910001 bf", 0x6A80},
		{"80e29100", 0x6A80},
		{"80e2910003 bf3600", 0x6985},
		{"80aa000005a903830107", 0x9000},
	};
	assert_int_equal(send_hex(w, SELECT_ISD_R), 0x9000);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(send_hex(w, rows[i].command), rows[i].sw);
}

static enum err note(const struct euicc *e, void *ctx)
{
	(void)e;
	(*(int *)ctx)++;
	return OK;
}

static enum err refuse_to_save(const struct euicc *e, void *ctx)
{
	(void)e;
	(void)ctx;
	return ERR_IO;
}

/* Setting the default SM-DP+ is kept before it is answered; reading it is nothing to keep. */
static void changes_are_kept_before_the_answer(void **state)
{
	struct card_world *w = *state;
	int saved = 0;
	w->card.save = note;
	w->card.save_ctx = &saved;
	assert_int_equal(send_hex(w, SELECT_ISD_R), 0x9000);
	assert_int_equal(send_hex(w, "80e2910003 bf3c00") >> 8, 0x61);
	assert_int_equal(saved, 0);
	assert_int_equal(send_hex(w, "80e2910006 bf3f03800161") >> 8, 0x61);
	assert_int_equal(saved, 1);
	w->card.save = refuse_to_save;
	assert_int_equal(send_hex(w, "80e2910006 bf3f03800161"), 0x6581);
	assert_true(w->card.changed);
}

/* The whole way as an LPA goes it, with pieces of a package in blocks of 120 bytes. */
static void a_package_may_come_in_blocks(void **state)
{
	struct card_world *w = *state;
	CLEANUP(buf_free) struct buf bpp = buf_make(64 * 1024);
	CLEANUP(buf_free) struct buf metadata = buf_make(1024);
	CLEANUP(buf_free) struct buf package = buf_make(64 * 1024);
	struct es10b_bpp_pieces pieces = {};
	card_world_metadata(NULL, 1, &metadata);
	card_world_package(1, &package);
	struct card_world_bpp plan = {.metadata = buf_bytes(&metadata),
				      .package = buf_bytes(&package)};
	card_world_begin(w);
	card_world_bind(w, &plan, &bpp);
	assert_int_equal(send_hex(w, SELECT_ISD_R), 0x9000);
	assert_int_equal(es10b_bpp_pieces_start(buf_bytes(&bpp), &pieces), OK);
	unsigned sw = 0;
	while (pieces.rest.len > 0) {
		struct bytes piece = {}, block = {};
		uint8_t number = 0;
		assert_int_equal(es10b_bpp_pieces_next(&pieces, &piece), OK);
		while (piece.len > 0) {
			uint8_t command[5 + 120] = {0x80, 0xE2, 0x11, number++};
			size_t n = piece.len < 120 ? piece.len : 120;
			assert_int_equal(bytes_take(&piece, n, &block), OK);
			command[2] = piece.len == 0 ? 0x91 : 0x11;
			command[4] = (uint8_t)n;
			memcpy(command + 5, block.ptr, n);
			sw = send(w, bytes_from(command, 5 + n));
		}
		if (pieces.rest.len > 0)
			assert_int_equal(sw, 0x9000);
	}
	assert_int_equal(sw >> 8, 0x61);
	assert_int_equal(send_hex(w, "80c0000000"), 0x9000);
	assert_true(card_world_result(w, buf_bytes(&w->response)).success);
	assert_int_equal(w->card.n_profiles, 1);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(selects_the_isd_r),
		CASE(file_control_information_waits),
		CASE(has_nothing_else_to_select),
		CASE(opens_three_channels_and_closes_them),
		CASE(closed_channels_do_not_answer),
		CASE(channels_do_not_mix),
		CASE(a_function_may_come_in_blocks),
		CASE(blocks_come_in_order),
		CASE(blocks_are_of_tlvs_in_clear),
		CASE(a_function_has_a_maximum),
		CASE(a_response_may_be_fetched_in_pieces),
		CASE(a_new_command_drops_what_was_waiting),
		CASE(says_what_is_wrong),
		CASE(changes_are_kept_before_the_answer),
		CASE(a_package_may_come_in_blocks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
