/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The invariants, as rows where there are many.
 * No test of its own: every case of tests/conformance.sh with a success runs through them.
 */
#include "conformance/invariant.h"

#include <stdio.h>
#include <string.h>

#include "codec/json.h"
#include "conformance/package.h"
#include "crypto/ecdsa.h"
#include "msg/es10b_authenticate_server.h"
#include "msg/es8p_store_metadata.h"
#include "pki/server_chain.h"

enum { INPUT_MAX = 1024, MEMBERS_MAX = 512 };

/* Is `name` one of the words? A "?" before a word does not count. */
static bool listed(const char *members, const char *name)
{
	struct bytes rest = bytes_str(members), word = {};
	while (rest.len > 0) {
		bytes_take_until(&rest, ' ', &word);
		if (word.len > 0 && word.ptr[0] == '?')
			word = bytes_from(word.ptr + 1, word.len - 1);
		if (bytes_eq(word, bytes_str(name)))
			return true;
	}
	return false;
}

static enum err check_present(struct scene *scene, const json_t *root, const char *members)
{
	struct bytes rest = bytes_str(members), word = {};
	while (rest.len > 0) {
		const char *name = NULL;
		bytes_take_until(&rest, ' ', &word);
		TRY(arena_str(&scene->arena, word, &name));
		if (name[0] != '?' && !json_object_get(root, name))
			return scene_fault(scene, ERR_MISSING, "the answer has no %s", name);
	}
	return OK;
}

static enum err check_asn1_type(struct scene *scene)
{
	if (strncmp(scene->reply.content_type, ES9P_ASN1_TYPE, strlen(ES9P_ASN1_TYPE)) == 0)
		return OK;
	return scene_fault(scene, ERR_MISMATCH, "the media type is \"%s\"",
			   scene->reply.content_type);
}

enum err invariant_members(struct scene *scene, const char *members)
{
	CLEANUP(json_release) json_t *root = NULL;
	const char *name = NULL;
	json_t *value = NULL;
	if (scene->reply.is_asn1)
		return check_asn1_type(scene);
	if (strncmp(scene->reply.content_type, "application/json", 16) != 0)
		return scene_fault(scene, ERR_MISMATCH, "the media type is \"%s\"",
				   scene->reply.content_type);
	TRY(json_parse(scene->reply.body, &root));
	json_object_foreach(root, name, value)
	{
		if (strcmp(name, "header") != 0 && !listed(members, name))
			return scene_fault(
				scene, ERR_UNSUPPORTED,
				"the answer has the member %s, which is not the clause's", name);
	}
	return members ? check_present(scene, root, members) : OK;
}

/* --- InitiateAuthentication ----------------------------------------------------------------- */

struct initiation {
	struct scene *scene;
	const struct actor *actor;
	struct bytes euicc_challenge;
	struct certificate certificate;
};

static bool same_transaction(const struct initiation *i)
{
	return bytes_eq(i->actor->transaction_id, i->actor->signed_transaction_id);
}

static bool same_challenge(const struct initiation *i)
{
	return bytes_eq(i->euicc_challenge, BYTES_OF(i->actor->challenge));
}

/* The LPA compares without regard to case, and so do we. */
static bool own_address(const struct initiation *i)
{
	for (size_t k = 0; k < TARGET_PEERS; k++) {
		const char *address = i->scene->target->connections[k].address;
		if (address && bytes_eq_nocase(bytes_str(address), i->actor->server_address))
			return true;
	}
	return false;
}

static bool known_ci(const struct initiation *i)
{
	return certificate_by_key_id(i->scene->target->cis, i->scene->target->issuers_n,
				     i->actor->ci_pk_id) != NULL;
}

static bool good_chain(const struct initiation *i)
{
	struct server_chain_result result = {};
	struct server_chain_input in = {
		.certificate = i->actor->server_certificate,
		.role = certificate_has_role(&i->certificate, CERTIFICATE_DSAUTH)
				? CERTIFICATE_DSAUTH
				: CERTIFICATE_DPAUTH,
		.cis = i->scene->target->cis,
		.ci_count = i->scene->target->issuers_n,
		.now_ms = clock_now_ms(&i->scene->target->clock),
	};
	return server_chain_verify(&in, &result) == OK;
}

static bool good_signature(const struct initiation *i)
{
	return ecdsa_verify(&i->certificate.public_key, &i->actor->server_signed1, 1,
			    i->actor->server_signature1) == OK;
}

/* Neither the transaction nor the challenge was there before in this case. */
static bool is_new(const struct initiation *i)
{
	for (size_t k = 0; k < i->scene->seen_n; k++)
		if (bytes_eq(i->scene->seen[k], i->actor->transaction_id) ||
		    bytes_eq(i->scene->seen[k], i->actor->server_challenge))
			return false;
	return true;
}

static const struct {
	bool (*holds)(const struct initiation *i);
	const char *otherwise;
} initiation_rows[] = {
	{same_transaction, "transactionId differs from that of serverSigned1"},
	{same_challenge, "serverSigned1 has not the eUICC's challenge"},
	{own_address, "serverAddress is not the address that was called"},
	{known_ci, "euiccCiPKIdToBeUsed is no CI of the test"},
	{good_chain, "serverCertificate is no valid CERT.DPauth or CERT.DSauth under the CI"},
	{good_signature, "serverSignature1 does not verify with serverCertificate"},
	{is_new, "transactionId or serverChallenge came before"},
};

static void remember(struct scene *scene, struct bytes value)
{
	if (scene->seen_n < SCENE_SEEN_MAX)
		scene->seen[scene->seen_n++] = value;
}

