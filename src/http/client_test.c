/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "http/client.h"
#include "http_world.h"
#include "sys/net.h"
#include "tls_world.h"

static struct tls_world certificates;
static struct http_world world; /* TLS, any client certificate, none asked */
static struct http_world mutual;
static struct tls_client *trusting, *with_certificate, *strange;

static void start_server(struct http_world *started, enum tls_client_check check)
{
	const char *ca = tls_world_certificate(&certificates, "ca");
	const struct tls_server_config config = {
		.p256 = {.certificate_file = tls_world_certificate(&certificates, "server"),
			 .key_file = tls_world_key(&certificates, "server")},
		.client_check = check,
		.client_trust = {.files = &ca, .file_count = 1},
		.time_ms = TLS_WORLD_NOW_MS,
	};
	assert_int_equal(tls_server_new(&config, &started->tls), OK);
	http_world_start(started);
}

static struct tls_client *make_client(const char *ca, const char *identity, int64_t time_ms)
{
	const char *file = tls_world_certificate(&certificates, ca);
	struct tls_client_config config = {.trust = {.files = &file, .file_count = 1},
					   .time_ms = time_ms};
	struct tls_client *client = NULL;
	if (identity) {
		config.identity.certificate_file = tls_world_certificate(&certificates, identity);
		config.identity.key_file = tls_world_key(&certificates, identity);
	}
	assert_int_equal(tls_client_new(&config, &client), OK);
	return client;
}

static int setup(void **state)
{
	(void)state;
	tls_world_make(&certificates);
	world.big = 10000;
	start_server(&world, TLS_CLIENT_NONE);
	start_server(&mutual, TLS_CLIENT_TRUSTED);
	trusting = make_client("ca", NULL, TLS_WORLD_NOW_MS);
	with_certificate = make_client("ca", "client", TLS_WORLD_NOW_MS);
	strange = make_client("ca", "client_other", TLS_WORLD_NOW_MS);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	http_world_stop(&world);
	http_world_stop(&mutual);
	tls_server_free(&world.tls);
	tls_server_free(&mutual.tls);
	tls_client_free(&trusting);
	tls_client_free(&with_certificate);
	tls_client_free(&strange);
	tls_world_remove(&certificates);
	return 0;
}

static const char *url_of(const char *scheme, const char *host, uint16_t port, const char *path)
{
	static char texts[4][128];
	static unsigned next;
	char *text = texts[next++ % 4];
	snprintf(text, sizeof(texts[0]), "%s://%s:%u%s", scheme, host, port, path);
	return text;
}

static struct http_client_request request_to(const struct http_world *to, const char *path)
{
	return (struct http_client_request){.url = url_of("https", "localhost", to->port, path),
					    .tls = trusting,
					    .body = BYTES_LIT("{}")};
}

static enum err post(const struct http_client_config *config,
		     const struct http_client_request *request, struct http_client_reply *reply)
{
	CLEANUP(http_client_free) struct http_client *client = NULL;
	TRY(http_client_new(config, &client));
	return http_client_post(client, request, reply);
}

static void test_answer(void **state)
{
	(void)state;
	CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
	struct http_client_request request = request_to(&world, "/about?q");
	request.admin_protocol = "gsma/rsp/v2.5.0";
	request.user_agent = "gsma-rsp-lpad";
	assert_int_equal(post(&(struct http_client_config){}, &request, &reply), OK);
	assert_int_equal(reply.status, 200);
	assert_string_equal(reply.content_type, "text/plain");
	assert_string_equal(reply.reason, "");
	assert_int_equal(buf_put_u8(&reply.body, 0), OK);
	const char *text = (const char *)reply.body.ptr;
	assert_non_null(strstr(text, "path=/about\nquery=q\ntype=application/json\n"
				     "protocol=gsma/rsp/v2.5.0\nagent=gsma-rsp-lpad\n"));
	assert_non_null(strstr(text, "body={}\n"));
}

static void test_statuses_are_answers(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		int status;
	} rows[] = {{"/empty", 204}, {"/nowhere", 404}, {"/fail", 503}};
	for (size_t i = 0; i < 3; i++) {
		CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
		struct http_client_request request = request_to(&world, rows[i].path);
		assert_int_equal(post(&(struct http_client_config){}, &request, &reply), OK);
		assert_int_equal(reply.status, rows[i].status);
		assert_int_equal(reply.body.len, 0);
		assert_string_equal(reply.content_type, "");
	}
}

