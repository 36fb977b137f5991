/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The receiving end of ES8+, over the channel of the virtual eUICC (card/secure_channel.h).
 * No test of its own: the cases of ES8+ in tests/conformance.sh.
 */
#include "conformance/package.h"

#include "card/secure_channel.h"
#include "codec/tlv.h"
#include "crypto/ecdsa.h"
#include "msg/es8p_configure_isdp.h"
#include "msg/es8p_replace_session_keys.h"
#include "saip/profile.h"

enum { INPUT_MAX = 512, PLAIN_MAX = 2 * 1024 * 1024 };

static enum err fault(struct scene *scene, enum err e, const char *what)
{
	return scene_fault(scene, e, "BoundProfilePackage: %s (%s)", what, err_name(e));
}

/* InitialiseSecureChannel: for this session, and signed by CERT.DPpb (§5.5.1). */
static enum err check_init(struct scene *scene, const struct actor *actor, struct package *p)
{
	static const uint8_t aes[] = {ES8P_KEY_TYPE_AES}, len[] = {ES8P_KEY_LEN_128};
	CLEANUP(buf_free) struct buf input = buf_make(INPUT_MAX);
	struct certificate pb = {};
	if (p->init.remote_op_id != ES8P_INSTALL_BOUND_PROFILE_PACKAGE)
		return fault(scene, ERR_MISMATCH, "remoteOpId is not installBoundProfilePackage");
	if (!bytes_eq(p->init.transaction_id, actor->signed_transaction_id))
		return fault(scene, ERR_MISMATCH, "transactionId is not the session's");
	if (!bytes_eq(p->init.key_type, BYTES_OF(aes)) || !bytes_eq(p->init.key_len, BYTES_OF(len)))
		return fault(scene, ERR_MISMATCH, "controlRefTemplate is not AES-128");
	TRY(certificate_parse(actor->smdp_certificate, &pb));
	TRY(es8p_initialise_secure_channel_input(&p->init, actor->sent_otpk, &input));
	struct bytes whole = buf_bytes(&input);
	enum err e = ecdsa_verify(&pb.public_key, &whole, 1, p->init.smdp_sign);
	return e == OK ? OK : fault(scene, e, "smdpSign does not verify with CERT.DPpb");
}

/* One sequence: where its segments are, and how they are protected. */
static const struct {
	size_t offset; /* of the row of segments in struct es8p_bound_profile_package */
	uint32_t tag;
	bool encrypted;
	const char *broken;
} sequences[PACKAGE_SEQUENCES] = {
	[PACKAGE_CONFIGURE_ISDP] = {offsetof(struct es8p_bound_profile_package,
					     first_sequence_of_87),
				    0x87, true, "firstSequenceOf87 cannot be opened"},
	[PACKAGE_STORE_METADATA] = {offsetof(struct es8p_bound_profile_package, sequence_of_88),
				    0x88, false, "a MAC of sequenceOf88 is wrong"},
	[PACKAGE_REPLACE_SESSION_KEYS] = {offsetof(struct es8p_bound_profile_package,
						   second_sequence_of_87),
					  0x87, true, "secondSequenceOf87 cannot be opened"},
	[PACKAGE_PROFILE_ELEMENTS] = {offsetof(struct es8p_bound_profile_package, sequence_of_86),
				      0x86, true, "sequenceOf86 cannot be opened"},
};

static void measure(struct package *p, size_t i, size_t len, bool last)
{
	size_t *full = &p->shortest_full[i];
	p->segments[i]++;
	if (len > p->longest[i])
		p->longest[i] = len;
	if (!last && (*full == 0 || len < *full))
		*full = len;
}

