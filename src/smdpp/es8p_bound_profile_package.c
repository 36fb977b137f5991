/* SPDX-License-Identifier: Apache-2.0 */
/* The BPP, part by part in the order of the wire: one MAC chain runs through them. */
#include "smdpp/es8p_bound_profile_package.h"

#include "base/limits.h"
#include "base/secret.h"
#include "base/text.h"
#include "channel/bsp.h"
#include "crypto/ecdsa.h"
#include "crypto/ecka.h"
#include "msg/es8p_bound_profile_package.h"
#include "msg/es8p_configure_isdp.h"
#include "msg/es8p_initialise_secure_channel.h"
#include "msg/es8p_replace_session_keys.h"

enum {
	SMALL_PART_MAX = 1024, /* BF23, ConfigureISDP, ReplaceSessionKeys: under 300 bytes each */
	METADATA_PART_MAX = 8 * 1024,
	PACKAGE_PART_MAX = LIMIT_PROFILE_PACKAGE + LIMIT_PROFILE_PACKAGE / 32,
};

/* Ours to choose, at least 4 octets; it is no secret and names nobody. */
static const uint8_t host_id[] = {'r', 's', 'p', 'd'};

struct parts {
	struct buf secure_channel, configure, metadata, replace_keys, profile;
};

static struct parts parts_make(void)
{
	return (struct parts){
		.secure_channel = buf_make(SMALL_PART_MAX),
		.configure = buf_make(SMALL_PART_MAX),
		.metadata = buf_make(METADATA_PART_MAX),
		.replace_keys = buf_make(SMALL_PART_MAX),
		.profile = buf_make(PACKAGE_PART_MAX),
	};
}

static void parts_release(struct parts *p)
{
	buf_free(&p->secure_channel);
	buf_free(&p->configure);
	buf_free(&p->metadata);
	buf_free(&p->replace_keys);
	buf_free(&p->profile);
}

/* ES8+.InitialiseSecureChannel (§5.5.1), signed by CERT.DPpb's key over both one-time keys. */
static enum err put_secure_channel(const struct bound_profile_package_input *in, struct buf *out)
{
	static const uint8_t key_type[] = {ES8P_KEY_TYPE_AES};
	static const uint8_t key_len[] = {ES8P_KEY_LEN_128};
	struct public_key otpk = {};
	uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
	CLEANUP(buf_free) struct buf input = buf_make(SMALL_PART_MAX);
	TRY(private_key_public(in->otsk, &otpk));
	struct es8p_initialise_secure_channel request = {
		.remote_op_id = ES8P_INSTALL_BOUND_PROFILE_PACKAGE,
		.transaction_id = in->transaction_id,
		.key_type = BYTES_OF(key_type),
		.key_len = BYTES_OF(key_len),
		.host_id = BYTES_OF(host_id),
		.smdp_otpk = BYTES_OF(otpk.point),
		.smdp_sign = BYTES_OF(signature),
	};
	TRY(es8p_initialise_secure_channel_input(&request, in->euicc_otpk, &input));
	const struct bytes signed_part = buf_bytes(&input);
	TRY(credentials_sign(in->pb, &signed_part, 1, signature));
	return es8p_initialise_secure_channel_encode(&request, out);
}

static enum err session_keys(const struct bound_profile_package_input *in, struct bsp_keys *keys)
{
	struct public_key euicc = {};
	uint8_t eid[EID_LEN] = {};
	CLEANUP(secret_wipe) struct secret shared = {};
	enum curve curve = in->pb->certificate.public_key.curve;
	TRY(eid_encode(bytes_str(in->eid), eid));
	TRY(curve_public_key(curve, in->euicc_otpk, &euicc));
	TRY(ecka_shared(in->otsk, &euicc, &shared));
	return bsp_keys_derive(secret_bytes(&shared), BYTES_OF(host_id), BYTES_OF(eid), keys);
}

static enum err put_configure(struct bsp *bsp, struct buf *out)
{
	CLEANUP(buf_free) struct buf plain = buf_make(SMALL_PART_MAX);
	TRY(es8p_configure_isdp_encode(&(struct es8p_configure_isdp){}, &plain));
	return bsp_encrypt(bsp, BSP_TAG_CONFIGURE, buf_bytes(&plain), out);
}

/* From here on the channel runs with keys of its own for this package (§2.5.4.2). */
static enum err put_replace_keys(const struct smdpp *smdpp, struct bsp *bsp, struct buf *out)
{
	CLEANUP(bsp_keys_wipe) struct bsp_keys ppk = {};
	CLEANUP(buf_free) struct buf plain = buf_make(SMALL_PART_MAX);
	TRY(bsp_keys_random(smdpp->with.entropy, &ppk));
	const struct es8p_replace_session_keys request = {
		.initial_mac_chaining_value = secret_bytes(&ppk.mcv),
		.ppk_enc = secret_bytes(&ppk.enc),
		.ppk_cmac = secret_bytes(&ppk.mac),
	};
	TRY(es8p_replace_session_keys_encode(&request, &plain));
	TRY(bsp_encrypt(bsp, BSP_TAG_CONFIGURE, buf_bytes(&plain), out));
	return bsp_start(bsp, &ppk);
}

static enum err put_segments(const struct smdpp *smdpp,
			     const struct bound_profile_package_input *in, struct parts *p)
{
	CLEANUP(bsp_keys_wipe) struct bsp_keys keys = {};
	CLEANUP(bsp_wipe) struct bsp bsp = {};
	TRY(session_keys(in, &keys));
	TRY(bsp_start(&bsp, &keys));
	TRY(put_configure(&bsp, &p->configure));
	TRY(bsp_mac_only(&bsp, BSP_TAG_STORE_METADATA, in->metadata, &p->metadata));
	if (in->protection == RSPD_PROTECTION_PPK)
		TRY(put_replace_keys(smdpp, &bsp, &p->replace_keys));
	return bsp_encrypt(&bsp, BSP_TAG_PROFILE, in->package, &p->profile);
}

enum err smdpp_bind(const struct smdpp *smdpp, const struct bound_profile_package_input *in,
		    struct buf *out)
{
	CLEANUP(parts_release) struct parts p = parts_make();
	TRY(put_secure_channel(in, &p.secure_channel));
	TRY(put_segments(smdpp, in, &p));
	struct es8p_bound_profile_package package = {
		.initialise_secure_channel = buf_bytes(&p.secure_channel),
		.first_sequence_of_87 = buf_bytes(&p.configure),
		.sequence_of_88 = buf_bytes(&p.metadata),
		.sequence_of_86 = buf_bytes(&p.profile),
	};
	if (in->protection == RSPD_PROTECTION_PPK)
		package.second_sequence_of_87 = buf_bytes(&p.replace_keys);
	return es8p_bound_profile_package_encode(&package, out);
}
