/* SPDX-License-Identifier: Apache-2.0 */
/* A tick opens a few connections and does what is due on the others. */
#include "mob.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "figure.h"

enum { TICK_NS = 20 * 1000 * 1000, COME_PER_TICK = 8 };

size_t mob_size(void)
{
	size_t n = 0;
	for (size_t i = 0; i < MANNERS; i++)
		n += manners[i].connections;
	return n;
}

static enum err open_tcp(struct caller *line, uint16_t port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	*line = (struct caller){.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
	bool open = line->fd >= 0 &&
		    connect(line->fd, (struct sockaddr *)&address, sizeof(address)) == 0;
	return open ? OK : ERR_IO;
}

static void come(struct mob *mob, struct attacker *a)
{
	enum manner_entry entry = a->manner->entry;
	enum err e = entry == MANNER_TCP ? open_tcp(&a->line, mob->port)
					 : caller_open(&a->line, mob->port, mob->entries[entry]);
	a->present = e == OK && fcntl(a->line.fd, F_SETFL, O_NONBLOCK) == 0;
	a->due_us = figure_now_us();
	a->acts = 0;
	a->tally->opened += a->present;
	if (a->present)
		return;
	a->tally->shut_out++;
	caller_close(&a->line);
}

static void let_come(struct mob *mob)
{
	size_t come_n = 0;
	for (size_t i = 0; i < mob->n && come_n < COME_PER_TICK; i++) {
		struct attacker *a = &mob->attackers[mob->next];
		mob->next = (mob->next + 1) % mob->n;
		if (a->present)
			continue;
		come(mob, a);
		come_n++;
	}
}

static void act(struct attacker *a)
{
	if (a->manner->act(a)) {
		a->acts++;
		a->due_us += a->manner->period_ms * 1e3;
		return;
	}
	a->tally->ended++;
	a->present = false;
	caller_close(&a->line);
}

static void *work(void *context)
{
	struct mob *mob = context;
	const struct timespec tick = {.tv_nsec = TICK_NS};
	while (!atomic_load(&mob->over)) {
		double now_us = figure_now_us();
		let_come(mob);
		for (size_t i = 0; i < mob->n; i++)
			if (mob->attackers[i].present && mob->attackers[i].due_us <= now_us)
				act(&mob->attackers[i]);
		(void)nanosleep(&tick, NULL);
	}
	return NULL;
}

static void enlist(struct mob *mob)
{
	for (size_t i = 0; i < MANNERS; i++)
		for (size_t n = 0; n < manners[i].connections; n++)
			mob->attackers[mob->n++] = (struct attacker){.manner = &manners[i],
								     .tally = &mob->tallies[i],
								     .number = n,
								     .line = {.fd = -1}};
}

static enum err make_entries(struct mob *mob)
{
	TRY(caller_context(NULL, NULL, &mob->entries[MANNER_TLS_1_3]));
	TRY(caller_context(NULL, NULL, &mob->entries[MANNER_TLS_1_2]));
	SSL_CTX *old = mob->entries[MANNER_TLS_1_2];
	if (SSL_CTX_set_min_proto_version(old, TLS1_2_VERSION) != 1 ||
	    SSL_CTX_set_max_proto_version(old, TLS1_2_VERSION) != 1)
		return ERR_CRYPTO;
	for (size_t i = 0; i < MANNER_ENTRIES; i++)
		if (mob->entries[i])
			SSL_CTX_set_mode(mob->entries[i],
					 SSL_MODE_ENABLE_PARTIAL_WRITE |
						 SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
						 SSL_MODE_RELEASE_BUFFERS);
	return OK;
}

enum err mob_begin(struct mob *mob, uint16_t port)
{
	*mob = (struct mob){.port = port};
	mob->attackers = calloc(mob_size(), sizeof(*mob->attackers));
	if (!mob->attackers)
		return ERR_NOMEM;
	enlist(mob);
	TRY(make_entries(mob));
	return pthread_create(&mob->thread, NULL, work, mob) == 0 ? OK : ERR_NOMEM;
}

void mob_rest(struct mob *mob)
{
	atomic_store(&mob->over, true);
	(void)pthread_join(mob->thread, NULL);
}

void mob_free(struct mob *mob)
{
	for (size_t i = 0; i < mob->n; i++)
		if (mob->attackers[i].line.fd >= 0)
			caller_close(&mob->attackers[i].line);
	for (size_t i = 0; i < MANNER_ENTRIES; i++)
		SSL_CTX_free(mob->entries[i]);
	free(mob->attackers);
	*mob = (struct mob){};
}
