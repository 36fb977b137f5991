/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The card's side of lpac's stdio driver: a line {"type":"apdu","payload":{"func":…,"param":…}}
 * comes in, a line {"type":"apdu","payload":{"ecode":…,"data":…}} goes out. Lines of other types
 * are the LPA's talk to its user and are passed over. Errors are ecode -1.
 * No test of its own: tests/veuicc.sh speaks it.
 */
#include "cli/veuicc_apdu.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/text.h"
#include "card/apdu.h"
#include "cli/veuicc_device.h"
#include "codec/json.h"

enum { LINE_MAX_LEN = 8 * 1024, MANAGE_CHANNEL = 0x70, SELECT = 0xA4, STATUS_LEN = 2 };

/* One request: what came, and what goes out. */
struct exchange {
	struct euicc *euicc;
	struct bytes param;
	struct buf data; /* answer of the card, status word included */
	int ecode;
};

static bool is_done(const struct exchange *x)
{
	struct bytes answer = buf_bytes(&x->data);
	return answer.len >= STATUS_LEN && (answer.ptr[answer.len - STATUS_LEN] == 0x90 ||
					    answer.ptr[answer.len - STATUS_LEN] == 0x61);
}

static enum err on_connect(struct exchange *x)
{
	return euicc_reset(x->euicc);
}

static enum err on_disconnect(struct exchange *x)
{
	(void)x;
	return OK;
}

/* MANAGE CHANNEL open, then SELECT by AID on the new channel, which is the ecode. */
static enum err on_channel_open(struct exchange *x)
{
	static const uint8_t open[] = {0x00, MANAGE_CHANNEL, 0x00, 0x00, 0x01};
	CLEANUP(buf_free) struct buf select = buf_make(APDU_COMMAND_MAX);
	TRY(apdu_transmit(x->euicc, BYTES_OF(open), &x->data));
	if (!is_done(x) || x->data.len != 1 + STATUS_LEN)
		return ERR_DENIED;
	uint8_t channel = x->data.ptr[0];
	const uint8_t head[] = {channel, SELECT, 0x04, 0x00, (uint8_t)x->param.len};
	buf_reset(&x->data);
	TRY(buf_put(&select, BYTES_OF(head)));
	TRY(buf_put(&select, x->param));
	TRY(apdu_transmit(x->euicc, buf_bytes(&select), &x->data));
	if (!is_done(x))
		return ERR_DENIED;
	buf_reset(&x->data);
	x->ecode = channel;
	return OK;
}

static enum err on_channel_close(struct exchange *x)
{
	uint8_t channel = 0;
	TRY(bytes_take_u8(&x->param, &channel));
	const uint8_t close[] = {0x00, MANAGE_CHANNEL, 0x80, channel, 0x00};
	TRY(apdu_transmit(x->euicc, BYTES_OF(close), &x->data));
	buf_reset(&x->data);
	return OK;
}

static enum err on_transmit(struct exchange *x)
{
	return apdu_transmit(x->euicc, x->param, &x->data);
}

static const struct {
	const char *name;
	enum err (*run)(struct exchange *x);
} functions[] = {
	{"connect", on_connect},
	{"disconnect", on_disconnect},
	{"logic_channel_open", on_channel_open},
	{"logic_channel_close", on_channel_close},
	{"transmit", on_transmit},
};

static enum err run_function(struct exchange *x, struct bytes name)
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (bytes_eq(name, bytes_str(functions[i].name)))
			return functions[i].run(x);
	return ERR_UNSUPPORTED;
}

static enum err perform(struct exchange *x, struct arena *arena, const json_t *request)
{
	const json_t *payload = NULL;
	struct bytes name = {};
	TRY(json_object_member(request, "payload", &payload));
	TRY(json_text(payload, "func", &name));
	TRY(json_optional(json_hex(arena, payload, "param", &x->param)));
	return run_function(x, name);
}

static enum err put_answer(const struct exchange *x, struct buf *out)
{
	TRY(json_open(out, NULL, '{'));
	TRY(json_put_str(out, "type", "apdu"));
	TRY(json_open(out, "payload", '{'));
	TRY(json_put_integer(out, "ecode", x->ecode));
	if (x->data.len > 0)
		TRY(json_put_hex(out, "data", buf_bytes(&x->data)));
	TRY(json_close(out, '}'));
	return json_close(out, '}');
}

/* Answer one line of the LPA, or pass it over if it is not for us. */
static enum err answer_line(struct euicc *euicc, struct bytes text)
{
	CLEANUP(arena_free) struct arena arena = arena_make(LIMIT_REQUEST_ARENA);
	CLEANUP(json_release) json_t *request = NULL;
	CLEANUP(buf_free) struct buf out = buf_make(LINE_MAX_LEN);
	struct exchange x = {.euicc = euicc, .data = buf_make(APDU_RESPONSE_MAX)};
	struct bytes type = {};
	if (json_parse(text, &request) != OK || json_text(request, "type", &type) != OK ||
	    !bytes_eq(type, BYTES_LIT("apdu")))
		return OK;
	if (perform(&x, &arena, request) != OK) {
		buf_reset(&x.data);
		x.ecode = -1;
	}
	enum err e = put_answer(&x, &out);
	buf_free(&x.data);
	TRY(e);
	bool written = printf("%.*s\n", BYTES_FMT(buf_bytes(&out))) > 0 && fflush(stdout) == 0;
	return written ? OK : ERR_CLOSED;
}

int veuicc_apdu(const struct command_line *line)
{
	CLEANUP(veuicc_device_close) struct veuicc_device device = {};
	int code = veuicc_device_open(line, &device);
	if (code != COMMAND_OK)
		return code;
	char *text = NULL;
	size_t cap = 0;
	ssize_t len = 0;
	enum err e = OK;
	while (e == OK && (len = getline(&text, &cap, stdin)) > 0)
		e = answer_line(&device.euicc, bytes_from(text, (size_t)len));
	free(text);
	return e == OK || e == ERR_CLOSED ? COMMAND_OK : command_failed(line, "%s", err_name(e));
}
