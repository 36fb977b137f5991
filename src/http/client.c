/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The client, on libcurl's multi interface. What libcurl would take from the environment or from
 * the peer's wishes (proxies, redirects, cookies, other protocols) is off.
 */
#include "http/client.h"

#include <curl/curl.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "http/server.h"
#include "sys/net.h"

enum {
	CONNECTIONS_STANDARD = 64,
	TIMEOUT_STANDARD_MS = 30 * 1000,
	CONNECT_TIMEOUT_STANDARD_MS = 10 * 1000,
	/* How long one wait lasts while a request is waited for. */
	WAIT_MS = 1000,
};

struct http_client {
	CURLM *multi;
	char *connect; /* for CURLOPT_CONNECT_TO; NULL: none */
	struct curl_slist *connect_list;
	bool allow_plain;
	size_t pending;
	struct transfer *transfers;
};

/* One request in flight, in its client's list. */
struct transfer {
	struct transfer *next, **link; /* `link` points to what points here */
	struct http_client *client;
	CURL *easy;
	struct curl_slist *headers;
	const struct tls_client *tls;
	struct buf body;
	struct http_client_reply reply;
	bool too_long;
	http_client_done *done;
	void *user;
	char error[CURL_ERROR_SIZE];
};

void http_client_reply_free(struct http_client_reply *reply)
{
	buf_free(&reply->body);
	*reply = (struct http_client_reply){};
}

/* libcurl asks for SIGPIPE to be ignored; it is blocked here instead, and taken if it came. */
struct sigpipe {
	sigset_t before;
	bool pending;
};

static struct sigpipe sigpipe_block(void)
{
	struct sigpipe saved = {};
	sigset_t pipe = {}, pending = {};
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	sigpending(&pending);
	saved.pending = sigismember(&pending, SIGPIPE) == 1;
	pthread_sigmask(SIG_BLOCK, &pipe, &saved.before);
	return saved;
}

static void sigpipe_restore(const struct sigpipe *saved)
{
	const struct timespec none = {};
	sigset_t pipe = {};
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	if (!saved->pending)
		(void)sigtimedwait(&pipe, NULL, &none);
	pthread_sigmask(SIG_SETMASK, &saved->before, NULL);
}

static void transfer_free(struct transfer *transfer)
{
	if (transfer->easy) {
		curl_multi_remove_handle(transfer->client->multi, transfer->easy);
		curl_easy_cleanup(transfer->easy);
	}
	curl_slist_free_all(transfer->headers);
	buf_free(&transfer->body);
	http_client_reply_free(&transfer->reply);
	free(transfer);
}

static void transfer_link(struct transfer *transfer)
{
	struct http_client *client = transfer->client;
	transfer->next = client->transfers;
	transfer->link = &client->transfers;
	if (transfer->next)
		transfer->next->link = &transfer->next;
	client->transfers = transfer;
	client->pending++;
}

static void transfer_unlink(struct transfer *transfer)
{
	*transfer->link = transfer->next;
	if (transfer->next)
		transfer->next->link = transfer->link;
	transfer->client->pending--;
}

/* "::HOST:PORT": whatever host and port the URL has. */
static enum err set_connect(struct http_client *client, const char *connect)
{
	struct net_address address = {};
	if (net_address_parse(bytes_str(connect), &address) != OK)
		return ERR_SYNTAX;
	char *text = NULL;
	if (asprintf(&text, "::%s", connect) < 0)
		return ERR_NOMEM;
	client->connect_list = curl_slist_append(NULL, text);
	free(text);
	return client->connect_list ? OK : ERR_NOMEM;
}

enum err http_client_new(const struct http_client_config *config, struct http_client **out)
{
	struct http_client *client = calloc(1, sizeof(*client));
	if (!client)
		return ERR_NOMEM;
	client->allow_plain = config->allow_plain;
	client->multi = curl_multi_init();
	enum err result = client->multi ? OK : ERR_NOMEM;
	if (result == OK && config->connect)
		result = set_connect(client, config->connect);
	if (result != OK) {
		http_client_free(&client);
		return result;
	}
	long connections = config->connections_max ? config->connections_max : CONNECTIONS_STANDARD;
	curl_multi_setopt(client->multi, CURLMOPT_MAXCONNECTS, connections);
	*out = client;
	return OK;
}