enum err invariant_initiation(struct scene *scene, const struct actor *actor,
			      struct bytes euicc_challenge)
{
	struct initiation i = {scene, actor, euicc_challenge, {}};
	TRY(invariant_members(scene, "transactionId serverSigned1 serverSignature1 "
				     "euiccCiPKIdToBeUsed serverCertificate"));
	if (certificate_parse(actor->server_certificate, &i.certificate) != OK)
		return scene_fault(scene, ERR_SYNTAX, "serverCertificate cannot be read");
	for (size_t k = 0; k < sizeof(initiation_rows) / sizeof(initiation_rows[0]); k++)
		if (!initiation_rows[k].holds(&i))
			return scene_fault(scene, ERR_MISMATCH, "%s", initiation_rows[k].otherwise);
	remember(scene, actor->transaction_id);
	remember(scene, actor->server_challenge);
	return OK;
}

/* --- AuthenticateClient --------------------------------------------------------------------- */

struct authentication {
	struct scene *scene;
	const struct actor *actor;
	struct bytes transaction_id, signed_id;
	struct certificate certificate, auth;
};

static bool same_session(const struct authentication *a)
{
	return bytes_eq(a->transaction_id, a->actor->transaction_id);
}

static bool same_session_signed(const struct authentication *a)
{
	return bytes_eq(a->signed_id, a->actor->signed_transaction_id);
}

static bool good_pb_chain(const struct authentication *a)
{
	struct server_chain_result result = {};
	const struct server_chain_input in = {
		.certificate = a->actor->smdp_certificate,
		.role = CERTIFICATE_DPPB,
		.cis = a->scene->target->cis,
		.ci_count = a->scene->target->issuers_n,
		.now_ms = clock_now_ms(&a->scene->target->clock),
		.oid = a->auth.registered_id,
	};
	return server_chain_verify(&in, &result) == OK &&
	       bytes_eq(result.ci->subject_key_id, a->actor->ci_pk_id);
}

static bool good_signature2(const struct authentication *a)
{
	CLEANUP(buf_free) struct buf input = buf_make(INPUT_MAX);
	if (rsp_chained_input(a->actor->smdp_signed2, a->actor->euicc_signature1, &input) != OK)
		return false;
	struct bytes whole = buf_bytes(&input);
	return ecdsa_verify(&a->certificate.public_key, &whole, 1, a->actor->smdp_signature2) == OK;
}

static bool good_metadata(const struct authentication *a)
{
	struct es8p_store_metadata metadata = {};
	return es8p_store_metadata_decode(a->actor->metadata, &metadata) == OK;
}

/* The profile is the one that was ordered. */
static bool ordered_profile(const struct authentication *a)
{
	struct es8p_store_metadata metadata = {};
	char digits[ICCID_DIGITS_MAX + 1] = "";
	if (es8p_store_metadata_decode(a->actor->metadata, &metadata) != OK ||
	    iccid_decode(metadata.iccid, digits) != OK)
		return false;
	for (size_t i = 0; i < a->scene->orders_n; i++)
		if (strcmp(a->scene->orders[i].iccid, digits) == 0)
			return true;
	return a->scene->orders_n == 0;
}

static const struct {
	bool (*holds)(const struct authentication *a);
	const char *otherwise;
} authentication_rows[] = {
	{same_session, "transactionId is not the session's"},
	{same_session_signed, "transactionId of smdpSigned2 is not the session's"},
	{good_pb_chain, "smdpCertificate is no valid CERT.DPpb of this SM-DP+ under the CI"},
	{good_signature2, "smdpSignature2 does not verify with smdpCertificate"},
	{good_metadata, "profileMetadata cannot be read"},
	{ordered_profile, "profileMetadata is not that of the order"},
};

enum err invariant_authentication(struct scene *scene, const struct actor *actor,
				  struct bytes transaction_id, struct bytes signed_id)
{
	struct authentication a = {scene, actor, transaction_id, signed_id, {}, {}};
	TRY(invariant_members(scene, "transactionId profileMetadata smdpSigned2 smdpSignature2 "
				     "smdpCertificate"));
	if (certificate_parse(actor->smdp_certificate, &a.certificate) != OK ||
	    certificate_parse(actor->server_certificate, &a.auth) != OK)
		return scene_fault(scene, ERR_SYNTAX, "smdpCertificate cannot be read");
	for (size_t k = 0; k < sizeof(authentication_rows) / sizeof(authentication_rows[0]); k++)
		if (!authentication_rows[k].holds(&a))
			return scene_fault(scene, ERR_MISMATCH, "%s",
					   authentication_rows[k].otherwise);
	return OK;
}

enum err invariant_events(struct scene *scene, const struct actor *actor,
			  struct bytes transaction_id)
{
	TRY(invariant_members(scene, "transactionId eventEntries"));
	if (!bytes_eq(transaction_id, actor->transaction_id))
		return scene_fault(scene, ERR_MISMATCH, "transactionId is not the session's");
	return OK;
}

enum err invariant_package(struct scene *scene, struct actor *actor, struct bytes transaction_id)
{
	TRY(invariant_members(scene, "transactionId boundProfilePackage"));
	if (!bytes_eq(transaction_id, actor->transaction_id))
		return scene_fault(scene, ERR_MISMATCH, "transactionId is not the session's");
	TRY(ARENA_NEW(&scene->arena, &scene->package));
	actor->package = scene->package;
	return package_open(scene, actor, scene->package);
}
