/* SPDX-License-Identifier: Apache-2.0 */
/* Replies must have a Content-Length, as ours do. */
#include "caller.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sys/net.h"

enum { MESSAGE_MAX = 64 * 1024, CHUNK = 16 * 1024, STATUS_OK = 200, STATUS_NO_CONTENT = 204 };

enum err caller_context(const char *certificate, const char *key, SSL_CTX **out)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	bool ok = context && SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1 &&
		  SSL_CTX_set1_groups_list(context, "P-256") == 1;
	if (ok && certificate)
		ok = SSL_CTX_use_certificate_chain_file(context, certificate) == 1 &&
		     SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1;
	if (!ok) {
		SSL_CTX_free(context);
		return ERR_CRYPTO;
	}
	*out = context;
	return OK;
}

enum err caller_open(struct caller *caller, uint16_t port, SSL_CTX *context)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	*caller = (struct caller){.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0),
				  .in = buf_make(MESSAGE_MAX),
				  .out = buf_make(MESSAGE_MAX)};
	if (caller->fd < 0 ||
	    connect(caller->fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		return ERR_IO;
	net_no_delay(caller->fd);
	caller->ssl = SSL_new(context);
	if (!caller->ssl || SSL_set_fd(caller->ssl, caller->fd) != 1 ||
	    SSL_set_tlsext_host_name(caller->ssl, "localhost") != 1 ||
	    SSL_connect(caller->ssl) != 1)
		return ERR_CRYPTO;
	return OK;
}

void caller_close(struct caller *caller)
{
	SSL_free(caller->ssl);
	if (caller->ssl || caller->fd > 0)
		(void)close(caller->fd);
	buf_free(&caller->in);
	buf_free(&caller->out);
	*caller = (struct caller){.fd = -1};
}

static enum err send_request(struct caller *caller, const char *path, struct bytes body)
{
	struct buf *out = &caller->out;
	buf_reset(out);
	TRY(buf_put_fmt(out,
			"POST %s HTTP/1.1\r\n"
			"Host: localhost\r\n"
			"Content-Type: application/json\r\n"
			"X-Admin-Protocol: gsma/rsp/v2.5.0\r\n"
			"Content-Length: %zu\r\n\r\n",
			path, body.len));
	TRY(buf_put(out, body));
	return SSL_write(caller->ssl, out->ptr, (int)out->len) == (int)out->len ? OK : ERR_IO;
}

static enum err read_more(struct caller *caller)
{
	uint8_t chunk[CHUNK];
	int n = SSL_read(caller->ssl, chunk, sizeof(chunk));
	return n > 0 ? buf_put(&caller->in, bytes_from(chunk, (size_t)n)) : ERR_IO;
}

/* The head as text, as soon as it is whole; the body is behind it. */
static enum err read_head(struct caller *caller, size_t *body_at)
{
	static const char end[] = "\r\n\r\n";
	buf_reset(&caller->in);
	for (;;) {
		TRY(read_more(caller));
		uint8_t *found = memmem(caller->in.ptr, caller->in.len, end, strlen(end));
		if (!found)
			continue;
		*body_at = (size_t)(found - caller->in.ptr) + strlen(end);
		found[0] = '\0';
		return OK;
	}
}

static enum err receive(struct caller *caller, struct bytes *reply)
{
	size_t at = 0;
	int status = 0;
	TRY(read_head(caller, &at));
	const char *head = (const char *)caller->in.ptr;
	const char *length = strcasestr(head, "\r\nContent-Length:");
	if (sscanf(head, "HTTP/1.1 %d ", &status) != 1 || (!length && status != STATUS_NO_CONTENT))
		return ERR_IO;
	size_t len = length ? strtoul(strchr(length, ':') + 1, NULL, 10) : 0;
	while (caller->in.len < at + len)
		TRY(read_more(caller));
	*reply = bytes_from(caller->in.ptr + at, len);
	caller->status = status;
	return status == STATUS_OK ? OK : ERR_DENIED;
}

enum err caller_post(struct caller *caller, const char *path, struct bytes body,
		     struct bytes *reply)
{
	caller->status = 0;
	TRY(send_request(caller, path, body));
	return receive(caller, reply);
}
