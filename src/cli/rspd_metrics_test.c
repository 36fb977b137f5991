/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "cli/rspctl.h"
#include "cli/rspd_metrics.h"
#include "cli/rspd_service.h"
#include "command_world.h"
#include "http_peer.h"
#include "sys/file.h"

static const char *get(struct rspd_service *service, struct http_peer *peer)
{
	assert_true(http_peer_open(peer, rspd_service_port(service, RSPD_METRICS), NULL));
	assert_true(http_peer_send(peer, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"));
	struct http_peer_reply reply = http_peer_receive(peer);
	assert_int_equal(reply.status, 200);
	assert_non_null(strstr(reply.head, "text/plain"));
	return reply.body;
}

static void has(const char *text, const char *line)
{
	if (!strstr(text, line))
		print_error("not in the metrics: %s\n", line);
	assert_non_null(strstr(text, line));
}

static void shows_what_there_is(void **state)
{
	(void)state;
	static struct command_world w;
	struct rspd_service service = {};
	struct config_error why = {};
	struct http_peer peer = {};
	command_world_make(&w);
	assert_int_equal(command_world_run(&w, &rspctl_program,
					   "rspctl sandbox @/s --es9p-port 0 --es2p-port 0 "
					   "--profiles 1"),
			 COMMAND_OK);
	const char *path = command_world_path(&w, "s/rspd.conf");
	CLEANUP(buf_free) struct buf text = buf_make(64 * 1024);
	CLEANUP(buf_free) struct buf out = buf_make(64 * 1024);
	assert_int_equal(file_read(path, &text), OK);
	assert_int_equal(buf_put_u8(&text, 0), OK);
	char *rest = strstr((char *)text.ptr, "listen = {");
	assert_non_null(rest);
	*rest = '\0';
	assert_int_equal(buf_put_fmt(&out,
				     "%slisten = { metrics = { address = \"127.0.0.1:0\"; };%s",
				     (char *)text.ptr, rest + strlen("listen = {")),
			 OK);
	assert_int_equal(file_write(path, buf_bytes(&out), 0600), OK);
	assert_int_equal(rspd_service_start(path, &service, &why), OK);
	const char *metrics = get(&service, &peer);
	has(metrics, "rspd_reloads_total{outcome=\"done\"} 0\n");
	has(metrics, "rspd_certificate_expiry_seconds{use=\"dpauth\",file=\"");
	has(metrics, "rspd_connections 1\n");
	has(metrics, "rspd_sessions 0\n");
	has(metrics, "rspd_smds_events 0\n");
	has(metrics, "rspd_calls_total{function=\"ES12.RegisterEvent\",outcome=\"done\"} 0\n");
	has(metrics, "rspd_outbox_waiting 0\n");
	has(metrics, "rspd_outbox_set_aside 0\n");
	has(metrics, "rspd_outbox_event_deletions 0\n");
	has(metrics, "rspd_es12_calls_total{verdict=\"not_reached\"} 0\n");
	has(metrics, "# TYPE rspd_requests_total counter\n");
	has(metrics, "rspd_calls_total{function=\"ES2+.DownloadOrder\",outcome=\"done\"} 0\n");
	http_peer_close(&peer);
	rspd_service_stop(&service);
	command_world_remove(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_what_there_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
