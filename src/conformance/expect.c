/* SPDX-License-Identifier: Apache-2.0 */
/* Answers against words. */
#include "conformance/expect.h"

#include <stdio.h>
#include <string.h>

#include "conformance/assertion.h"

static bool is_failed(const struct scene_reply *r)
{
	return r->transport == OK && r->status == 200 && r->has_execution &&
	       r->execution.status == ESX_FAILED && (r->is_asn1 || r->execution.code.subject);
}

static bool has_code(const struct scene_reply *r, struct bytes word)
{
	struct bytes subject = {};
	if (!is_failed(r) || !r->execution.code.subject)
		return false;
	bytes_take_until(&word, '/', &subject);
	return bytes_eq(subject, bytes_str(r->execution.code.subject)) &&
	       bytes_eq(word, bytes_str(r->execution.code.reason));
}

static bool is_success(const struct scene *scene, struct bytes word)
{
	(void)word;
	return scene_executed(scene);
}

static bool is_any_failure(const struct scene *scene, struct bytes word)
{
	(void)word;
	return is_failed(&scene->reply);
}

static bool is_any_4xx(const struct scene *scene, struct bytes word)
{
	(void)word;
	return scene->reply.transport == OK && scene->reply.status / 100 == 4;
}

/* Whoever is nobody is turned away in the handshake, or by HTTP. */
static bool is_refused(const struct scene *scene, struct bytes word)
{
	const struct scene_reply *r = &scene->reply;
	(void)word;
	if (r->transport != OK)
		return r->transport == ERR_DENIED || r->transport == ERR_IO;
	return r->status == 401 || r->status == 403;
}

static bool has_status(const struct scene *scene, struct bytes word)
{
	char text[8] = "";
	(void)snprintf(text, sizeof(text), "%d", scene->reply.status);
	return scene->reply.transport == OK && bytes_eq(word, bytes_str(text)) &&
	       (scene->reply.status != 204 || scene->reply.body.len == 0);
}

static const struct {
	const char *word;
	bool (*met)(const struct scene *scene, struct bytes word);
} answers[] = {
	{"success", is_success},
	{"failed", is_any_failure},
	{"4xx", is_any_4xx},
	{"refused", is_refused},
};

/* One word about the answer as a whole. */
static bool answer_met(const struct scene *scene, struct bytes word)
{
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		if (bytes_eq(word, bytes_str(answers[i].word)))
			return answers[i].met(scene, word);
	if (memchr(word.ptr, '/', word.len))
		return has_code(&scene->reply, word);
	return has_status(scene, word);
}

static bool any_met(const struct scene *scene, struct bytes words)
{
	while (words.len > 0) {
		struct bytes word = {};
		bytes_take_until(&words, '|', &word);
		if (answer_met(scene, word))
			return true;
	}
	return false;
}

bool expect_met(struct scene *scene, const char *words)
{
	struct bytes rest = bytes_str(words), first = {};
	scene->why[0] = '\0';
	bytes_take_until(&rest, ' ', &first);
	if (!any_met(scene, first))
		return false;
	while (rest.len > 0) {
		struct bytes word = {};
		bytes_take_until(&rest, ' ', &word);
		if (word.len > 0 && !assertion_holds(scene, word))
			return false;
	}
	return true;
}

void expect_got(const struct scene *scene, char out[static EXPECT_GOT_MAX])
{
	const struct scene_reply *r = &scene->reply;
	const struct status_code *code = &r->execution.code;
	if (r->transport != OK)
		(void)snprintf(out, EXPECT_GOT_MAX, "no answer: %s",
			       r->reason && r->reason[0] ? r->reason : err_name(r->transport));
	else if (r->status != 200 || !r->has_execution)
		(void)snprintf(out, EXPECT_GOT_MAX, "HTTP %d", r->status);
	else if (code->subject)
		(void)snprintf(out, EXPECT_GOT_MAX, "%s %s/%s",
			       esx_status_name(r->execution.status), code->subject, code->reason);
	else
		(void)snprintf(out, EXPECT_GOT_MAX, "%s", esx_status_name(r->execution.status));
}