static void test_empty_body(void **state)
{
	(void)state;
	CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
	struct http_client_request request = request_to(&world, "/echo");
	request.body = (struct bytes){};
	assert_int_equal(post(&(struct http_client_config){}, &request, &reply), OK);
	assert_int_equal(reply.status, 200);
	assert_int_equal(reply.body.len, 0);
}

static void test_mutual_tls(void **state)
{
	(void)state;
	CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
	CLEANUP(buf_free) struct buf der = buf_make(LIMIT_CERTIFICATE);
	char expected[32] = {};
	struct http_client_request request = request_to(&mutual, "/about");
	request.tls = with_certificate;
	assert_int_equal(post(&(struct http_client_config){}, &request, &reply), OK);
	assert_int_equal(reply.status, 200);
	/* The handler sees who it was. */
	tls_world_der(&certificates, "client", &der);
	snprintf(expected, sizeof(expected), "certificate=%zu\n", der.len);
	assert_int_equal(buf_put_u8(&reply.body, 0), OK);
	assert_non_null(strstr((const char *)reply.body.ptr, expected));
}

static void assert_denied(const struct http_client_request *request, const char *reason)
{
	CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
	assert_int_equal(post(&(struct http_client_config){}, request, &reply), ERR_DENIED);
	if (!strstr(reply.reason, reason))
		print_error("%s\n", reply.reason);
	assert_non_null(strstr(reply.reason, reason));
}

static void test_our_certificate_is_refused(void **state)
{
	(void)state;
	struct http_client_request request = request_to(&mutual, "/echo");
	assert_denied(&request, "certificate required");
	request.tls = strange;
	assert_denied(&request, "unknown ca");
}

static void test_their_certificate_is_refused(void **state)
{
	(void)state;
	struct tls_client *other = make_client("ca_other", NULL, TLS_WORLD_NOW_MS);
	struct tls_client *later =
		make_client("ca", NULL, TLS_WORLD_NOW_MS + INT64_C(50) * 24 * 3600 * 1000);
	struct http_client_request request = request_to(&world, "/echo");
	request.tls = other;
	assert_denied(&request, "unable to get local issuer certificate");
	request.tls = later;
	assert_denied(&request, "certificate has expired");
	request.tls = trusting;
	request.url = url_of("https", "127.0.0.1", world.port, "/echo");
	assert_denied(&request, "127.0.0.1");
	tls_client_free(&other);
	tls_client_free(&later);
}

static void test_connect_goes_elsewhere(void **state)
{
	(void)state;
	char connect[32] = {};
	snprintf(connect, sizeof(connect), "127.0.0.1:%u", world.port);
	struct http_client_request request = request_to(&world, "/echo");
	CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
	request.url = "https://localhost/echo";
	assert_int_equal(post(&(struct http_client_config){.connect = connect}, &request, &reply),
			 OK);
	assert_int_equal(reply.status, 200);
	/* The certificate must still fit the URL. */
	CLEANUP(http_client_reply_free) struct http_client_reply other = {};
	request.url = "https://sm.example.com:8443/echo";
	assert_int_equal(post(&(struct http_client_config){.connect = connect}, &request, &other),
			 ERR_DENIED);
	assert_non_null(strstr(other.reason, "sm.example.com"));
}

static void test_bad_connect(void **state)
{
	(void)state;
	struct http_client *client = NULL;
	assert_int_equal(http_client_new(&(struct http_client_config){.connect = "x"}, &client),
			 ERR_SYNTAX);
	assert_null(client);
}

static void test_urls(void **state)
{
	(void)state;
	static const char *const urls[] = {
		"http://localhost/", "ftp://localhost/", "file:///etc/passwd", "localhost", "", ":",
		"https:/localhost",
	};
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
		struct http_client_request request = {.url = urls[i], .tls = trusting};
		assert_int_equal(post(&(struct http_client_config){}, &request, &reply),
				 ERR_UNSUPPORTED);
		assert_string_not_equal(reply.reason, "");
	}
	CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
	struct http_client_request no_tls = {.url = "https://localhost/"};
	assert_int_equal(post(&(struct http_client_config){}, &no_tls, &reply), ERR_UNSUPPORTED);
}