void http_client_free(struct http_client **client)
{
	struct http_client *freed = *client;
	if (!freed)
		return;
	struct sigpipe saved = sigpipe_block();
	while (freed->transfers) {
		struct transfer *transfer = freed->transfers;
		transfer_unlink(transfer);
		transfer_free(transfer);
	}
	curl_multi_cleanup(freed->multi);
	curl_slist_free_all(freed->connect_list);
	sigpipe_restore(&saved);
	free(freed);
	*client = NULL;
}

static size_t on_body(char *data, size_t size, size_t count, void *user)
{
	struct transfer *transfer = user;
	enum err result = buf_put(&transfer->reply.body, bytes_from(data, size * count));
	transfer->too_long = result == ERR_TOO_LONG;
	return result == OK ? size * count : 0;
}

static CURLcode on_context(CURL *easy, void *context, void *user)
{
	(void)easy;
	return tls_client_apply(user, context) == OK ? CURLE_OK : CURLE_SSL_CERTPROBLEM;
}

static bool add_header(struct transfer *transfer, const char *name, const char *value)
{
	char *line = NULL;
	/* Without a value libcurl leaves out a header that it would add by itself. */
	if (asprintf(&line, "%s:%s%s", name, value ? " " : "", value ? value : "") < 0)
		return false;
	struct curl_slist *list = curl_slist_append(transfer->headers, line);
	free(line);
	if (list)
		transfer->headers = list;
	return list != NULL;
}

static bool add_headers(struct transfer *transfer, const struct http_client_request *request)
{
	const char *type = request->content_type ? request->content_type : HTTP_TYPE_JSON;
	return (request->get || add_header(transfer, "Content-Type", type)) &&
	       add_header(transfer, "Expect", NULL) && add_header(transfer, "Accept", NULL) &&
	       (!request->admin_protocol ||
		add_header(transfer, "X-Admin-Protocol", request->admin_protocol)) &&
	       (!request->user_agent || add_header(transfer, "User-Agent", request->user_agent));
}

/* Collects whether all options were taken. */
#define SET(option, value) good = good && curl_easy_setopt(easy, (option), (value)) == CURLE_OK

static bool set_request(struct transfer *transfer, const struct http_client_request *request)
{
	CURL *easy = transfer->easy;
	bool good = true;
	unsigned connect_ms = request->connect_timeout_ms ? request->connect_timeout_ms
							  : CONNECT_TIMEOUT_STANDARD_MS;
	SET(CURLOPT_URL, request->url);
	if (request->get) {
		SET(CURLOPT_HTTPGET, 1L);
	} else {
		SET(CURLOPT_POST, 1L);
		SET(CURLOPT_POSTFIELDS, transfer->body.ptr ? (const char *)transfer->body.ptr : "");
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)transfer->body.len);
	}
	SET(CURLOPT_HTTPHEADER, transfer->headers);
	SET(CURLOPT_TIMEOUT_MS, request->timeout_ms ? request->timeout_ms : TIMEOUT_STANDARD_MS);
	SET(CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, transfer);
	SET(CURLOPT_ERRORBUFFER, transfer->error);
	SET(CURLOPT_PRIVATE, transfer);
	return good;
}

static bool set_policy(struct transfer *transfer)
{
	CURL *easy = transfer->easy;
	bool good = true;
	SET(CURLOPT_PROTOCOLS_STR, transfer->client->allow_plain ? "https,http" : "https");
	SET(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NOPROXY, "*");
	SET(CURLOPT_NOSIGNAL, 1L);
	if (transfer->client->connect_list)
		SET(CURLOPT_CONNECT_TO, transfer->client->connect_list);
	return good;
}

/*
 * libcurl compares the options of two requests, but not what the context function does, before it
 * lets them share a connection. A directory without certificates, named after the TLS set-up, keeps
 * those of two set-ups apart.
 */
