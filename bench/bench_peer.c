/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an ES2+ call is compared with, each in a process of its own: HTTP and TLS without a role,
 * and the role's unit of work without HTTP.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "cli/installation.h"
#include "figure.h"
#include "http/server.h"
#include "msg/es2p_download_order.h"
#include "world.h"

enum { REPLY_MAX = 4096, CONFIG_ARENA = 4 * 1024 * 1024, ADDRESS_MAX = 32 };

/* Echo: the answer to a DownloadOrder, whatever was asked. */

static enum err handle(void *context, struct arena *arena, const struct http_request *request,
		       struct http_reply *reply)
{
	const struct buf *answer = context;
	(void)arena, (void)request;
	return buf_put(&reply->body, buf_bytes(answer));
}

static const struct http_route routes[] = {
	{.path = "/gsma/rsp2/es2plus/downloadOrder",
	 .handle = handle,
	 .method = HTTP_METHOD_POST,
	 .admin_protocol = true},
};

static enum err make_answer(struct buf *out)
{
	char iccid[ICCID_DIGITS_MAX + 1] = "";
	world_iccid(0, iccid);
	const struct es2p_download_order_response response = {.iccid = bytes_str(iccid)};
	return es2p_download_order_response_encode(&response, NULL, out);
}

/* Until SIGTERM. */
static void serve_until_told(void)
{
	sigset_t signals;
	int received = 0;
	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &signals, NULL);
	(void)sigwait(&signals, &received);
}

static enum err run_echo(const struct rspd_config *config, const char *address, struct buf *answer)
{
	const struct rspd_key_pair *pair = &config->listen.es2p.tls[0];
	const struct tls_server_config tls_config = {
		.p256 = {.certificate_file = pair->certificate, .key_file = pair->key},
		.client_check = TLS_CLIENT_ANY};
	CLEANUP(tls_server_free) struct tls_server *tls = NULL;
	CLEANUP(work_stop) struct work_queue *work = NULL;
	CLEANUP(http_server_stop) struct http_server *server = NULL;
	TRY(tls_server_new(&tls_config, &tls));
	const struct http_listener listener = {.name = "echo",
					       .address = address,
					       .tls = tls,
					       .routes = routes,
					       .route_count = 1,
					       .context = answer,
					       .admin_protocol = "gsma/rsp/v2.5.0"};
	TRY(work_start((unsigned)config->threads.workers, 0, &work));
	TRY(http_server_start(
		&(struct http_server_config){.listeners = &listener,
					     .listener_count = 1,
					     .loop_count = (unsigned)config->threads.loops,
					     .work = work},
		&server));
	serve_until_told();
	return OK;
}

int bench_echo(const char *path, const char *port)
{
	char address[ADDRESS_MAX] = "";
	struct config_error why = {};
	struct rspd_config config = {};
	CLEANUP(arena_free) struct arena a = arena_make(CONFIG_ARENA);
	CLEANUP(buf_free) struct buf answer = buf_make(REPLY_MAX);
	(void)snprintf(address, sizeof(address), "127.0.0.1:%.5s", port);
	enum err e = rspd_config_read(&a, path, &config, &why);
	if (e == OK)
		e = make_answer(&answer);
	if (e == OK)
		e = run_echo(&config, address, &answer);
	if (e != OK)
		figure_note("echo: %s %s", err_name(e), why.text);
	return e == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Unit: what DownloadOrder by profile type asks of the store. */

static enum err reserve(const struct installation *installation)
{
	char iccid[ICCID_DIGITS_MAX + 1] = "";
	const struct store_cause cause = {.at = clock_now_ms(&installation->clock),
					  .who = "operator:" WORLD_OPERATOR,
					  .function = "ES2+.DownloadOrder"};
	uint8_t key[CALL_KEY_LEN] = {}, digest[CALL_KEY_LEN] = {};
	struct entropy entropy = entropy_system();
	TRY(entropy_fill(&entropy, key, sizeof(key)));
	const struct store_call call = {.key = BYTES_OF(key), .digest = BYTES_OF(digest)};
	const struct order_reserve order = {.operator_name = WORLD_OPERATOR,
					    .profile_type = WORLD_TYPE,
					    .call = &call,
					    .cause = &cause};
	return order_reserve(installation->store, &order, iccid);
}

static enum err run_units(const struct installation *installation, size_t n, double *us)
{
	double before = 0;
	for (size_t i = 0; i < 2 * n; i++) {
		if (i == n) /* everything is warm */
			before = figure_process_us();
		TRY(reserve(installation));
	}
	*us = (figure_process_us() - before) / (double)n;
	return OK;
}

int bench_unit(const char *path, const char *count)
{
	double us = 0;
	struct config_error why = {};
	CLEANUP(installation_close) struct installation installation = {};
	enum err e = installation_open(path, &installation, &why);
	if (e == OK)
		e = run_units(&installation, strtoul(count, NULL, 10), &us);
	if (e != OK) {
		figure_note("unit: %s %s", err_name(e), why.text);
		return EXIT_FAILURE;
	}
	return printf("%.2f\n", us) > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
