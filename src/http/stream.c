/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading and writing of one socket. OpenSSL's error queue is empty before and after each call.
 */
#include "http/stream.h"

#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"

/* Read and thrown away in one turn at most. */
enum { DRAIN_MAX = 64 * 1024 };

/* TLS 1.2 shows them in the record's type (renegotiation), TLS 1.3 only when it has opened it. */
static void on_message(int written, int version, int content_type, const void *message, size_t len,
		       SSL *ssl, void *stream)
{
	(void)version;
	(void)ssl;
	bool shown = content_type == SSL3_RT_HEADER && len > 0 &&
		     *(const uint8_t *)message == SSL3_RT_HANDSHAKE;
	if (!written && (shown || content_type == SSL3_RT_HANDSHAKE))
		((struct stream *)stream)->messages++;
}

static bool is_too_talkative(const struct stream *stream)
{
	return stream->messages > LIMIT_TLS_MESSAGES;
}

/*
 * Reads of the socket. Inside one SSL_read, OpenSSL takes messages (KeyUpdate, ClientHello) for as
 * long as they come, and no other connection has its turn: this is where it can be stopped.
 */
static long on_bio(BIO *bio, int operation, const char *data, size_t len, int number, long more,
		   int result, size_t *processed)
{
	(void)data;
	(void)len;
	(void)number;
	(void)more;
	(void)processed;
	const void *stream = BIO_get_callback_arg(bio);
	return operation == BIO_CB_READ && is_too_talkative(stream) ? 0 : result;
}

static void watch(struct stream *stream)
{
	BIO *bio = SSL_get_rbio(stream->ssl);
	SSL_set_msg_callback(stream->ssl, on_message);
	SSL_set_msg_callback_arg(stream->ssl, stream);
	BIO_set_callback_ex(bio, on_bio);
	BIO_set_callback_arg(bio, (char *)stream);
}

bool stream_open(struct stream *stream, int fd, SSL *ssl)
{
	*stream = (struct stream){.fd = fd, .ssl = ssl};
	if (!ssl)
		return true;
	if (SSL_set_fd(ssl, fd) == 1) {
		watch(stream);
		return true;
	}
	stream_close(stream);
	return false;
}

static enum stream_status tls_status(struct stream *stream, int result)
{
	int error = SSL_get_error(stream->ssl, result);
	unsigned long why = ERR_peek_error();
	if (error == SSL_ERROR_SSL)
		stream->reason = ERR_reason_error_string(why);
	if (is_too_talkative(stream))
		stream->reason = "too many messages";
	ERR_clear_error();
	if (error == SSL_ERROR_WANT_READ)
		return STREAM_WANT_READ;
	return error == SSL_ERROR_WANT_WRITE ? STREAM_WANT_WRITE : STREAM_CLOSED;
}

static enum stream_status socket_status(enum stream_status wanted)
{
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? wanted : STREAM_CLOSED;
}

enum stream_status stream_handshake(struct stream *stream)
{
	if (!stream->ssl)
		return STREAM_OK;
	ERR_clear_error();
	int result = SSL_do_handshake(stream->ssl);
	return result == 1 ? STREAM_OK : tls_status(stream, result);
}

size_t stream_received(const struct stream *stream)
{
	return stream->ssl ? (size_t)BIO_number_read(SSL_get_rbio(stream->ssl)) : 0;
}

enum stream_status stream_read(struct stream *stream, uint8_t *out, size_t len, size_t *got)
{
	if (stream->ssl) {
		ERR_clear_error();
		int result = SSL_read_ex(stream->ssl, out, len, got);
		return result == 1 ? STREAM_OK : tls_status(stream, result);
	}
	ssize_t n = recv(stream->fd, out, len, 0);
	if (n < 0)
		return socket_status(STREAM_WANT_READ);
	*got = (size_t)n;
	return n == 0 ? STREAM_CLOSED : STREAM_OK;
}

enum stream_status stream_write(struct stream *stream, struct bytes data, size_t *sent)
{
	if (stream->ssl) {
		ERR_clear_error();
		int result = SSL_write_ex(stream->ssl, data.ptr, data.len, sent);
		return result == 1 ? STREAM_OK : tls_status(stream, result);
	}
	ssize_t n = send(stream->fd, data.ptr, data.len, MSG_NOSIGNAL);
	if (n < 0)
		return socket_status(STREAM_WANT_WRITE);
	*sent = (size_t)n;
	return STREAM_OK;
}

bool stream_pending(const struct stream *stream)
{
	return stream->ssl && SSL_has_pending(stream->ssl);
}

bool stream_peer_certificate(const struct stream *stream, struct buf *out)
{
	X509 *certificate = stream->ssl ? SSL_get0_peer_certificate(stream->ssl) : NULL;
	if (!certificate)
		return true;
	unsigned char *der = NULL;
	int len = i2d_X509(certificate, &der);
	bool good = len > 0 && buf_put(out, bytes_from(der, (size_t)len)) == OK;
	OPENSSL_free(der);
	ERR_clear_error();
	return good;
}

void stream_finish(struct stream *stream)
{
	if (stream->ssl && SSL_is_init_finished(stream->ssl)) {
		ERR_clear_error();
		(void)SSL_shutdown(stream->ssl);
		ERR_clear_error();
	}
	(void)shutdown(stream->fd, SHUT_WR);
	SSL_free(stream->ssl);
	stream->ssl = NULL;
}

enum stream_status stream_drain(struct stream *stream)
{
	uint8_t waste[4096];
	for (size_t n = 0; n < DRAIN_MAX; n += sizeof(waste)) {
		ssize_t got = recv(stream->fd, waste, sizeof(waste), 0);
		if (got == 0)
			return STREAM_CLOSED;
		if (got < 0)
			return socket_status(STREAM_WANT_READ);
	}
	return STREAM_WANT_READ;
}

void stream_close(struct stream *stream)
{
	SSL_free(stream->ssl);
	if (stream->fd >= 0)
		close(stream->fd);
	*stream = (struct stream){.fd = -1};
}
