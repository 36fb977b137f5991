/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Assertions on a package that was opened (SGP.22 §2.5, §5.5).
 * No test of its own: the cases of ES8+ in tests/conformance.sh.
 */
#include <stdlib.h>
#include <string.h>

#include "codec/tlv.h"
#include "conformance/assertion_row.h"
#include "conformance/package.h"
#include "msg/es10b_load_bound_profile_package.h"
#include "msg/es8p_configure_isdp.h"

enum { SEGMENT_MAX = 1020, HOST_ID_MAX = 16, CHUNK = 4 };

static bool is_opened(struct scene *s, const char *argument)
{
	(void)argument;
	return s->package != NULL;
}

static bool has_host_id(struct scene *s, const char *argument)
{
	(void)argument;
	return s->package && s->package->init.host_id.len >= 1 &&
	       s->package->init.host_id.len <= HOST_ID_MAX;
}

static bool is_on_curve(struct scene *s, const char *argument)
{
	struct public_key key = {};
	(void)argument;
	return s->package && curve_public_key(s->curve, s->package->init.smdp_otpk, &key) == OK;
}

/* The package of another device of the case. */
static const struct package *package_of(struct scene *s, const char *name)
{
	const struct actor *actor = scene_actor_named(s, name);
	return actor ? actor->package : NULL;
}

static bool is_otpk_unlike(struct scene *s, const char *argument)
{
	const struct package *other = package_of(s, argument);
	return s->package && other && !bytes_eq(s->package->init.smdp_otpk, other->init.smdp_otpk);
}

static bool is_ppk(struct scene *s, const char *argument)
{
	(void)argument;
	return s->package && s->package->has_keys;
}

static bool is_session_keys(struct scene *s, const char *argument)
{
	(void)argument;
	return s->package && !s->package->has_keys;
}

static bool is_ppk_unlike(struct scene *s, const char *argument)
{
	const struct package *other = package_of(s, argument);
	return s->package && other && s->package->has_keys && other->has_keys &&
	       !bytes_eq(s->package->plain[PACKAGE_REPLACE_SESSION_KEYS],
			 other->plain[PACKAGE_REPLACE_SESSION_KEYS]);
}

/* "0=1": the sequence of this number has so many segments. */
static bool has_segments(struct scene *s, const char *argument)
{
	char *end = NULL;
	size_t sequence = strtoul(argument, &end, 10);
	return s->package && sequence < PACKAGE_SEQUENCES && *end == '=' &&
	       s->package->segments[sequence] == strtoul(end + 1, NULL, 10);
}

static bool has_metadata_segments(struct scene *s, const char *argument)
{
	return s->package &&
	       s->package->segments[PACKAGE_STORE_METADATA] == strtoul(argument, NULL, 10);
}

static bool do_segments_fit(struct scene *s, const char *argument)
{
	(void)argument;
	for (size_t i = 0; s->package && i < PACKAGE_SEQUENCES; i++)
		if (s->package->longest[i] > SEGMENT_MAX)
			return false;
	return s->package != NULL;
}

static bool has_isdp(struct scene *s, const char *argument)
{
	struct es8p_configure_isdp isdp = {};
	(void)argument;
	return s->package &&
	       es8p_configure_isdp_decode(s->package->plain[PACKAGE_CONFIGURE_ISDP], &isdp) == OK &&
	       isdp.dp_proprietary_data.len + CHUNK <= ES8P_DP_PROPRIETARY_DATA_MAX;
}

static bool has_iccid(struct scene *s, const char *argument)
{
	char digits[ICCID_DIGITS_MAX + 1] = "";
	const char *ordered = scene_order(s)->iccid;
	(void)argument;
	return s->package && ordered && iccid_decode(s->package->metadata.iccid, digits) == OK &&
	       strcmp(digits, ordered) == 0;
}

static bool has_names(struct scene *s, const char *argument)
{
	(void)argument;
	return s->package &&
	       s->package->metadata.service_provider_name.len <= ES8P_SERVICE_PROVIDER_NAME_MAX &&
	       s->package->metadata.profile_name.len <= ES8P_PROFILE_NAME_MAX;
}

static bool has_icon(struct scene *s, const char *argument)
{
	(void)argument;
	return s->package && bytes_present(s->package->metadata.icon) &&
	       s->package->metadata.icon.len <= ES8P_ICON_MAX &&
	       s->package->metadata.icon_type <= RSP_ICON_PNG;
}

static bool has_rules(struct scene *s, const char *argument)
{
	(void)argument;
	return s->package && s->package->metadata.profile_policy_rules != 0 &&
	       bytes_present(s->package->metadata.profile_owner.mcc_mnc);
}

/* profileClass operational(2) is the default: DER leaves it out. */
static bool has_no_default_class(struct scene *s, const char *argument)
{
	struct tlv whole = {}, class = {};
	uint64_t value = 0;
	(void)argument;
	if (!s->package ||
	    tlv_only(s->package->plain[PACKAGE_STORE_METADATA], 0xBF25, &whole) != OK)
		return false;
	if (tlv_find(whole.value, 0x95, &class) != OK)
		return true;
	return tlv_uint(class.value, &value) == OK && value != RSP_CLASS_OPERATIONAL;
}

static bool has_profile(struct scene *s, const char *argument)
{
	(void)argument;
	return s->package && s->package->segments[PACKAGE_PROFILE_ELEMENTS] > 1;
}

/* The LPA's pieces, one after the other, are the package. */
static bool has_pieces(struct scene *s, const char *argument)
{
	struct es10b_bpp_pieces pieces = {};
	struct bytes bpp = s->actors[s->last_actor].bpp, piece = {};
	size_t len = 0;
	(void)argument;
	if (es10b_bpp_pieces_start(bpp, &pieces) != OK)
		return false;
	while (pieces.rest.len > 0) {
		if (es10b_bpp_pieces_next(&pieces, &piece) != OK || piece.len > SEGMENT_MAX)
			return false;
		len += piece.len;
	}
	return len == bpp.len;
}

const struct assertion_row assertion_package_rows[] = {
	{"opened", is_opened, "the package can be opened by the eUICC"},
	{"host-id", has_host_id, "hostId has 1 to 16 bytes"},
	{"otpk-on-curve", is_on_curve, "smdpOtpk is a point of the curve"},
	{"otpk-unlike", is_otpk_unlike, "smdpOtpk is not that of the device"},
	{"ppk", is_ppk, "the package has ReplaceSessionKeys"},
	{"ppk-unlike", is_ppk_unlike, "the keys are not those of the device"},
	{"session-keys", is_session_keys, "the package has no ReplaceSessionKeys"},
	{"segments", has_segments, "so many segments of this sequence"},
	{"metadata-segments", has_metadata_segments, "so many segments of StoreMetadata"},
	{"segments-fit", do_segments_fit, "no segment is over 1020 bytes"},
	{"isdp", has_isdp, "ConfigureISDP can be read, its data are short enough"},
	{"metadata-iccid", has_iccid, "the ICCID of the metadata is that of the order"},
	{"metadata-names", has_names, "the names are short enough"},
	{"icon", has_icon, "there is an icon with its type"},
	{"rules", has_rules, "there are rules, and an owner"},
	{"no-default-class", has_no_default_class, "the default class is not written"},
	{"profile", has_profile, "the profile elements take several segments"},
	{"pieces", has_pieces, "it can be cut into pieces of at most 1020 bytes"},
	{},
};
