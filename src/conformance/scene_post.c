/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One call: the body as the wishes want it, the right connection, and what came back.
 * No test of its own: every case of tests/conformance.sh calls.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "codec/json.h"
#include "conformance/scene.h"
#include "msg/es9p_binding.h"

enum { BODY_MAX = 256 * 1024, URL_MAX = 1400, TIMEOUT_MS = 20000 };

/* What "at" can say. */
static const struct {
	const char *name;
	enum target_peer peer;
	const char *path; /* NULL: that of the function */
	const char *what; /* for the matrix, if the target has no such interface */
} places[] = {
	{"es9p", TARGET_ES9P, NULL, "ES9+"},
	{"brainpool", TARGET_ES9P_BRAINPOOL, NULL, "ES9+"},
	{"es2p", TARGET_ES2P, NULL, "ES2+"},
	{"stranger", TARGET_ES2P_STRANGER, NULL, "ES2+"},
	{"anonymous", TARGET_ES2P_ANONYMOUS, NULL, "ES2+"},
	{"es11", TARGET_ES11, "/gsma/rsp2/es11/", "ES11"},
	{"es11-alias", TARGET_ES11, "/gsma/rsp2/es9plus/", "ES11"},
	{"es12", TARGET_ES12, NULL, "ES12"},
	{"es12-stranger", TARGET_ES12_STRANGER, NULL, "ES12"},
	{"es12-other", TARGET_ES12_OTHER, NULL, "ES12 with a key of the CI"},
	{"es12-anonymous", TARGET_ES12_ANONYMOUS, NULL, "ES12"},
	{"es15", TARGET_ES15, "/gsma/rsp2/es15/", "ES15"},
};

static size_t place_of(const struct wishes *w, const struct scene_post *post)
{
	size_t i = 0;
	for (; i + 1 < sizeof(places) / sizeof(places[0]); i++)
		if (w->value[WISH_AT] ? wish_is(w, WISH_AT, places[i].name)
				      : places[i].peer == post->peer)
			break;
	return i;
}

static json_t *parse_value(const char *text)
{
	json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
	return value ? value : json_string(text);
}

static int put_text(const char *text, size_t len, void *out)
{
	return buf_put(out, bytes_from(text, len)) == OK ? 0 : -1;
}

/* The members that a case leaves out or changes. */
static enum err edit(struct scene *scene, const struct wishes *w, struct bytes *body)
{
	CLEANUP(json_release) json_t *root = NULL;
	const char *put = w->value[WISH_PUT], *drop = w->value[WISH_DROP];
	const char *value = put ? strchr(put, ':') : NULL;
	const char *name = NULL;
	if (!put && !drop)
		return OK;
	if (put && !value)
		return scene_fault(scene, ERR_SYNTAX, "the case is wrong: put=%s", put);
	TRY(json_parse(*body, &root));
	if (drop)
		(void)json_object_del(root, drop);
	if (put) {
		TRY(arena_str(&scene->arena, bytes_from(put, (size_t)(value - put)), &name));
		(void)json_object_set_new(root, name, parse_value(value + 1));
	}
	CLEANUP(buf_free) struct buf text = buf_make(BODY_MAX);
	if (json_dump_callback(root, put_text, &text, JSON_COMPACT) != 0)
		return ERR_NOMEM;
	return scene_keep(scene, &text, body);
}

static enum err keep_text(struct scene *scene, const char *text, const char **out)
{
	return arena_str(&scene->arena, bytes_str(text), out);
}

static enum err take_reply(struct scene *scene, enum err e, const struct http_client_reply *from)
{
	struct scene_reply *r = &scene->reply;
	struct esx_response_header header = {};
	*r = (struct scene_reply){.transport = e, .status = e == OK ? from->status : 0};
	TRY(keep_text(scene, from->reason, &r->reason));
	TRY(keep_text(scene, from->content_type, &r->content_type));
	TRY(keep_text(scene, from->admin_protocol, &r->admin_protocol));
	if (e != OK || from->body.len == 0)
		return OK;
	TRY(arena_dup(&scene->arena, buf_bytes(&from->body), &r->body));
	r->has_execution = esx_response_decode(&scene->arena, r->body, NULL, &header) == OK;
	r->execution = header.execution_status;
	return OK;
}

