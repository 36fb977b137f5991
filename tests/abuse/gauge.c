/* SPDX-License-Identifier: Apache-2.0 */
/* A plain GET for each reading; the connection that asks is not counted. */
#include "gauge.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "figure.h"
#include "proc.h"

enum { TEXT_MAX = 64 * 1024 };

static const char question[] = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n"
			       "Connection: close\r\n\r\n";

static enum err fetch(int fd, uint16_t port, char *text)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	size_t len = 0;
	ssize_t got = 1;
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    send(fd, question, strlen(question), 0) != (ssize_t)strlen(question))
		return ERR_IO;
	while (got > 0 && len < TEXT_MAX - 1) {
		got = recv(fd, text + len, TEXT_MAX - 1 - len, 0);
		len += got > 0 ? (size_t)got : 0;
	}
	text[len] = '\0';
	return got == 0 ? OK : ERR_IO;
}

static enum err find(const char *text, const char *name, long *out)
{
	char line[64] = "";
	(void)snprintf(line, sizeof(line), "\nrspd_%s ", name);
	const char *found = strstr(text, line);
	if (!found)
		return ERR_SYNTAX;
	*out = strtol(found + strlen(line), NULL, 10);
	return OK;
}

static enum err read_all(const char *text, struct gauge *out)
{
	TRY(find(text, "connections", &out->connections));
	TRY(find(text, "sessions", &out->sessions));
	TRY(find(text, "connection_timeouts_total", &out->timeouts));
	TRY(find(text, "connections_evicted_total", &out->evicted));
	TRY(find(text, "requests_refused_total", &out->refused));
	out->connections--;
	return OK;
}

enum err gauge_read(pid_t rspd, uint16_t metrics_port, struct gauge *out)
{
	char text[TEXT_MAX] = "";
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	enum err e = fd >= 0 ? fetch(fd, metrics_port, text) : ERR_IO;
	if (fd >= 0)
		(void)close(fd);
	TRY(e);
	TRY(read_all(text, out));
	out->at_us = figure_now_us();
	out->own_cpu_us = figure_process_us();
	TRY(proc_cpu_us(rspd, &out->rspd_cpu_us));
	return proc_memory_kb(rspd, &out->memory_kb);
}