static void test_plain_where_allowed(void **state)
{
	(void)state;
	struct http_world plain = {};
	http_world_start(&plain);
	CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
	struct http_client_request request = {
		.url = url_of("http", "localhost", plain.port, "/echo"), .body = BYTES_LIT("{}")};
	assert_int_equal(post(&(struct http_client_config){.allow_plain = true}, &request, &reply),
			 OK);
	assert_int_equal(reply.status, 200);
	http_world_stop(&plain);
}

static void test_get(void **state)
{
	(void)state;
	struct http_world plain = {};
	http_world_start(&plain);
	CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
	const struct http_client_request request = {
		.url = url_of("http", "localhost", plain.port, "/get"), .get = true};
	assert_int_equal(post(&(struct http_client_config){.allow_plain = true}, &request, &reply),
			 OK);
	assert_int_equal(reply.status, 200);
	http_world_stop(&plain);
}

static void test_answer_too_long(void **state)
{
	(void)state;
	struct http_client_request request = request_to(&world, "/big");
	for (size_t max = 9999; max <= 10000; max++) {
		CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
		request.reply_max = max;
		assert_int_equal(post(&(struct http_client_config){}, &request, &reply),
				 max < world.big ? ERR_TOO_LONG : OK);
	}
}

static void test_timeout(void **state)
{
	(void)state;
	CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
	struct http_client_request request = request_to(&world, "/wait");
	request.timeout_ms = 100;
	assert_int_equal(post(&(struct http_client_config){}, &request, &reply), ERR_TIMEOUT);
	assert_non_null(strstr(reply.reason, "no answer in time"));
	/* It may not have got as far as the handler. */
	sem_post(&world.gate);
}

static void test_nobody_there(void **state)
{
	(void)state;
	struct net_address address = {.host = "127.0.0.1"};
	int fd = -1;
	assert_int_equal(net_bind(&address, false, &fd), OK);
	assert_int_equal(net_port(fd, &address.port), OK);
	CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
	struct http_client_request request = {
		.url = url_of("https", "127.0.0.1", address.port, "/"), .tls = trusting};
	assert_int_equal(post(&(struct http_client_config){}, &request, &reply), ERR_IO);
	assert_non_null(strstr(reply.reason, "no connection: "));
	close(fd);
}

struct canned {
	int fd;
	const char *text;
};

static void *serve_canned(void *argument)
{
	struct canned *canned = argument;
	char waste[4096] = {};
	int fd = accept(canned->fd, NULL, NULL);
	assert_true(recv(fd, waste, sizeof(waste), 0) > 0);
	if (canned->text)
		assert_true(send(fd, canned->text, strlen(canned->text), MSG_NOSIGNAL) > 0);
	close(fd);
	return NULL;
}

static enum err post_to_canned(const char *text, struct http_client_reply *reply)
{
	struct net_address address = {.host = "127.0.0.1"};
	struct canned canned = {.text = text};
	assert_int_equal(net_bind(&address, false, &canned.fd), OK);
	assert_int_equal(net_port(canned.fd, &address.port), OK);
	assert_int_equal(listen(canned.fd, 4), 0);
	assert_int_equal(fcntl(canned.fd, F_SETFL, 0), 0); /* accept() is to wait */
	pthread_t thread = 0;
	assert_int_equal(pthread_create(&thread, NULL, serve_canned, &canned), 0);
	struct http_client_request request = {.url = url_of("http", "127.0.0.1", address.port, "/"),
					      .body = BYTES_LIT("{}")};
	enum err result = post(&(struct http_client_config){.allow_plain = true}, &request, reply);
	pthread_join(thread, NULL);
	close(canned.fd);
	return result;
}

static void test_broken_peers(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum err err;
	} rows[] = {
		{NULL, ERR_IO},
		{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", ERR_IO},
		{"SSH-2.0-x\r\n\r\n", ERR_SYNTAX},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
		enum err result = post_to_canned(rows[i].text, &reply);
		assert_true(result == rows[i].err || (i == 2 && result == ERR_UNSUPPORTED));
		assert_string_not_equal(reply.reason, "");
	}
}