static enum err open_sequence(struct scene *scene, struct package *p, size_t i,
			      struct secure_channel *channel)
{
	CLEANUP(buf_free) struct buf plain = buf_make(PLAIN_MAX);
	struct bytes row = {};
	memcpy(&row, (const uint8_t *)&p->parts + sequences[i].offset, sizeof(row));
	while (row.len > 0) {
		struct tlv segment = {};
		enum err e = es8p_segment_next(&row, sequences[i].tag, &segment);
		if (e == OK)
			e = secure_channel_open(channel, &segment, sequences[i].encrypted, &plain);
		if (e != OK)
			return fault(scene, e, sequences[i].broken);
		measure(p, i, segment.whole.len, row.len == 0);
	}
	return scene_keep(scene, &plain, &p->plain[i]);
}

static enum err agree(struct scene *scene, const struct actor *actor, const struct package *p,
		      struct secure_channel *channel)
{
	const struct secure_channel_crt crt = {p->init.key_type, p->init.key_len, p->init.host_id};
	uint8_t eid[EID_LEN] = {};
	TRY(eid_encode(bytes_str(actor->eid), eid));
	enum err e =
		secure_channel_agree(channel, actor->otsk, p->init.smdp_otpk, &crt, BYTES_OF(eid));
	return e == OK ? OK : fault(scene, e, "smdpOtpk is no point of the eUICC's curve");
}

static enum err replace_keys(struct scene *scene, const struct package *p,
			     struct secure_channel *channel)
{
	struct es8p_replace_session_keys keys = {};
	enum err e =
		es8p_replace_session_keys_decode(p->plain[PACKAGE_REPLACE_SESSION_KEYS], &keys);
	if (e == OK)
		e = secure_channel_replace(channel, keys.initial_mac_chaining_value, keys.ppk_enc,
					   keys.ppk_cmac);
	return e == OK ? OK : fault(scene, e, "ReplaceSessionKeys cannot be read");
}

/* The commands inside, and the profile that was announced. */
static enum err check_content(struct scene *scene, const struct actor *actor, struct package *p)
{
	struct es8p_configure_isdp isdp = {};
	struct saip_profile profile = {};
	struct saip_fault saip = {};
	enum err e = es8p_configure_isdp_decode(p->plain[PACKAGE_CONFIGURE_ISDP], &isdp);
	if (e != OK)
		return fault(scene, e, "ConfigureISDP cannot be read");
	e = es8p_store_metadata_decode(p->plain[PACKAGE_STORE_METADATA], &p->metadata);
	if (e != OK)
		return fault(scene, e, "StoreMetadata cannot be read");
	if (!bytes_eq(p->plain[PACKAGE_STORE_METADATA], actor->metadata))
		return fault(scene, ERR_MISMATCH, "StoreMetadata is not the profileMetadata");
	e = saip_profile_read(p->plain[PACKAGE_PROFILE_ELEMENTS], &profile, &saip);
	if (e != OK)
		return fault(scene, e, "the profile elements cannot be read");
	if (!bytes_eq(BYTES_OF(profile.header.iccid), p->metadata.iccid))
		return fault(scene, ERR_MISMATCH, "the profile's ICCID is not the metadata's");
	return OK;
}

enum err package_open(struct scene *scene, const struct actor *actor, struct package *out)
{
	CLEANUP(secure_channel_wipe) struct secure_channel channel = {};
	*out = (struct package){};
	enum err e = es8p_bound_profile_package_decode(actor->bpp, &out->parts);
	if (e == OK)
		e = es8p_initialise_secure_channel_decode(out->parts.initialise_secure_channel,
							  &out->init);
	if (e != OK)
		return fault(scene, e, "it cannot be read");
	TRY(check_init(scene, actor, out));
	TRY(agree(scene, actor, out, &channel));
	out->has_keys = bytes_present(out->parts.second_sequence_of_87);
	for (size_t i = 0; i < PACKAGE_SEQUENCES; i++) {
		if (i == PACKAGE_REPLACE_SESSION_KEYS && !out->has_keys)
			continue;
		TRY(open_sequence(scene, out, i, &channel));
		if (i == PACKAGE_REPLACE_SESSION_KEYS)
			TRY(replace_keys(scene, out, &channel));
	}
	return check_content(scene, actor, out);
}
