/* SPDX-License-Identifier: Apache-2.0 */
/* The card behind lpac's stdio driver: the answers, and the pipes. */
#include "cli/veuicc_apdu.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "card/apdu.h"
#include "cli/veuicc_device.h"
#include "codec/json.h"

enum { LINE_ARENA_MAX = 16 * 1024, ANSWER_MAX = 4096, FAILED = -1, STATUS_LEN = 2 };

/* One request: its parameter, and what it is answered with. */
struct request {
	struct euicc *card;
	struct bytes param;
	struct buf data;
};

static int power_on(struct request *r)
{
	return euicc_reset(r->card) == OK ? 0 : FAILED;
}

static enum err transmit(struct request *r, struct bytes command)
{
	buf_reset(&r->data);
	return apdu_transmit(r->card, command, &r->data);
}

/* True if the answer is a status word of 9000, with or without data. */
static bool is_fine(const struct request *r)
{
	return r->data.len >= STATUS_LEN && r->data.ptr[r->data.len - 2] == 0x90 &&
	       r->data.ptr[r->data.len - 1] == 0x00;
}

static enum err select_on(struct request *r, uint8_t channel, struct bytes aid)
{
	CLEANUP(buf_free) struct buf select = buf_make(APDU_COMMAND_MAX);
	const uint8_t head[] = {channel, 0xA4, 0x04, 0x0C, (uint8_t)aid.len};
	TRY(buf_put(&select, BYTES_OF(head)));
	TRY(buf_put(&select, aid));
	return transmit(r, buf_bytes(&select));
}

/* MANAGE CHANNEL and SELECT; the number of the channel is the result. */
static int open_and_select(struct request *r)
{
	if (transmit(r, BYTES_LIT("\x00\x70\x00\x00\x01")) != OK || !is_fine(r) || r->data.len != 3)
		return FAILED;
	uint8_t channel = r->data.ptr[0];
	return select_on(r, channel, r->param) == OK && is_fine(r) ? channel : FAILED;
}

/* The driver wants no data beside the number. */
static int open_channel(struct request *r)
{
	int channel = open_and_select(r);
	buf_reset(&r->data);
	return channel;
}

static int close_channel(struct request *r)
{
	uint8_t close[] = {0x00, 0x70, 0x80, 0};
	if (r->param.len != 1)
		return FAILED;
	close[3] = r->param.ptr[0];
	bool closed = transmit(r, BYTES_OF(close)) == OK && is_fine(r);
	buf_reset(&r->data);
	return closed ? 0 : FAILED;
}

static int pass_on(struct request *r)
{
	struct bytes command = r->param;
	return transmit(r, command) == OK ? 0 : FAILED;
}

static const struct {
	const char *name;
	int (*run)(struct request *r);
} functions[] = {
	{"connect", power_on},
	{"disconnect", power_on},
	{"logic_channel_open", open_channel},
	{"logic_channel_close", close_channel},
	{"transmit", pass_on},
};

static int execute(struct request *r, struct bytes name)
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		if (bytes_eq(bytes_str(functions[i].name), name))
			return functions[i].run(r);
	}
	return FAILED;
}

static enum err put_answer(int ecode, struct bytes data, struct buf *out)
{
	TRY(json_open(out, NULL, '{'));
	TRY(json_put_str(out, "type", "apdu"));
	TRY(json_open(out, "payload", '{'));
	TRY(json_put_integer(out, "ecode", ecode));
	if (data.len > 0)
		TRY(json_put_hex(out, "data", data));
	TRY(json_close(out, '}'));
	TRY(json_close(out, '}'));
	return buf_put_u8(out, '\n');
}

/* The payload of a line that is for the card. */
static enum err find_payload(const json_t *root, const json_t **payload)
{
	struct bytes type = {};
	if (json_text(root, "type", &type) != OK || !bytes_eq(type, BYTES_LIT("apdu")))
		return ERR_UNSUPPORTED;
	return json_object_member(root, "payload", payload) == OK ? OK : ERR_UNSUPPORTED;
}

