/* SPDX-License-Identifier: Apache-2.0 */
/* The endpoint: one route on one worker thread, and the signals that end it. */
#include "cli/es2p_listen.h"

#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "cli/es2p_config.h"
#include "http/server.h"
#include "msg/es2p_handle_download_progress_info.h"
#include "sys/clock.h"
#include "sys/work.h"

enum { LINE_MAX_LEN = 1024 };

const struct command_option es2p_listen_options[] = {
	{.name = "--count", .value = "N", .help = "stop after so many notifications"},
	{},
};

static const char *const points[] = {
	[ES2P_POINT_ELIGIBILITY] = "eligibility and retry limit check",
	[ES2P_POINT_CONFIRMATION_FAILURE] = "confirmation code",
	[ES2P_POINT_BPP_DOWNLOAD] = "download of the bound profile package",
	[ES2P_POINT_BPP_INSTALLATION] = "installation on the eUICC",
};

static const char *point_name(int64_t id)
{
	if (id < 1 || id >= (int64_t)(sizeof(points) / sizeof(points[0])))
		return "another point";
	return points[id];
}

enum err es2p_listen_line(struct arena *a, struct bytes body, struct buf *out)
{
	struct es2p_handle_download_progress_info_request r = {};
	char time[CLOCK_TEXT_LEN + 1] = "";
	TRY(es2p_handle_download_progress_info_request_decode(a, body, &r));
	clock_text(r.timestamp_ms, time);
	const struct esx_execution_status *status = &r.notification_point_status;
	TRY(buf_put_fmt(out, "%s ICCID %.*s point %d (%s): %s", time, BYTES_FMT(r.iccid),
			(int)r.notification_point_id, point_name(r.notification_point_id),
			esx_status_name(status->status)));
	if (status->code.subject)
		TRY(buf_put_fmt(out, " %s/%s%s%s", status->code.subject, status->code.reason,
				status->code.message ? " " : "",
				status->code.message ? status->code.message : ""));
	if (bytes_present(r.eid))
		TRY(buf_put_fmt(out, ", EID %.*s", BYTES_FMT(r.eid)));
	return buf_put_str(out, "\n");
}

/* What the handler shares with the main thread. */
struct endpoint {
	sem_t *arrived;
};

static enum err handle(void *context, struct arena *arena, const struct http_request *request,
		       struct http_reply *reply)
{
	struct endpoint *endpoint = context;
	CLEANUP(buf_free) struct buf line = buf_make(LINE_MAX_LEN);
	TRY(es2p_listen_line(arena, request->body, &line));
	(void)fwrite(line.ptr, 1, line.len, stdout);
	(void)fflush(stdout);
	reply->status = 204;
	(void)sem_post(endpoint->arrived);
	return OK;
}

static const struct http_route routes[] = {
	{.path = "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
	 .handle = handle,
	 .method = HTTP_METHOD_POST,
	 .admin_protocol = true},
};

/* Until `count` notifications have come, or, if it is 0, until SIGINT or SIGTERM. */
static void wait_for(sem_t *arrived, int64_t count, const sigset_t *signals)
{
	const struct timespec moment = {.tv_nsec = 100 * 1000 * 1000};
	for (int64_t seen = 0; count == 0 || seen < count;) {
		if (sigtimedwait(signals, NULL, &moment) >= 0)
			return;
		while (sem_trywait(arrived) == 0)
			seen++;
	}
}

static int serve(const struct command_line *line, const struct es2p_listen_config *config,
		 struct tls_server *tls, int64_t count)
{
	sigset_t signals;
	sem_t arrived;
	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGINT);
	(void)sigaddset(&signals, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &signals, NULL);
	(void)sem_init(&arrived, 0, 0);
	struct endpoint endpoint = {.arrived = &arrived};
	const struct http_listener listener = {.name = "es2p-listen",
					       .address = config->address,
					       .tls = tls,
					       .routes = routes,
					       .route_count = 1,
					       .context = &endpoint,
					       .admin_protocol = "gsma/rsp/v2.5.0"};
	CLEANUP(work_stop) struct work_queue *work = NULL;
	CLEANUP(http_server_stop) struct http_server *server = NULL;
	enum err e = work_start(1, 0, &work);
	if (e == OK)
		e = http_server_start(&(struct http_server_config){.listeners = &listener,
								   .listener_count = 1,
								   .work = work},
				      &server);
	if (e != OK)
		return command_failed(line, "%s: %s", config->address, err_name(e));
	(void)printf("Listening on port %u\n", http_server_port(server, 0));
	(void)fflush(stdout);
	wait_for(&arrived, count, &signals);
	return COMMAND_OK;
}

int es2p_listen_run(const struct command_line *line)
{
	CLEANUP(arena_free) struct arena arena = arena_make(1024 * 1024);
	struct es2p_config config = {};
	int64_t count = 0;
	enum err e = command_number(line, "--count", 1, 1000000, &count);
	if (e != OK && e != ERR_MISSING)
		return COMMAND_USAGE;
	int code = es2p_config_of(line, &arena, &config);
	if (code != COMMAND_OK)
		return code;
	if (!config.listen)
		return command_usage(line, "%s has no key listen", command_value(line, "--config"));

	const struct tls_server_config tls_config = {
		.p256 = {.certificate_file = config.listen->certificate,
			 .key_file = config.listen->key},
		.client_check = TLS_CLIENT_TRUSTED,
		.client_trust = {.files = &config.listen->ca, .file_count = 1},
		.time_ms = config.clock_ms,
	};
	CLEANUP(tls_server_free) struct tls_server *tls = NULL;
	e = tls_server_new(&tls_config, &tls);
	if (e != OK)
		return command_failed(line, "certificate %s, key %s, CA %s: %s",
				      config.listen->certificate, config.listen->key,
				      config.listen->ca, err_name(e));
	return serve(line, config.listen, tls, count);
}
