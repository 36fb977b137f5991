/* SPDX-License-Identifier: Apache-2.0 */
/* The card, as whatever stands in the terminal speaks to it: commands on all channels, and the
 * functions of ES10 behind them, also amidst sessions and installations that go well. The input is
 * a script: a byte says what is done, the bytes behind it how.
 * Covers: card/apdu.c card/channel_set.c card/es10.c card/es10a_configured_addresses.c
 *  card/es10b_authenticate_server.c card/es10b_cancel_session.c card/es10b_get_euicc_info.c
 *  card/es10b_get_rat.c card/es10b_load_crl.c card/es10b_notification.c
 *  card/es10b_prepare_download.c
 *  card/es10c_euicc.c card/es10c_get_profiles_info.c card/es10c_profile_state.c
 *  card/notification.c card/one_time_key.c card/policy.c card/card_session.c */
#include "card/apdu.h"

#include "card_world.h"
#include "cli/veuicc_apdu.h"
#include "input.h"
#include "round_trip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { STEPS_MAX = 40, BLOCK_MAX = 255, STATUS_LEN = 2 };

/* A command is always answered, by a status word at least. */
static uint16_t transmit(struct card_world *w, struct bytes command)
{
	CLEANUP(buf_free) struct buf response = buf_make(APDU_RESPONSE_MAX);
	must(apdu_transmit(&w->card, command, &response) == OK);
	must(response.len >= STATUS_LEN);
	uint8_t high = response.ptr[response.len - 2];
	must(high >= 0x61 && high <= 0x90);
	return (uint16_t)(high << 8 | response.ptr[response.len - 1]);
}

static void send_raw(struct card_world *w, struct bytes *in)
{
	(void)transmit(w, input_take(in, input_u8(in)));
}

/* A function of ES10 on the basic channel: SELECT, STORE DATA in blocks, GET RESPONSE to the end.
 */
static void call_es10(struct card_world *w, struct bytes *in)
{
	struct bytes data = input_block(in);
	uint8_t number = 0;
	uint16_t sw = 0;
	(void)transmit(w, BYTES_LIT("\x00\xA4\x04\x0C\x10\xA0\x00\x00\x05\x59\x10\x10\xFF\xFF\xFF"
				    "\xFF\x89\x00\x00\x01\x00"));
	do {
		CLEANUP(buf_free) struct buf command = buf_make(APDU_COMMAND_MAX);
		struct bytes block = input_take(&data, BLOCK_MAX);
		const uint8_t head[] = {0x80, 0xE2, data.len > 0 ? 0x11 : 0x91, number++,
					(uint8_t)block.len};
		must(buf_put(&command, BYTES_OF(head)) == OK);
		must(buf_put(&command, block) == OK);
		sw = transmit(w, buf_bytes(&command));
	} while (data.len > 0);
	while (sw >> 8 == 0x61)
		sw = transmit(w, BYTES_LIT("\x80\xC0\x00\x00\x00"));
}

/* A line of lpac's driver. */
static void send_line(struct card_world *w, struct bytes *in)
{
	CLEANUP(buf_free) struct buf answer = buf_make(FUZZ_MAX);
	(void)!veuicc_apdu_answer(&w->card, input_block(in), &answer);
}

/* A server that does everything well, up to the preparation of a download. */
static void begin(struct card_world *w, struct bytes *in)
{
	(void)in;
	card_world_begin(w);
}

/* The requests of such a server with one byte changed. */
static void authenticate(struct card_world *w, struct bytes *in)
{
	static uint8_t transaction_id[RSP_TRANSACTION_ID_MAX];
	struct bytes as_it_was = w->transaction_id;
	must(as_it_was.len <= sizeof(transaction_id));
	memcpy(transaction_id, as_it_was.ptr, as_it_was.len);
	card_world_challenge(w);
	input_damage(in, w->challenge, sizeof(w->challenge));
	input_damage(in, transaction_id, as_it_was.len);
	w->transaction_id = bytes_from(transaction_id, as_it_was.len);
	if (card_world_authenticate(w) == 0)
		(void)card_world_prepare(w);
	w->transaction_id = as_it_was;
}

static void cancel(struct card_world *w, struct bytes *in)
{
	card_world_begin(w);
	(void)card_world_cancel(w, w->transaction_id, input_u8(in));
}

/* A profile whose events are told to somebody, with some policy rules. */
static void install(struct card_world *w, struct bytes *in)
{
	int number = input_u8(in) % 10;
	uint64_t pprs = input_u8(in) % 8;
	CLEANUP(buf_free) struct buf events = buf_make(FUZZ_MAX);
	card_world_configure(input_u8(in) % 16, "smdp.example.com", &events);
	if (!euicc_profile(&w->card, card_world_iccid_bytes(number)) &&
	    (pprs & RSP_PPR_UPDATE_CONTROL) == 0)
		card_world_install(w, number, buf_bytes(&events), pprs);
}

static void reset(struct card_world *w, struct bytes *in)
{
	(void)in;
	must(euicc_reset(&w->card) == OK);
}

static void (*const steps[])(struct card_world *, struct bytes *) = {
	send_raw, call_es10, send_line, begin, authenticate, cancel, install, reset,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct card_world w;
	struct bytes in = bytes_from(data, len);
	if (w.pki.now_ms == 0)
		card_world_make(&w, CURVE_P256);
	euicc_free(&w.card);
	w.entropy = entropy_counted(1);
	card_world_card(&w.card, &w.pki, &w.entropy);
	for (int i = 0; i < STEPS_MAX && in.len > 0; i++)
		steps[input_u8(&in) % (sizeof(steps) / sizeof(steps[0]))](&w, &in);
	return 0;
}
