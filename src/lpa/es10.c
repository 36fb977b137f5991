/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10 over APDUs, the LPA's side.
 * No test of its own: tests/lpa_test.c.
 */
#include "lpa/es10.h"

#include "lpa/problem.h"

enum {
	SW_OK = 0x9000,
	SW1_MORE = 0x61,
	SEGMENT_MAX = 255,
	STATUS_LEN = 2,
	RESPONSE_MAX = 256 + STATUS_LEN,
	COMMAND_MAX = 5 + SEGMENT_MAX,
	P1_MORE_BLOCKS = 0x11,
	P1_LAST_BLOCK = 0x91,
};

static const uint8_t isd_r_aid[] = {0xA0, 0x00, 0x00, 0x05, 0x59, 0x10, 0x10, 0xFF,
				    0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00, 0x01, 0x00};

/* One command; data go to `out`, the status word to `*sw`. */
static enum err exchange(struct lpa *lpa, struct bytes command, struct buf *out, uint16_t *sw)
{
	CLEANUP(buf_free) struct buf response = buf_make(RESPONSE_MAX);
	struct bytes data = {}, status = {};
	uint64_t value = 0;
	TRY(lpa->config.card.transmit(lpa->config.card.ctx, command, &response));
	status = buf_bytes(&response);
	if (status.len < STATUS_LEN)
		return ERR_SYNTAX;
	TRY(bytes_take(&status, status.len - STATUS_LEN, &data));
	TRY(bytes_be(status, &value));
	*sw = (uint16_t)value;
	return buf_put(out, data);
}

/* A command with a body (which may be empty), and GET RESPONSE as long as there is more. A card
 * that has more and gives nothing would never come to an end. */
static enum err command(struct lpa *lpa, const uint8_t head[static 4], struct bytes body,
			struct buf *out, uint16_t *sw)
{
	CLEANUP(buf_free) struct buf apdu = buf_make(COMMAND_MAX);
	TRY(buf_put(&apdu, bytes_from(head, 4)));
	TRY(buf_put_u8(&apdu, (uint8_t)body.len));
	TRY(buf_put(&apdu, body));
	TRY(exchange(lpa, buf_bytes(&apdu), out, sw));
	while (*sw >> 8 == SW1_MORE) {
		uint8_t get[] = {head[0], 0xC0, 0x00, 0x00, (uint8_t)*sw};
		size_t before = out->len;
		TRY(exchange(lpa, BYTES_OF(get), out, sw));
		if (out->len == before && *sw >> 8 == SW1_MORE)
			return ERR_SYNTAX;
	}
	return OK;
}

static enum err expect_answer(struct lpa *lpa, const char *step, enum err error)
{
	return error == OK ? OK : problem_card_gone(lpa, step, error);
}

static enum err expect_ok(struct lpa *lpa, const char *step, uint16_t sw)
{
	if (sw == SW_OK)
		return OK;
	return problem_status_word(lpa, step, sw);
}

enum err es10_open(struct lpa *lpa)
{
	static const char manage[] = "MANAGE CHANNEL", select[] = "SELECT ISD-R";
	CLEANUP(buf_free) struct buf out = buf_make(RESPONSE_MAX);
	uint16_t sw = 0;
	lpa->channel = LPA_CHANNEL_NONE;
	enum err error = exchange(lpa, BYTES_LIT("\x00\x70\x00\x00\x01"), &out, &sw);
	TRY(expect_answer(lpa, manage, error));
	TRY(expect_ok(lpa, manage, sw));
	if (out.len != 1)
		return problem_protocol(lpa, manage, "the card named no channel");
	lpa->channel = out.ptr[0];
	uint8_t head[] = {(uint8_t)lpa->channel, 0xA4, 0x04, 0x00};
	error = command(lpa, head, BYTES_OF(isd_r_aid), &out, &sw);
	TRY(expect_answer(lpa, select, error));
	return expect_ok(lpa, select, sw);
}

void es10_close(struct lpa *lpa)
{
	if (lpa->channel == LPA_CHANNEL_NONE || !lpa->config.card.transmit)
		return;
	CLEANUP(buf_free) struct buf out = buf_make(RESPONSE_MAX);
	uint8_t close[] = {0x00, 0x70, 0x80, (uint8_t)lpa->channel};
	uint16_t sw = 0;
	enum err ignored = exchange(lpa, BYTES_OF(close), &out, &sw);
	(void)ignored;
	lpa->channel = LPA_CHANNEL_NONE;
}

enum err es10_call(struct lpa *lpa, const char *step, struct bytes request, struct buf *response)
{
	size_t max = lpa->config.segment_max ? lpa->config.segment_max : SEGMENT_MAX;
	uint8_t head[] = {(uint8_t)(0x80 | lpa->channel), 0xE2, P1_MORE_BLOCKS, 0};
	uint16_t sw = SW_OK;
	do {
		struct bytes block = {};
		TRY(bytes_take(&request, request.len < max ? request.len : max, &block));
		head[2] = request.len == 0 ? P1_LAST_BLOCK : P1_MORE_BLOCKS;
		TRY(expect_answer(lpa, step, command(lpa, head, block, response, &sw)));
		TRY(expect_ok(lpa, step, sw));
		head[3]++;
	} while (request.len > 0);
	return OK;
}
