/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of assertions.
 * No test of its own: expect_test.c, and the cases of tests/conformance.sh.
 */
#include "conformance/assertion.h"

#include <stdio.h>
#include <string.h>

#include "codec/json.h"
#include "conformance/assertion_row.h"
#include "conformance/package.h"

/* The device whose answer it was. */
static const struct actor *last_actor(const struct scene *scene)
{
	return &scene->actors[scene->last_actor];
}

static bool is_cc(struct scene *s, const char *argument)
{
	(void)argument;
	return last_actor(s)->cc_required;
}

static bool is_no_cc(struct scene *s, const char *argument)
{
	(void)argument;
	return !last_actor(s)->cc_required;
}

static bool is_otpk_offered(struct scene *s, const char *argument)
{
	const struct actor *a = last_actor(s);
	(void)argument;
	return bytes_present(a->bpp_euicc_otpk) && bytes_eq(a->bpp_euicc_otpk, a->sent_otpk);
}

static bool is_no_otpk(struct scene *s, const char *argument)
{
	(void)argument;
	return !bytes_present(last_actor(s)->bpp_euicc_otpk);
}

/* otPK.DP of the package before the last one. */
static bool same_smdp_otpk(const struct actor *a, bool *same)
{
	struct es8p_bound_profile_package now = {}, before = {};
	struct es8p_initialise_secure_channel init_now = {}, init_before = {};
	if (es8p_bound_profile_package_decode(a->bpp, &now) != OK ||
	    es8p_bound_profile_package_decode(a->bpp_before, &before) != OK ||
	    es8p_initialise_secure_channel_decode(now.initialise_secure_channel, &init_now) != OK ||
	    es8p_initialise_secure_channel_decode(before.initialise_secure_channel, &init_before) !=
		    OK)
		return false;
	*same = bytes_eq(init_now.smdp_otpk, init_before.smdp_otpk);
	return true;
}

static bool is_same_binding(struct scene *s, const char *argument)
{
	bool same = false;
	(void)argument;
	return same_smdp_otpk(last_actor(s), &same) && same;
}

/* A refusal of a new binding is as good (§5.6.2). */
static bool is_new_binding(struct scene *s, const char *argument)
{
	bool same = true;
	(void)argument;
	return !scene_executed(s) || (same_smdp_otpk(last_actor(s), &same) && !same);
}

/* The MatchingIDs of a case's orders all differ. */
static bool is_new_matching_id(struct scene *s, const char *argument)
{
	const char *last = scene_order(s)->matching_id;
	(void)argument;
	for (size_t i = 0; i + 1 < s->orders_n; i++)
		if (last && s->orders[i].matching_id && strcmp(s->orders[i].matching_id, last) == 0)
			return false;
	return last && last[0] != '\0';
}

static bool has_points(struct scene *s, const char *argument)
{
	char points[ENDPOINT_POINTS_MAX] = "";
	const struct endpoint_filter filter = scene_notifications(s);
	if (!s->target->endpoint)
		return false;
	endpoint_points(s->target->endpoint, &filter, points);
	return strcmp(points, argument) == 0;
}

static bool has_member(struct scene *s, const char *argument)
{
	CLEANUP(json_release) json_t *root = NULL;
	return json_parse(s->reply.body, &root) == OK && json_object_get(root, argument);
}

static bool lacks_member(struct scene *s, const char *argument)
{
	CLEANUP(json_release) json_t *root = NULL;
	return json_parse(s->reply.body, &root) == OK && !json_object_get(root, argument);
}

static bool has_no_members(struct scene *s, const char *argument)
{
	CLEANUP(json_release) json_t *root = NULL;
	(void)argument;
	return json_parse(s->reply.body, &root) == OK && json_object_size(root) == 1;
}

static bool is_tls_version(struct scene *s, const char *argument)
{
	return s->tls_version && strcmp(s->tls_version, argument) == 0;
}

static bool is_tls_suite(struct scene *s, const char *argument)
{
	return s->tls_suite && strcmp(s->tls_suite, argument) == 0;
}

/* CERT.DPtls and CERT.DPauth are of one SM-DP+ (§4.5.2.1). */
static bool has_tls_oid(struct scene *s, const char *argument)
{
	struct certificate auth = {};
	(void)argument;
	return certificate_parse(last_actor(s)->server_certificate, &auth) == OK &&
	       bytes_eq(auth.registered_id, s->tls_oid);
}

/* The answer says which version of SGP.22 it is of (§6.2). */
static bool has_admin_protocol(struct scene *s, const char *argument)
{
	(void)argument;
	return s->reply.admin_protocol && strncmp(s->reply.admin_protocol, "gsma/rsp/v", 10) == 0;
}

static const struct assertion_row rows[] = {
	{"cc", is_cc, "ccRequiredFlag is set"},
	{"no-cc", is_no_cc, "ccRequiredFlag is not set"},
	{"otpk-offered", is_otpk_offered, "bppEuiccOtpk is the eUICC's of the attempt before"},
	{"no-otpk", is_no_otpk, "there is no bppEuiccOtpk"},
	{"same-binding", is_same_binding, "smdpOtpk is that of the package before"},
	{"new-binding", is_new_binding, "smdpOtpk is not that of the package before"},
	{"new-matching-id", is_new_matching_id, "the MatchingID is no earlier order's"},
	{"points", has_points, "the points of the order that were told, in their order"},
	{"tls", is_tls_version, "the version of TLS"},
	{"suite", is_tls_suite, "the suite of TLS"},
	{"tls-oid", has_tls_oid, "the OID of CERT.DPtls is that of CERT.DPauth"},
	{"admin-protocol", has_admin_protocol, "X-Admin-Protocol is there"},
	{"has", has_member, "the answer has this member"},
	{"lacks", lacks_member, "the answer lacks this member"},
	{"header-only", has_no_members, "the answer is its header only"},
	{},
};

static const struct assertion_row *const tables[] = {rows, assertion_package_rows,
						     assertion_event_rows};

static const struct assertion_row *find(struct bytes name)
{
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++)
		for (const struct assertion_row *row = tables[t]; row->name; row++)
			if (bytes_eq(name, bytes_str(row->name)))
				return row;
	return NULL;
}

bool assertion_holds(struct scene *scene, struct bytes word)
{
	struct bytes name = {};
	const char *argument = NULL;
	bytes_take_until(&word, ':', &name);
	const struct assertion_row *row = find(name);
	if (arena_str(&scene->arena, word, &argument) != OK)
		return false;
	if (!row)
		return scene_fault(scene, ERR_SYNTAX, "the case is wrong: %.*s", BYTES_FMT(name)) ==
		       OK;
	if (row->holds(scene, argument))
		return true;
	return scene_fault(scene, ERR_MISMATCH, "it does not hold: %s%s%s", row->text,
			   argument[0] ? ": " : "", argument) == OK;
}

bool assertion_row(size_t i, const char **name, const char **text)
{
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++) {
		for (const struct assertion_row *row = tables[t]; row->name; row++) {
			if (i-- > 0)
				continue;
			*name = row->name;
			*text = row->text;
			return true;
		}
	}
	return false;
}