static bool set_tls(struct transfer *transfer)
{
	CURL *easy = transfer->easy;
	bool good = true;
	char apart[64] = {};
	snprintf(apart, sizeof(apart), "/dev/null/%p", (const void *)transfer->tls);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_SSL_SESSIONID_CACHE, 0L);
	if (transfer->tls && !tls_client_trusts_system(transfer->tls))
		SET(CURLOPT_CAINFO, NULL);
	SET(CURLOPT_CAPATH, apart);
	SET(CURLOPT_SSL_CTX_FUNCTION, on_context);
	SET(CURLOPT_SSL_CTX_DATA, transfer->tls);
	return good;
}

static enum err transfer_open(struct transfer *transfer, const struct http_client_request *request)
{
	size_t reply_max = request->reply_max ? request->reply_max : LIMIT_HTTP_REPLY;
	transfer->tls = request->tls;
	transfer->body = buf_make(request->body.len);
	transfer->reply.body = buf_make(reply_max);
	if (request->body.len > 0)
		TRY(buf_put(&transfer->body, request->body));
	transfer->easy = curl_easy_init();
	if (!transfer->easy || !add_headers(transfer, request) || !set_request(transfer, request) ||
	    !set_policy(transfer) || !set_tls(transfer))
		return ERR_NOMEM;
	return OK;
}

/* https: with TLS set up, or http: where that is allowed. */
static enum err check_url(const struct http_client *client,
			  const struct http_client_request *request)
{
	struct bytes url = bytes_str(request->url), scheme = {};
	bytes_take_until(&url, ':', &scheme);
	if (!bytes_has_prefix(url, BYTES_LIT("//")))
		return ERR_UNSUPPORTED;
	if (bytes_eq_nocase(scheme, BYTES_LIT("https")))
		return request->tls ? OK : ERR_UNSUPPORTED;
	if (client->allow_plain && bytes_eq_nocase(scheme, BYTES_LIT("http")))
		return OK;
	return ERR_UNSUPPORTED;
}

enum err http_client_start(struct http_client *client, const struct http_client_request *request,
			   http_client_done *done, void *user)
{
	TRY(check_url(client, request));
	struct transfer *transfer = calloc(1, sizeof(*transfer));
	if (!transfer)
		return ERR_NOMEM;
	transfer->client = client;
	transfer->done = done;
	transfer->user = user;
	enum err result = transfer_open(transfer, request);
	if (result == OK && curl_multi_add_handle(client->multi, transfer->easy) != CURLM_OK)
		result = ERR_NOMEM;
	if (result != OK) {
		transfer_free(transfer);
		return result;
	}
	transfer_link(transfer);
	return OK;
}

size_t http_client_pending(const struct http_client *client)
{
	return client->pending;
}

/* What libcurl's codes mean to us; anything else is ERR_IO. */
static const struct {
	CURLcode code;
	enum err err;
} results[] = {
	{CURLE_OK, OK},
	{CURLE_OPERATION_TIMEDOUT, ERR_TIMEOUT},
	{CURLE_PEER_FAILED_VERIFICATION, ERR_DENIED},
	{CURLE_SSL_CERTPROBLEM, ERR_DENIED},
	{CURLE_SSL_CACERT_BADFILE, ERR_DENIED},
	{CURLE_UNSUPPORTED_PROTOCOL, ERR_UNSUPPORTED},
	{CURLE_URL_MALFORMAT, ERR_UNSUPPORTED},
	{CURLE_WEIRD_SERVER_REPLY, ERR_SYNTAX},
	{CURLE_OUT_OF_MEMORY, ERR_NOMEM},
};

static enum err result_of(const struct transfer *transfer, CURLcode code)
{
	if (transfer->too_long)
		return ERR_TOO_LONG;
	/* A peer refuses our certificate with an alert, which may come after the handshake. */
	if (strstr(transfer->error, " alert "))
		return ERR_DENIED;
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++)
		if (results[i].code == code)
			return results[i].err;
	return ERR_IO;
}

