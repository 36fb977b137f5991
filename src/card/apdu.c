/* SPDX-License-Identifier: Apache-2.0 */
/* The card's command interface. What the ES10 functions do is in card/es10.h. */
#include "card/apdu.h"

#include "card/es10.h"
#include "codec/tlv.h"

const uint8_t apdu_isd_r_aid[EUICC_AID_LEN] = {0xA0, 0x00, 0x00, 0x05, 0x59, 0x10, 0x10, 0xFF,
					       0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00, 0x01, 0x00};

enum {
	SW_OK = 0x9000,
	SW_MORE = 0x6100, /* low byte: bytes to fetch, 0 for 256 or more */
	SW_MEMORY = 0x6581,
	SW_LENGTH = 0x6700,
	SW_CHANNEL = 0x6881,
	SW_CONDITIONS = 0x6985,
	SW_DATA = 0x6A80,
	SW_UNSUPPORTED = 0x6A81,
	SW_NO_SUCH_AID = 0x6A82,
	SW_NO_ROOM = 0x6A84,
	SW_PARAMETERS = 0x6A86,
	SW_NO_SUCH_DATA = 0x6A88,
	SW_INS = 0x6D00,
	SW_CLA = 0x6E00,
	SW_FAILURE = 0x6F00,
};

enum {
	CLA_CHANNEL = 0x03,
	CLA_PROPRIETARY = 0x80,
	CLA_OTHER = 0x7C, /* secure messaging, chaining, channels from 4 on */
	LE_MAX = 256,
	P1_LAST_BLOCK = 0x80,
	P1_BER_TLV = 0x10,
	P1_STRUCTURE = 0x78, /* encryption and structure of STORE DATA's content */
	P1_BY_NAME = 0x04,
	P2_NO_DATA = 0x0C,
	P1_CLOSE = 0x80,
};

struct command {
	uint8_t cla, ins, p1, p2;
	struct bytes data;
	size_t le; /* bytes wanted; 0: not said */
};

/* The case is told apart by the length (ISO 7816-3 §12.1); only short forms exist. */
static enum err parse(struct bytes apdu, struct command *c)
{
	uint8_t p3 = 0;
	TRY(bytes_take_u8(&apdu, &c->cla));
	TRY(bytes_take_u8(&apdu, &c->ins));
	TRY(bytes_take_u8(&apdu, &c->p1));
	TRY(bytes_take_u8(&apdu, &c->p2));
	if (apdu.len == 0)
		return OK;
	TRY(bytes_take_u8(&apdu, &p3));
	if (apdu.len == 0) {
		c->le = p3 ? p3 : LE_MAX;
		return OK;
	}
	TRY(bytes_take(&apdu, p3, &c->data));
	if (apdu.len == 0)
		return OK;
	TRY(bytes_take_u8(&apdu, &p3));
	c->le = p3 ? p3 : LE_MAX;
	return apdu.len == 0 ? OK : ERR_TRAILING;
}

static uint16_t sw_of(enum err error)
{
	if (error == OK)
		return SW_OK;
	if (error == ERR_WRONG_STATE)
		return SW_CONDITIONS;
	if (error == ERR_NOT_FOUND)
		return SW_NO_SUCH_DATA;
	if (error == ERR_LIMIT)
		return SW_NO_ROOM;
	return err_is_refusal(error) ? SW_DATA : SW_FAILURE;
}

/* Hand out up to `le` bytes of what is waiting, and say how many there are still. */
static uint16_t hand_out(struct channel *c, size_t le, struct buf *out)
{
	struct bytes waiting = buf_bytes(&c->response), now = {};
	if (bytes_take(&waiting, c->response_offset, &now) != OK)
		return SW_FAILURE;
	size_t n = waiting.len < le ? waiting.len : le;
	if (bytes_take(&waiting, n, &now) != OK || buf_put(out, now) != OK)
		return SW_FAILURE;
	c->response_offset += n;
	if (waiting.len > 0)
		return (uint16_t)(SW_MORE | (waiting.len < LE_MAX ? waiting.len : 0));
	buf_free(&c->response);
	c->response_offset = 0;
	return SW_OK;
}

static void forget_response(struct channel *c)
{
	buf_free(&c->response);
	c->response = buf_make(CHANNEL_RESPONSE_MAX);
	c->response_offset = 0;
}

static void forget_command(struct channel *c)
{
	buf_free(&c->command);
	c->command = buf_make(CHANNEL_COMMAND_MAX);
	c->next_block = 0;
}

/* File control information of the ISD-R with its proprietary template (SGP.22 §5.7.1). */
static enum err put_fci(const struct euicc *e, struct buf *out)
{
	size_t fci = 0, proprietary = 0, isd_r = 0;
	TRY(tlv_open(out, 0x6F, &fci));
	TRY(tlv_put(out, 0x84, BYTES_OF(apdu_isd_r_aid)));
	TRY(tlv_open(out, 0xA5, &proprietary));
	TRY(tlv_put(out, 0x9F65, BYTES_LIT("\xFF"))); /* data bytes of a STORE DATA */
	TRY(tlv_close(out, proprietary));
	TRY(tlv_open(out, 0xE0, &isd_r));
	TRY(tlv_put(out, 0x82, BYTES_OF(e->settings.svn)));
	TRY(tlv_close(out, isd_r));
	return tlv_close(out, fci);
}