enum err veuicc_apdu_answer(struct euicc *card, struct bytes line, struct buf *out)
{
	CLEANUP(json_release) json_t *root = NULL;
	CLEANUP(arena_free) struct arena arena = arena_make(LINE_ARENA_MAX);
	struct request r = {.card = card, .data = buf_make(APDU_RESPONSE_MAX)};
	const json_t *payload = NULL;
	struct bytes name = {};
	if (json_parse(line, &root) != OK)
		return ERR_UNSUPPORTED;
	TRY(find_payload(root, &payload));
	bool readable = json_text(payload, "func", &name) == OK &&
			json_optional(json_hex(&arena, payload, "param", &r.param)) == OK;
	int ecode = readable ? execute(&r, name) : FAILED;
	enum err error = put_answer(ecode, buf_bytes(&r.data), out);
	buf_free(&r.data);
	return error;
}

/* ---- pipes ---- */

/* Where the LPA's lines come from, where answers go, and what it says to people. */
struct link {
	FILE *from_lpa, *to_lpa, *to_people;
};

/* Serve until the LPA ends. False if it cannot be answered. */
static bool serve(struct euicc *card, const struct link *link)
{
	char *text = NULL;
	size_t room = 0;
	bool going = true;
	while (going) {
		CLEANUP(buf_free) struct buf answer = buf_make(ANSWER_MAX);
		ssize_t len = getline(&text, &room, link->from_lpa);
		if (len < 0)
			break;
		enum err error = veuicc_apdu_answer(card, bytes_from(text, (size_t)len), &answer);
		FILE *to = error == ERR_UNSUPPORTED ? link->to_people : link->to_lpa;
		struct bytes line = error == ERR_UNSUPPORTED ? bytes_from(text, (size_t)len)
							     : buf_bytes(&answer);
		going = fwrite(line.ptr, 1, line.len, to) == line.len && fflush(to) == 0;
	}
	free(text);
	return going;
}

static int serve_stdio(struct veuicc_device *d)
{
	struct link link = {stdin, stdout, stderr};
	(void)serve(&d->card, &link);
	return euicc_reset(&d->card) == OK ? COMMAND_OK : COMMAND_FAILED;
}

/* Start the LPA between two pipes, with its stdio driver chosen. `argv` ends with a NULL. */
static enum err start_lpa(char *const *argv, pid_t *pid, struct link *link)
{
	int down[2] = {-1, -1}, up[2] = {-1, -1};
	posix_spawn_file_actions_t actions;
	if (pipe2(down, O_CLOEXEC) != 0 || pipe2(up, O_CLOEXEC) != 0 ||
	    setenv("LPAC_APDU", "stdio", 0) != 0 || posix_spawn_file_actions_init(&actions) != 0)
		return ERR_IO;
	int failed = posix_spawn_file_actions_adddup2(&actions, down[0], STDIN_FILENO);
	failed = failed ? failed : posix_spawn_file_actions_adddup2(&actions, up[1], STDOUT_FILENO);
	failed = failed ? failed : posix_spawnp(pid, argv[0], &actions, NULL, argv, environ);
	(void)posix_spawn_file_actions_destroy(&actions);
	(void)close(down[0]);
	(void)close(up[1]);
	link->from_lpa = fdopen(up[0], "r");
	link->to_lpa = fdopen(down[1], "w");
	link->to_people = stdout;
	if (failed)
		return failed == ENOENT ? ERR_NOT_FOUND : ERR_IO;
	return link->from_lpa && link->to_lpa ? OK : ERR_NOMEM;
}

/* The LPA's exit code is ours. */
static int serve_program(struct veuicc_device *d)
{
	char *argv[VEUICC_APDU_WORDS_MAX + 1] = {};
	struct link link = {};
	pid_t pid = 0;
	int status = 0;
	for (size_t i = 0; i < d->line->operands_n; i++)
		argv[i] = d->line->operands[i];
	enum err error = start_lpa(argv, &pid, &link);
	if (error == OK)
		(void)serve(&d->card, &link);
	if (link.to_lpa)
		(void)fclose(link.to_lpa);
	if (link.from_lpa)
		(void)fclose(link.from_lpa);
	if (error != OK)
		return command_failed(d->line, "%s cannot be started (%s)", argv[0],
				      err_name(error));
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || euicc_reset(&d->card) != OK)
		return COMMAND_FAILED;
	return WEXITSTATUS(status);
}

int veuicc_apdu_run(const struct command_line *line)
{
	CLEANUP(veuicc_device_close) struct veuicc_device d = {};
	int code = veuicc_device_open(&d, line);
	if (code != COMMAND_OK)
		return code;
	/* An LPA that goes away is the end of its input, not of us. */
	(void)signal(SIGPIPE, SIG_IGN);
	return line->operands_n > 0 ? serve_program(&d) : serve_stdio(&d);
}