static void test_redirects_are_not_followed(void **state)
{
	(void)state;
	CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
	assert_int_equal(post_to_canned("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
					"Content-Length: 0\r\n\r\n",
					&reply),
			 OK);
	assert_int_equal(reply.status, 302);
}

static void test_proxies_of_the_environment_are_not_used(void **state)
{
	(void)state;
	setenv("https_proxy", "http://127.0.0.1:1", 1);
	setenv("all_proxy", "http://127.0.0.1:1", 1);
	CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
	struct http_client_request request = request_to(&world, "/echo");
	assert_int_equal(post(&(struct http_client_config){}, &request, &reply), OK);
	unsetenv("https_proxy");
	unsetenv("all_proxy");
}

static void test_connections_are_kept(void **state)
{
	(void)state;
	CLEANUP(http_client_free) struct http_client *client = NULL;
	assert_int_equal(http_client_new(&(struct http_client_config){}, &client), OK);
	struct http_client_request request = request_to(&world, "/memo");
	for (char count = '1'; count <= '3'; count++) {
		CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
		assert_int_equal(http_client_post(client, &request, &reply), OK);
		assert_true(bytes_eq(buf_bytes(&reply.body), bytes_from(&count, 1)));
	}
}

/* A connection made with one certificate must not serve a request with another, or with none. */
static void test_connections_are_kept_apart(void **state)
{
	(void)state;
	CLEANUP(http_client_free) struct http_client *client = NULL;
	assert_int_equal(http_client_new(&(struct http_client_config){}, &client), OK);
	struct http_client_request request = request_to(&mutual, "/memo");
	for (char count = '1'; count <= '2'; count++) {
		CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
		request.tls = with_certificate;
		assert_int_equal(http_client_post(client, &request, &reply), OK);
		assert_true(bytes_eq(buf_bytes(&reply.body), bytes_from(&count, 1)));
		CLEANUP(http_client_reply_free) struct http_client_reply other = {};
		request.tls = trusting;
		assert_int_equal(http_client_post(client, &request, &other), ERR_DENIED);
	}
}

struct counted {
	struct http_client *client;
	size_t done, again;
};

static void on_counted(void *user, enum err result, struct http_client_reply *reply)
{
	struct counted *counted = user;
	assert_int_equal(result, OK);
	assert_int_equal(reply->status, 200);
	counted->done++;
	if (counted->again == 0)
		return;
	counted->again--;
	struct http_client_request request = request_to(&world, "/echo");
	assert_int_equal(http_client_start(counted->client, &request, on_counted, counted), OK);
}

static void test_many_in_flight(void **state)
{
	(void)state;
	struct counted counted = {.again = 20};
	assert_int_equal(http_client_new(&(struct http_client_config){}, &counted.client), OK);
	struct http_client_request request = request_to(&world, "/echo");
	for (size_t i = 0; i < 20; i++)
		assert_int_equal(http_client_start(counted.client, &request, on_counted, &counted),
				 OK);
	assert_int_equal(http_client_pending(counted.client), 20);
	while (http_client_pending(counted.client) > 0)
		assert_int_equal(http_client_run(counted.client, 1000), OK);
	assert_int_equal(counted.done, 40);
	http_client_free(&counted.client);
}

static void test_dropped_requests_have_no_callback(void **state)
{
	(void)state;
	struct counted counted = {};
	assert_int_equal(http_client_new(&(struct http_client_config){}, &counted.client), OK);
	struct http_client_request request = request_to(&world, "/echo");
	assert_int_equal(http_client_start(counted.client, &request, on_counted, &counted), OK);
	assert_int_equal(http_client_start(counted.client, &request, on_counted, &counted), OK);
	http_client_free(&counted.client);
	assert_int_equal(counted.done, 0);
	http_client_free(&counted.client);
}

static void test_wake(void **state)
{
	(void)state;
	CLEANUP(http_client_free) struct http_client *client = NULL;
	assert_int_equal(http_client_new(&(struct http_client_config){}, &client), OK);
	http_client_wake(client);
	/* Would be the test's time limit otherwise. */
	assert_int_equal(http_client_run(client, 3600 * 1000), OK);
}

