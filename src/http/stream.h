/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A non-blocking connection as a stream of bytes, with TLS or without.
 */
#ifndef HTTP_STREAM_H
#define HTTP_STREAM_H

#include <openssl/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"

struct stream {
	int fd;
	SSL *ssl;	    /* NULL: without TLS */
	const char *reason; /* why TLS failed, static text; NULL: it did not, or the peer left */
	unsigned messages;  /* of TLS handshakes that came, records and contents */
};

/* How an operation went; the two WANTs ask to try again when the socket is ready for that. */
enum stream_status { STREAM_OK, STREAM_WANT_READ, STREAM_WANT_WRITE, STREAM_CLOSED };

/*
 * Take over `fd` and, if it is not NULL, `ssl`. False without memory; both are then released. The
 * stream must stay where it is.
 */
bool stream_open(struct stream *stream, int fd, SSL *ssl);

/* Bytes of TLS that have come; 0 without TLS. */
size_t stream_received(const struct stream *stream);

/* At once OK without TLS. */
enum stream_status stream_handshake(struct stream *stream);

/* Read at most `len` bytes; `*got` is set with STREAM_OK only, and is then at least 1. */
enum stream_status stream_read(struct stream *stream, uint8_t *out, size_t len, size_t *got);

/* Write some of `data`, which is not empty; `*sent` as above. */
enum stream_status stream_write(struct stream *stream, struct bytes data, size_t *sent);

/* True if there are bytes to read that the socket does not know of any more. */
bool stream_pending(const struct stream *stream);

/* Append the DER of the peer's certificate, if it showed one. False without memory. */
bool stream_peer_certificate(const struct stream *stream, struct buf *out);

/* Tell the peer that nothing more will be sent; then only stream_drain and stream_close. */
void stream_finish(struct stream *stream);

/* After stream_finish: throw away what the peer still sends, as it is on the wire. */
enum stream_status stream_drain(struct stream *stream);

/* Release. Safe twice. */
void stream_close(struct stream *stream);

#endif
