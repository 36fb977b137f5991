/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses as text and listening sockets.
 */
#include "sys/net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* "[host]:" or "host:" off the front of `*text`. */
static enum err take_host(struct bytes *text, struct bytes *host)
{
	bool brackets = text->len > 0 && text->ptr[0] == '[';
	struct bytes rest = *text;
	if (brackets) {
		struct bytes opening = {};
		TRY(bytes_take(&rest, 1, &opening));
		bytes_take_until(&rest, ']', host);
		uint8_t colon = 0;
		if (bytes_take_u8(&rest, &colon) != OK)
			return ERR_MISSING;
		if (colon != ':')
			return ERR_SYNTAX;
	} else {
		if (!memchr(text->ptr ? text->ptr : (const uint8_t *)"", ':', text->len))
			return ERR_MISSING;
		bytes_take_until(&rest, ':', host);
	}
	*text = rest;
	return host->len > 0 ? OK : ERR_SYNTAX;
}

static enum err parse_port(struct bytes text, uint16_t *out)
{
	unsigned long port = 0;
	if (text.len == 0)
		return ERR_MISSING;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return ERR_SYNTAX;
		port = port * 10 + (unsigned long)(text.ptr[i] - '0');
		if (port > UINT16_MAX)
			return ERR_RANGE;
	}
	*out = (uint16_t)port;
	return OK;
}

enum err net_address_parse(struct bytes text, struct net_address *out)
{
	struct net_address address = {};
	struct bytes host = {};
	TRY(take_host(&text, &host));
	TRY(parse_port(text, &address.port));
	if (host.len > NET_HOST_MAX)
		return ERR_TOO_LONG;
	for (size_t i = 0; i < host.len; i++)
		if (host.ptr[i] == '\0' || host.ptr[i] == '[' || host.ptr[i] == ']')
			return ERR_SYNTAX;
	memcpy(address.host, host.ptr, host.len);
	*out = address;
	return OK;
}

static enum err resolve(const struct net_address *address, struct addrinfo **out)
{
	struct addrinfo hints = {
		.ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_PASSIVE | AI_NUMERICSERV,
	};
	char port[8] = {};
	snprintf(port, sizeof(port), "%u", (unsigned)address->port);
	int failed = getaddrinfo(address->host, port, &hints, out);
	if (failed == EAI_MEMORY)
		return ERR_NOMEM;
	return failed ? ERR_NOT_FOUND : OK;
}

static enum err bind_error(int number)
{
	static const struct {
		int number;
		enum err err;
	} rows[] = {
		{EADDRINUSE, ERR_CONFLICT},
		{EACCES, ERR_DENIED},
		{EADDRNOTAVAIL, ERR_NOT_FOUND},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].number == number)
			return rows[i].err;
	return ERR_IO;
}

static enum err bind_one(const struct addrinfo *info, bool shared, int *out)
{
	int fd = socket(info->ai_family, info->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return ERR_IO;
	int on = 1;
	bool failed = setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0;
	if (shared)
		failed |= setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) != 0;
	/* "[::]" means IPv6 alone whatever the system's default, so that both can be listed. */
	if (info->ai_family == AF_INET6)
		failed |= setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) != 0;
	if (failed || bind(fd, info->ai_addr, info->ai_addrlen) != 0) {
		enum err result = bind_error(errno);
		close(fd);
		return result;
	}
	*out = fd;
	return OK;
}

enum err net_bind(const struct net_address *address, bool shared, int *out)
{
	struct addrinfo *list = NULL;
	TRY(resolve(address, &list));
	enum err result = ERR_NOT_FOUND;
	for (const struct addrinfo *info = list; info && result != OK; info = info->ai_next)
		result = bind_one(info, shared, out);
	freeaddrinfo(list);
	return result;
}

enum err net_port(int fd, uint16_t *out)
{
	struct sockaddr_storage address = {};
	socklen_t len = sizeof(address);
	if (getsockname(fd, (struct sockaddr *)&address, &len) != 0)
		return ERR_IO;
	if (address.ss_family == AF_INET)
		*out = ntohs(((struct sockaddr_in *)&address)->sin_port);
	else if (address.ss_family == AF_INET6)
		*out = ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
	else
		return ERR_IO;
	return OK;
}

void net_no_delay(int fd)
{
	int on = 1;
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

void net_peer_text(const struct sockaddr *peer, char out[static NET_PEER_TEXT])
{
	char host[INET6_ADDRSTRLEN] = {};
	if (peer->sa_family == AF_INET) {
		const struct sockaddr_in *four = (const struct sockaddr_in *)peer;
		inet_ntop(AF_INET, &four->sin_addr, host, sizeof(host));
		snprintf(out, NET_PEER_TEXT, "%s:%u", host, ntohs(four->sin_port));
	} else if (peer->sa_family == AF_INET6) {
		const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)peer;
		inet_ntop(AF_INET6, &six->sin6_addr, host, sizeof(host));
		snprintf(out, NET_PEER_TEXT, "[%s]:%u", host, ntohs(six->sin6_port));
	} else {
		snprintf(out, NET_PEER_TEXT, "unknown");
	}
}

size_t net_descriptors(size_t wanted)
{
	struct rlimit limit = {};
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return wanted;
	if (limit.rlim_cur < wanted && limit.rlim_cur < limit.rlim_max) {
		struct rlimit raised = limit;
		raised.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &raised) == 0)
			limit = raised;
	}
	return limit.rlim_cur < wanted ? (size_t)limit.rlim_cur : wanted;
}