static const char *vector(const char *directory, const char *name)
{
	static char paths[8][256];
	static unsigned next;
	char *path = paths[next++ % 8];
	snprintf(path, sizeof(paths[0]), "%s/sgp26/%s/%s", getenv("VECTORS"), directory, name);
	return path;
}

static void post_to_sgp26(const struct http_world *sgp26, const char *ci, bool brainpool,
			  int64_t time_ms, enum err expected)
{
	char connect[32] = {};
	const char *file = vector("CertificateIssuer", ci);
	const struct tls_client_config config = {.trust = {.files = &file, .file_count = 1},
						 .time_ms = time_ms,
						 .brainpool_only = brainpool};
	struct tls_client *client = NULL;
	CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
	assert_int_equal(tls_client_new(&config, &client), OK);
	snprintf(connect, sizeof(connect), "127.0.0.1:%u", sgp26->port);
	struct http_client_request request = {.url = "https://testsmdpplus1.example.com/echo",
					      .tls = client,
					      .body = BYTES_LIT("{}")};
	assert_int_equal(post(&(struct http_client_config){.connect = connect}, &request, &reply),
			 expected);
	tls_client_free(&client);
}

/* The certificates of SGP.26 as they are, both curves on one listener. */
static void test_sgp26(void **state)
{
	(void)state;
	if (!getenv("VECTORS") || access(vector("DPtls", "SK_S_SM_DP_TLS_NIST.der"), R_OK) != 0)
		skip();
	const struct tls_server_config config = {
		.p256 = {.certificate_file = vector("DPtls", "CERT_S_SM_DP_VARO_TLS_NIST.der"),
			 .key_file = vector("DPtls", "SK_S_SM_DP_TLS_NIST.der")},
		.brainpool = {.certificate_file = vector("DPtls", "CERT_S_SM_DP_VARO_TLS_BRP.der"),
			      .key_file = vector("DPtls", "SK_S_SM_DP_TLS_BRP.der")}};
	static const int64_t year_ms = INT64_C(365) * 24 * 3600 * 1000;
	struct http_world sgp26 = {};
	assert_int_equal(tls_server_new(&config, &sgp26.tls), OK);
	http_world_start(&sgp26);
	post_to_sgp26(&sgp26, "CERT_CI_ECDSA_NIST.der", false, TLS_WORLD_NOW_MS, OK);
	post_to_sgp26(&sgp26, "CERT_CI_ECDSA_BRP.der", true, TLS_WORLD_NOW_MS, OK);
	post_to_sgp26(&sgp26, "CERT_CI_ECDSA_BRP.der", false, TLS_WORLD_NOW_MS, ERR_DENIED);
	post_to_sgp26(&sgp26, "CERT_CI_ECDSA_NIST.der", false, TLS_WORLD_NOW_MS + year_ms,
		      ERR_DENIED);
	http_world_stop(&sgp26);
	tls_server_free(&sgp26.tls);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answer),
		cmocka_unit_test(test_statuses_are_answers),
		cmocka_unit_test(test_empty_body),
		cmocka_unit_test(test_mutual_tls),
		cmocka_unit_test(test_our_certificate_is_refused),
		cmocka_unit_test(test_their_certificate_is_refused),
		cmocka_unit_test(test_connect_goes_elsewhere),
		cmocka_unit_test(test_bad_connect),
		cmocka_unit_test(test_urls),
		cmocka_unit_test(test_plain_where_allowed),
		cmocka_unit_test(test_get),
		cmocka_unit_test(test_answer_too_long),
		cmocka_unit_test(test_timeout),
		cmocka_unit_test(test_nobody_there),
		cmocka_unit_test(test_broken_peers),
		cmocka_unit_test(test_redirects_are_not_followed),
		cmocka_unit_test(test_proxies_of_the_environment_are_not_used),
		cmocka_unit_test(test_connections_are_kept),
		cmocka_unit_test(test_connections_are_kept_apart),
		cmocka_unit_test(test_many_in_flight),
		cmocka_unit_test(test_dropped_requests_have_no_callback),
		cmocka_unit_test(test_wake),
		cmocka_unit_test(test_sgp26),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