static uint16_t select_application(struct euicc *e, struct channel *c, const struct command *cmd,
				   struct buf *out)
{
	if (cmd->p1 != P1_BY_NAME)
		return SW_PARAMETERS;
	if (!bytes_eq(cmd->data, BYTES_OF(apdu_isd_r_aid)))
		return SW_NO_SUCH_AID;
	forget_command(c);
	forget_response(c);
	c->isd_r = true;
	if (cmd->p2 == P2_NO_DATA)
		return SW_OK;
	if (put_fci(e, &c->response) != OK)
		return SW_FAILURE;
	return hand_out(c, cmd->le, out);
}

static uint16_t close_channel(struct euicc *e, uint8_t number)
{
	if (number == 0 || number >= CHANNEL_COUNT || !e->channels.channels[number].open)
		return SW_CHANNEL;
	channel_set_close(&e->channels.channels[number]);
	return SW_OK;
}

static uint16_t manage_channel(struct euicc *e, struct channel *c, const struct command *cmd,
			       struct buf *out)
{
	(void)c;
	if (cmd->p1 == P1_CLOSE)
		return close_channel(e, cmd->p2);
	if (cmd->p1 != 0 || cmd->p2 != 0)
		return SW_PARAMETERS;
	for (uint8_t n = 1; n < CHANNEL_COUNT; n++) {
		if (e->channels.channels[n].open)
			continue;
		e->channels.channels[n].open = true;
		return buf_put_u8(out, n) == OK ? SW_OK : SW_FAILURE;
	}
	return SW_UNSUPPORTED;
}

/* What has changed is kept before it is answered. */
static uint16_t keep(struct euicc *e)
{
	if (!e->changed)
		return SW_OK;
	if (e->save && e->save(e, e->save_ctx) != OK)
		return SW_MEMORY;
	e->changed = false;
	return SW_OK;
}

static uint16_t execute(struct euicc *e, struct channel *c, const struct command *cmd,
			struct buf *out)
{
	forget_response(c);
	uint16_t sw = sw_of(es10_execute(e, buf_bytes(&c->command), &c->response));
	forget_command(c);
	if (keep(e) != SW_OK)
		sw = SW_MEMORY;
	if (sw != SW_OK) {
		forget_response(c);
		return sw;
	}
	return hand_out(c, cmd->le, out);
}

static uint16_t store_data(struct euicc *e, struct channel *c, const struct command *cmd,
			   struct buf *out)
{
	if (!c->isd_r)
		return SW_CONDITIONS;
	if ((cmd->p1 & P1_STRUCTURE) != P1_BER_TLV)
		return SW_PARAMETERS;
	if (cmd->p2 == 0)
		forget_command(c);
	if (cmd->p2 != c->next_block) {
		forget_command(c);
		return SW_PARAMETERS;
	}
	c->next_block++;
	if (buf_put(&c->command, cmd->data) != OK) {
		forget_command(c);
		return SW_NO_ROOM;
	}
	return cmd->p1 & P1_LAST_BLOCK ? execute(e, c, cmd, out) : SW_OK;
}

static uint16_t get_response(struct euicc *e, struct channel *c, const struct command *cmd,
			     struct buf *out)
{
	(void)e;
	if (c->response.len == 0)
		return SW_CONDITIONS;
	return hand_out(c, cmd->le ? cmd->le : LE_MAX, out);
}

/* The device says what it can; there is nothing that the card would do otherwise. */
static uint16_t terminal_capability(struct euicc *e, struct channel *c, const struct command *cmd,
				    struct buf *out)
{
	(void)e;
	(void)c;
	(void)cmd;
	(void)out;
	return SW_OK;
}

static const struct {
	uint8_t ins;
	bool interindustry, proprietary; /* the classes that it comes in */
	uint16_t (*execute)(struct euicc *e, struct channel *c, const struct command *cmd,
			    struct buf *out);
} instructions[] = {
	{0xA4, true, false, select_application},  {0x70, true, false, manage_channel},
	{0xE2, false, true, store_data},	  {0xC0, true, true, get_response},
	{0xAA, false, true, terminal_capability},
};

static uint16_t dispatch(struct euicc *e, const struct command *cmd, struct buf *out)
{
	bool proprietary = cmd->cla & CLA_PROPRIETARY;
	struct channel *c = &e->channels.channels[cmd->cla & CLA_CHANNEL];

	if (cmd->cla & CLA_OTHER)
		return SW_CLA;
	if (!c->open)
		return SW_CHANNEL;
	for (size_t i = 0; i < sizeof(instructions) / sizeof(instructions[0]); i++) {
		if (instructions[i].ins != cmd->ins)
			continue;
		if (!(proprietary ? instructions[i].proprietary : instructions[i].interindustry))
			return SW_CLA;
		return instructions[i].execute(e, c, cmd, out);
	}
	return SW_INS;
}

enum err apdu_transmit(struct euicc *e, struct bytes command, struct buf *response)
{
	struct command cmd = {};
	CLEANUP(buf_free) struct buf data = buf_make(LE_MAX);
	uint16_t sw = parse(command, &cmd) == OK ? dispatch(e, &cmd, &data) : SW_LENGTH;

	TRY(buf_put(response, buf_bytes(&data)));
	TRY(buf_put_u8(response, (uint8_t)(sw >> 8)));
	return buf_put_u8(response, (uint8_t)sw);
}

enum err apdu_transmit_ctx(void *euicc, struct bytes command, struct buf *response)
{
	return apdu_transmit(euicc, command, response);
}
