/* SPDX-License-Identifier: Apache-2.0 */
#include "http_peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { TIMEOUT_S = 60, MAX = 5 * 1024 * 1024 };

bool http_peer_open(struct http_peer *peer, uint16_t port, SSL_CTX *context)
{
	*peer = (struct http_peer){.in = buf_make(MAX)};
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
	struct timeval timeout = {.tv_sec = TIMEOUT_S};
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	peer->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(peer->fd >= 0);
	setsockopt(peer->fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	setsockopt(peer->fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
	int on = 1;
	setsockopt(peer->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	assert_int_equal(connect(peer->fd, (struct sockaddr *)&address, sizeof(address)), 0);
	if (!context)
		return true;
	peer->ssl = SSL_new(context);
	assert_non_null(peer->ssl);
	SSL_set_fd(peer->ssl, peer->fd);
	SSL_set_tlsext_host_name(peer->ssl, "localhost");
	bool good = SSL_connect(peer->ssl) == 1;
	ERR_clear_error();
	return good;
}

bool http_peer_send_bytes(struct http_peer *peer, struct bytes data)
{
	struct bytes part = {};
	while (data.len > 0) {
		ssize_t n = peer->ssl ? SSL_write(peer->ssl, data.ptr, (int)data.len)
				      : send(peer->fd, data.ptr, data.len, MSG_NOSIGNAL);
		if (n <= 0) {
			ERR_clear_error();
			return false;
		}
		assert_int_equal(bytes_take(&data, (size_t)n, &part), OK);
	}
	return true;
}

bool http_peer_send(struct http_peer *peer, const char *text)
{
	return http_peer_send_bytes(peer, bytes_str(text));
}

static bool read_more(struct http_peer *peer)
{
	uint8_t chunk[16384] = {};
	ssize_t n = peer->ssl ? SSL_read(peer->ssl, chunk, sizeof(chunk))
			      : recv(peer->fd, chunk, sizeof(chunk), 0);
	ERR_clear_error();
	if (n <= 0)
		return false;
	assert_int_equal(buf_put(&peer->in, bytes_from(chunk, (size_t)n)), OK);
	return true;
}

/* The end of the head that begins the received bytes, 0 if it is not there yet. */
static size_t head_len(const struct http_peer *peer)
{
	const uint8_t *end =
		peer->in.len ? memmem(peer->in.ptr, peer->in.len, "\r\n\r\n", 4) : NULL;
	return end ? (size_t)(end - peer->in.ptr) + 4 : 0;
}

static char *text_of(char **kept, struct bytes part)
{
	free(*kept);
	*kept = calloc(1, part.len + 1);
	assert_non_null(*kept);
	if (part.len > 0)
		memcpy(*kept, part.ptr, part.len);
	return *kept;
}

static void consume(struct http_peer *peer, size_t len)
{
	struct buf rest = buf_make(MAX);
	struct bytes all = buf_bytes(&peer->in), used = {};
	assert_int_equal(bytes_take(&all, len, &used), OK);
	if (all.len > 0)
		assert_int_equal(buf_put(&rest, all), OK);
	buf_free(&peer->in);
	peer->in = rest;
}

struct http_peer_reply http_peer_receive(struct http_peer *peer)
{
	struct http_peer_reply reply = {.head = text_of(&peer->head, BYTES_LIT("")),
					.body = text_of(&peer->body, BYTES_LIT(""))};
	while (head_len(peer) == 0)
		if (!read_more(peer))
			return reply;
	size_t len = head_len(peer);
	reply.head = text_of(&peer->head, bytes_from(peer->in.ptr, len));
	const char *length = strstr(reply.head, "Content-Length: ");
	reply.body_len = length ? strtoul(length + 16, NULL, 10) : 0;
	while (peer->in.len < len + reply.body_len)
		if (!read_more(peer))
			return reply;
	reply.body = text_of(&peer->body, bytes_from(peer->in.ptr + len, reply.body_len));
	reply.status = atoi(reply.head + strlen("HTTP/1.1 "));
	consume(peer, len + reply.body_len);
	return reply;
}

bool http_peer_ended(struct http_peer *peer)
{
	return peer->in.len == 0 && !read_more(peer);
}

void http_peer_close(struct http_peer *peer)
{
	SSL_free(peer->ssl);
	if (peer->fd >= 0)
		close(peer->fd);
	buf_free(&peer->in);
	free(peer->head);
	free(peer->body);
	*peer = (struct http_peer){.fd = -1};
}
