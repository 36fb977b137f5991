/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Variables, devices and the current order of a case. Calls are in conformance/scene_post.c.
 * No test of its own: every case of tests/conformance.sh is one.
 */
#include "conformance/scene.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "conformance/verb.h"

enum { ARENA_MAX = 32 * 1024 * 1024, TAG_DIGITS = 12 };

enum err scene_fault(struct scene *scene, enum err e, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(scene->why, sizeof(scene->why), format, arguments);
	va_end(arguments);
	return e;
}

enum err scene_keep(struct scene *scene, struct buf *from, struct bytes *out)
{
	enum err e = arena_dup(&scene->arena, buf_bytes(from), out);
	buf_free(from);
	return e;
}

enum err scene_begin(struct target *target, enum curve curve, struct scene *scene)
{
	*scene = (struct scene){.target = target, .curve = curve, .arena = arena_make(ARENA_MAX)};
	for (size_t i = 0; i < SCENE_TAGS; i++) {
		char digits[TAG_DIGITS + 1] = "";
		TRY(actor_digits(target, digits, TAG_DIGITS));
		(void)snprintf(scene->tags[i], sizeof(scene->tags[i]), "CONF-%s-%zu", digits, i);
	}
	return OK;
}

/* What a case has ordered and not used goes back into stock; the answers do not matter. */
void scene_end(struct scene *scene)
{
	verb_give_back_events(scene);
	for (; scene->orders_n > 0; scene->orders_n--)
		if (scene_order(scene)->iccid)
			verb_give_back(scene);
	for (size_t i = 0; i < SCENE_ACTORS; i++)
		actor_free(&scene->actors[i]);
	arena_free(&scene->arena);
}

struct scene_order *scene_order(struct scene *scene)
{
	return &scene->orders[scene->orders_n > 0 ? scene->orders_n - 1 : 0];
}

struct endpoint_filter scene_notifications(const struct scene *scene)
{
	struct endpoint_filter filter = {};
	size_t n = 0;
	if (scene->orders_n > 0)
		filter.iccid = scene->orders[scene->orders_n - 1].iccid;
	for (size_t i = 0; i < SCENE_ACTORS; i++)
		if (scene->actors[i].name)
			filter.eids[n++] = scene->actors[i].eid;
	return filter;
}

struct actor *scene_actor_named(struct scene *scene, const char *name)
{
	for (size_t i = 0; i < SCENE_ACTORS; i++)
		if (scene->actors[i].name == name[0] && name[1] == '\0')
			return &scene->actors[i];
	return NULL;
}

static enum err make_actor(struct scene *scene, const struct wishes *w, char name,
			   struct actor *out)
{
	const struct target_issuer *issuer = target_issuer_on(scene->target, scene->curve);
	const char *same = w->value[WISH_SAME_AS];
	if (!issuer)
		return scene_fault(scene, ERR_UNSUPPORTED, "the target has no test CI on %s",
				   curve_name(scene->curve));
	TRY(actor_make(scene->target, issuer, same ? scene_actor_named(scene, same) : NULL,
		       &scene->arena, out));
	out->name = name;
	return OK;
}

enum err scene_actor(struct scene *scene, const struct wishes *w, struct actor **out)
{
	const char *name = w->value[WISH_DEVICE] ? w->value[WISH_DEVICE] : "A";
	size_t i = (size_t)(name[0] - 'A');
	if (i >= SCENE_ACTORS)
		return scene_fault(scene, ERR_SYNTAX, "there is no device %s", name);
	*out = &scene->actors[i];
	scene->last_actor = i;
	return scene->actors[i].name ? OK : make_actor(scene, w, name[0], *out);
}

static enum err in_capitals(struct scene *scene, const char *text, const char **out)
{
	struct bytes copy = {};
	TRY(arena_dup(&scene->arena, bytes_str(text ? text : ""), &copy));
	for (size_t i = 0; i < copy.len; i++)
		((uint8_t *)copy.ptr)[i] = (uint8_t)toupper(copy.ptr[i]);
	*out = (const char *)copy.ptr;
	return OK;
}

/* "$iccid" and its like. */
static const char *variable(struct scene *scene, const char *name)
{
	const struct scene_order *order = scene_order(scene);
	const char *padded = NULL, *capitals = NULL, *smds = NULL;
	if (arena_fmt(&scene->arena, &padded, "%sF", order->iccid ? order->iccid : "") != OK ||
	    in_capitals(scene, scene->target->connections[TARGET_ES9P].address, &capitals) != OK ||
	    in_capitals(scene, scene->target->connections[TARGET_ES11].address, &smds) != OK)
		return NULL;
	const struct {
		const char *name, *value;
	} rows[] = {
		{"$1", scene->tags[1]},
		{"$2", scene->tags[2]},
		{"$iccid", order->iccid},
		{"$iccid-F", padded},
		{"$matching-id", order->matching_id},
		{"$root-event", scene->root_event_id},
		{"$SMDP-ADDRESS", capitals},
		{"$SMDS-ADDRESS", smds},
		{"$expired", scene->target->config.expired_matching_id},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].name, name) == 0)
			return rows[i].value;
	return NULL;
}

enum err scene_wishes(struct scene *scene, const char *text, struct wishes *out)
{
	enum err e = wish_read(&scene->arena, text, out);
	if (e != OK)
		return scene_fault(scene, e, "the case is wrong: \"%s\"", text);
	for (size_t i = 0; i < WISH_COUNT; i++) {
		const char *name = out->value[i];
		if (!name || name[0] != '$')
			continue;
		out->value[i] = variable(scene, name);
		if (!out->value[i])
			return scene_fault(scene, ERR_UNSUPPORTED, "the target has no %s",
					   name + 1);
	}
	return OK;
}
