/* SPDX-License-Identifier: Apache-2.0 */
/* Nothing here blocks: what cannot be sent now is left out. */
#include "manner.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define PATH	     "/gsma/rsp2/es9plus/initiateAuthentication"
#define HEAD	     "POST " PATH " HTTP/1.1\r\nHost: localhost\r\n"
#define CONTENT_TYPE "Content-Type: application/json\r\n"
#define REQUEST	     HEAD CONTENT_TYPE "Content-Length: 2\r\n\r\n{}"

enum {
	BLOCK = 64 * 1024,
	BODY_PART = 4000, /* of a slow body */
	BODY_PARTS = 16,  /* nearly all that may come; then a byte at a time */
	RENEWALS = 200,
	RENEWALS_SEEN = 10,   /* acts in which the server must have seen the first ones */
	HUGE_BODY_BLOCKS = 4, /* in one act */
	PIPELINED = 100,      /* requests in one act */
};

static bool would_block(const struct attacker *a, int result)
{
	if (!a->line.ssl)
		return errno == EAGAIN || errno == EWOULDBLOCK;
	int error = SSL_get_error(a->line.ssl, result);
	return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

static bool say(struct attacker *a, const void *data, size_t len)
{
	ERR_clear_error();
	int sent = a->line.ssl ? SSL_write(a->line.ssl, data, (int)len)
			       : (int)send(a->line.fd, data, len, 0);
	return sent > 0 || would_block(a, sent);
}

static bool say_text(struct attacker *a, const char *text)
{
	return say(a, text, strlen(text));
}

static void count_answers(struct attacker *a, const char *text)
{
	static const char line[] = "HTTP/1.1 ";
	for (const char *at = strstr(text, line); at; at = strstr(at + 1, line)) {
		unsigned long status = strtoul(at + strlen(line), NULL, 10);
		if (status < MANNER_STATUS_MAX)
			a->tally->answers[status]++;
	}
}

/* Take what has come. False if the server has ended the connection. */
static bool hear(struct attacker *a)
{
	char text[4096] = "";
	int got = 1;
	while (got > 0) {
		ERR_clear_error();
		got = a->line.ssl ? SSL_read(a->line.ssl, text, sizeof(text) - 1)
				  : (int)recv(a->line.fd, text, sizeof(text) - 1, 0);
		text[got > 0 ? got : 0] = '\0';
		count_answers(a, text);
	}
	return would_block(a, got);
}

static bool do_nothing(struct attacker *a)
{
	return hear(a);
}

static bool slow_handshake(struct attacker *a)
{
	static const char hello[] = "\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03";
	size_t at = a->acts < sizeof(hello) - 1 ? a->acts : sizeof(hello) - 1;
	return say(a, hello + at, 1) && hear(a);
}

static bool slow_head(struct attacker *a)
{
	return say_text(a, a->acts == 0 ? HEAD : "X-Patience: 1\r\n") && hear(a);
}

static bool slow_body(struct attacker *a)
{
	static const char part[BODY_PART] = "";
	bool well = a->acts > 0 || say_text(a, HEAD CONTENT_TYPE "Content-Length: 65536\r\n\r\n");
	return well && say(a, part, a->acts < BODY_PARTS ? sizeof(part) : 1) && hear(a);
}

static bool byte_after_byte(struct attacker *a)
{
	static const char text[] = REQUEST;
	return say(a, text + a->acts % strlen(text), 1) && hear(a);
}

static bool huge_body(struct attacker *a)
{
	static const char block[BLOCK] = "";
	static const char *const heads[] = {HEAD CONTENT_TYPE "Content-Length: 104857600\r\n\r\n",
					    HEAD CONTENT_TYPE
					    "Transfer-Encoding: chunked\r\n\r\n6400000\r\n"};
	bool well = a->acts > 0 || say_text(a, heads[a->number % 2]);
	for (size_t i = 0; i < HUGE_BODY_BLOCKS && well; i++)
		well = say(a, block, sizeof(block));
	return hear(a) && well;
}

static bool keep_alive(struct attacker *a)
{
	return say_text(a, REQUEST) && hear(a);
}

/* One record of TLS, full of requests. */
static bool pipeline(struct attacker *a)
{
	char text[PIPELINED * (sizeof(REQUEST) - 1) + 1] = "";
	for (size_t i = 0; i < PIPELINED; i++)
		memcpy(text + i * (sizeof(REQUEST) - 1), REQUEST, sizeof(REQUEST));
	return say_text(a, text) && hear(a);
}

/* OpenSSL's client gives up when it is refused. */
static bool renegotiate(struct attacker *a)
{
	ERR_clear_error();
	if (a->acts == 0 && SSL_renegotiate(a->line.ssl) != 1)
		return false;
	int result = SSL_do_handshake(a->line.ssl);
	if (result != 1 && would_block(a, result))
		return true;
	bool refused = ERR_GET_REASON(ERR_peek_error()) == SSL_R_NO_RENEGOTIATION;
	a->tally->repelled += refused;
	a->tally->yielded += result == 1;
	return false;
}

/* The server must end this, since OpenSSL alone would go on for as long as it is asked to. */
static bool renew_keys(struct attacker *a)
{
	bool well = true;
	for (size_t i = 0; i < RENEWALS && well; i++)
		well = SSL_key_update(a->line.ssl, SSL_KEY_UPDATE_NOT_REQUESTED) == 1 &&
		       SSL_do_handshake(a->line.ssl) == 1;
	if (well && hear(a)) {
		a->tally->yielded += a->acts > RENEWALS_SEEN;
		return true;
	}
	a->tally->repelled++;
	return false;
}

const struct manner manners[MANNERS] = {
	{"slow handshakes", 200, 1000, MANNER_TCP, slow_handshake},
	{"slow headers", 300, 1000, MANNER_TLS_1_3, slow_head},
	{"slow bodies", 2000, 1000, MANNER_TLS_1_3, slow_body},
	{"one byte a second", 300, 1000, MANNER_TLS_1_3, byte_after_byte},
	[MANNER_HUGE_BODY] = {"100 MB bodies", 8, 50, MANNER_TLS_1_3, huge_body},
	[MANNER_KEEP_ALIVE] = {"endless keep-alive", 100, 500, MANNER_TLS_1_3, keep_alive},
	[MANNER_PIPELINING] = {"pipelining", 4, 500, MANNER_TLS_1_3, pipeline},
	[MANNER_RENEGOTIATION] = {"renegotiation", 10, 200, MANNER_TLS_1_2, renegotiate},
	[MANNER_RENEWAL] = {"endless key renewal", 10, 200, MANNER_TLS_1_3, renew_keys},
	[MANNER_IDLE] = {"idle connections", 5000, 5000, MANNER_TLS_1_3, do_nothing},
};