static enum err find_connection(struct scene *scene, size_t place,
				const struct target_connection **out)
{
	*out = &scene->target->connections[places[place].peer];
	if (!(*out)->url)
		return scene_fault(scene, ERR_UNSUPPORTED, "the target names no %s",
				   places[place].what);
	return OK;
}

enum err scene_post(struct scene *scene, const struct wishes *w, const struct scene_post *post,
		    struct bytes body)
{
	CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
	const struct target_connection *c = NULL;
	size_t place = place_of(w, post);
	const char *path = places[place].path ? places[place].path : post->path;
	char url[URL_MAX] = "";
	TRY(find_connection(scene, place, &c));
	TRY(edit(scene, w, &body));
	if (w->value[WISH_PATH])
		(void)snprintf(url, sizeof(url), "%s%s", c->url, w->value[WISH_PATH]);
	else
		(void)snprintf(url, sizeof(url), "%s%s%s", c->url, path, post->function);
	const struct http_client_request request = {
		.url = url,
		.tls = c->tls,
		.content_type = w->value[WISH_CONTENT_TYPE],
		.admin_protocol = "gsma/rsp/v2.2.2",
		.user_agent = "gsma-rsp-lpad",
		.body = w->value[WISH_BODY] ? bytes_str(wish_text(w, WISH_BODY, "")) : body,
		.timeout_ms = TIMEOUT_MS,
	};
	enum err e = http_client_post(c->http, &request, &reply);
	return take_reply(scene, e, &reply);
}

bool scene_executed(const struct scene *scene)
{
	const struct scene_reply *r = &scene->reply;
	return r->transport == OK && r->status == 200 && r->has_execution &&
	       r->execution.status <= ESX_EXECUTED_WITH_WARNING;
}

static enum es9p_binding binding_of(const struct wishes *w)
{
	return wish_is(w, WISH_BINDING, "asn1") ? ES9P_ASN1 : ES9P_JSON;
}

/* In ASN.1 the header is made of what the response says. */
static enum err read_response(struct scene *scene, enum es9p_binding binding,
			      const struct scene_function *call)
{
	struct scene_reply *r = &scene->reply;
	const struct esx_response_header *header = call->response;
	bool expected = call->function->response->tag != 0 || r->has_execution;
	if (r->transport != OK || r->status != 200 || r->body.len == 0 || !expected)
		return OK;
	enum err e = es9p_response_decode(call->function, binding, &scene->arena, r->body,
					  call->response);
	if (binding == ES9P_ASN1 && e == OK) {
		r->has_execution = true;
		r->execution = header->execution_status;
	}
	if (e == OK || !r->has_execution || !scene_executed(scene))
		return OK;
	return scene_fault(scene, e, "the answer of %s cannot be read (%s)", call->function->name,
			   err_name(e));
}

enum err scene_call(struct scene *scene, const struct wishes *w, const struct scene_function *call)
{
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	enum es9p_binding binding = binding_of(w);
	struct wishes in_asn1 = *w;
	struct scene_post post = {TARGET_ES9P, "/gsma/rsp2/es9plus/", call->function->name};
	TRY(es9p_request_encode(call->function, binding, call->request, &body));
	if (binding == ES9P_ASN1) {
		in_asn1.value[WISH_PATH] = ES9P_ASN1_PATH;
		in_asn1.value[WISH_CONTENT_TYPE] = ES9P_ASN1_TYPE;
	}
	TRY(scene_post(scene, binding == ES9P_ASN1 ? &in_asn1 : w, &post, buf_bytes(&body)));
	scene->reply.is_asn1 = binding == ES9P_ASN1;
	return read_response(scene, binding, call);
}