static const char *explain(enum err result)
{
	static const struct {
		enum err err;
		const char *text;
	} rows[] = {
		{ERR_TIMEOUT, "no answer in time"},
		{ERR_DENIED, "a certificate is not accepted"},
		{ERR_TOO_LONG, "the answer is too long"},
		{ERR_SYNTAX, "the answer is not HTTP"},
		{ERR_UNSUPPORTED, "the URL is not one that may be used"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].err == result)
			return rows[i].text;
	return "no connection";
}

static void describe(struct transfer *transfer, enum err result, CURLcode code)
{
	struct http_client_reply *reply = &transfer->reply;
	const char *detail = transfer->error[0] ? transfer->error : curl_easy_strerror(code);
	if (result == ERR_TOO_LONG || result == ERR_UNSUPPORTED)
		snprintf(reply->reason, sizeof(reply->reason), "%s", explain(result));
	else if (result != OK)
		snprintf(reply->reason, sizeof(reply->reason), "%s: %s", explain(result), detail);
}

static void read_reply(struct transfer *transfer)
{
	long status = 0;
	const char *type = NULL;
	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(transfer->easy, CURLINFO_CONTENT_TYPE, &type);
	transfer->reply.status = (int)status;
	snprintf(transfer->reply.content_type, sizeof(transfer->reply.content_type), "%s",
		 type ? type : "");
	struct curl_header *header = NULL;
	if (curl_easy_header(transfer->easy, "X-Admin-Protocol", 0, CURLH_HEADER, -1, &header) ==
	    CURLHE_OK)
		snprintf(transfer->reply.admin_protocol, sizeof(transfer->reply.admin_protocol),
			 "%s", header->value);
}

static void finish(struct transfer *transfer, CURLcode code)
{
	enum err result = result_of(transfer, code);
	transfer_unlink(transfer);
	describe(transfer, result, code);
	if (result == OK)
		read_reply(transfer);
	transfer->done(transfer->user, result, &transfer->reply);
	transfer_free(transfer);
}

static bool finish_all(struct http_client *client)
{
	int left = 0;
	bool any = false;
	CURLMsg *message = curl_multi_info_read(client->multi, &left);
	while (message) {
		struct transfer *transfer = NULL;
		/* The message is gone with the handle. */
		CURLcode code = message->data.result;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
		finish(transfer, code);
		any = true;
		message = curl_multi_info_read(client->multi, &left);
	}
	return any;
}

static enum err perform(struct http_client *client, int timeout_ms)
{
	int running = 0;
	if (curl_multi_perform(client->multi, &running) != CURLM_OK)
		return ERR_IO;
	if (finish_all(client))
		return OK;
	if (curl_multi_poll(client->multi, NULL, 0, timeout_ms, NULL) != CURLM_OK ||
	    curl_multi_perform(client->multi, &running) != CURLM_OK)
		return ERR_IO;
	finish_all(client);
	return OK;
}

enum err http_client_run(struct http_client *client, int timeout_ms)
{
	struct sigpipe saved = sigpipe_block();
	enum err result = perform(client, timeout_ms);
	sigpipe_restore(&saved);
	return result;
}

void http_client_wake(struct http_client *client)
{
	curl_multi_wakeup(client->multi);
}

struct waiting {
	bool done;
	enum err result;
	struct http_client_reply *reply;
};

static void on_done(void *user, enum err result, struct http_client_reply *reply)
{
	struct waiting *waiting = user;
	waiting->done = true;
	waiting->result = result;
	*waiting->reply = *reply;
	*reply = (struct http_client_reply){};
}

/* `user` will not be there any more. */
static void drop(struct http_client *client, const void *user)
{
	for (struct transfer *transfer = client->transfers; transfer; transfer = transfer->next)
		if (transfer->user == user) {
			transfer_unlink(transfer);
			transfer_free(transfer);
			return;
		}
}

enum err http_client_post(struct http_client *client, const struct http_client_request *request,
			  struct http_client_reply *reply)
{
	struct waiting waiting = {.reply = reply};
	enum err result = http_client_start(client, request, on_done, &waiting);
	while (result == OK && !waiting.done)
		result = http_client_run(client, WAIT_MS);
	if (waiting.done)
		return waiting.result;
	drop(client, &waiting);
	snprintf(reply->reason, sizeof(reply->reason), "%s", explain(result));
	return result;
}
