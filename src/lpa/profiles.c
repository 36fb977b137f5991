/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Local profile management.
 * No test of its own: tests/lpa_test.c.
 */
#include "lpa/profiles.h"

#include "codec/tlv.h"
#include "lpa/es10.h"
#include "lpa/problem.h"
#include "msg/es10_function.h"
#include "msg/es10a_configured_addresses.h"
#include "msg/es10c_euicc.h"
#include "msg/es10c_get_profiles_info.h"
#include "msg/es10c_profile_state.h"

enum { REQUEST_MAX = 512 };

/* Call a function whose answer is a result code. */
static enum err call_for_result(struct lpa *lpa, const char *step, enum es10_function function,
				const struct buf *request)
{
	CLEANUP(buf_free) struct buf response = buf_make(ES10_RESPONSE_MAX);
	uint64_t result = 0;
	problem_clear(lpa);
	TRY(es10_call(lpa, step, buf_bytes(request), &response));
	if (es10_result_decode(buf_bytes(&response), function, &result) != OK)
		return problem_protocol(lpa, step, "it cannot be read");
	return result == ES10_OK ? OK : problem_card(lpa, step, (int)result);
}

static enum err read_iccid(struct lpa *lpa, const char *step, const char *digits,
			   uint8_t out[static ICCID_LEN])
{
	if (iccid_encode(bytes_str(digits), out) == OK)
		return OK;
	enum err error = problem_refused(lpa, step, "That is no ICCID.",
					 "An ICCID has 18 to 20 digits; `veuicc list` shows them.");
	return error == ERR_DENIED ? ERR_SYNTAX : error;
}

static enum err change_state(struct lpa *lpa, const char *step, enum es10_function function,
			     const char *digits)
{
	CLEANUP(buf_free) struct buf request = buf_make(REQUEST_MAX);
	uint8_t iccid[ICCID_LEN] = {};
	struct es10c_profile_state_request r = {
		.function = function,
		.iccid = BYTES_OF(iccid),
		.refresh_flag = true,
	};
	TRY(read_iccid(lpa, step, digits, iccid));
	TRY(es10c_profile_state_request_encode(&r, &request));
	return call_for_result(lpa, step, function, &request);
}

enum err lpa_enable_profile(struct lpa *lpa, const char *iccid)
{
	return change_state(lpa, "ES10c.EnableProfile", ES10C_ENABLE_PROFILE, iccid);
}

enum err lpa_disable_profile(struct lpa *lpa, const char *iccid)
{
	return change_state(lpa, "ES10c.DisableProfile", ES10C_DISABLE_PROFILE, iccid);
}

enum err lpa_delete_profile(struct lpa *lpa, const char *iccid)
{
	return change_state(lpa, "ES10c.DeleteProfile", ES10C_DELETE_PROFILE, iccid);
}

enum err lpa_set_nickname(struct lpa *lpa, const char *digits, const char *nickname)
{
	static const char step[] = "ES10c.SetNickname";
	CLEANUP(buf_free) struct buf request = buf_make(REQUEST_MAX);
	uint8_t iccid[ICCID_LEN] = {};
	struct es10c_set_nickname_request r = {
		.iccid = BYTES_OF(iccid),
		.profile_nickname = bytes_str(nickname),
	};
	TRY(read_iccid(lpa, step, digits, iccid));
	if (strlen(nickname) > ES10C_NICKNAME_MAX)
		return problem_refused(lpa, step, "The nickname is longer than 64 bytes.",
				       "Choose a shorter one.");
	TRY(es10c_set_nickname_request_encode(&r, &request));
	return call_for_result(lpa, step, ES10C_SET_NICKNAME, &request);
}

enum err lpa_memory_reset(struct lpa *lpa)
{
	CLEANUP(buf_free) struct buf request = buf_make(REQUEST_MAX);
	TRY(es10c_euicc_memory_reset_request_encode(
		ES10C_DELETE_OPERATIONAL_PROFILES | ES10C_DELETE_FIELD_LOADED_TEST_PROFILES |
			ES10C_RESET_DEFAULT_SMDP_ADDRESS,
		&request));
	return call_for_result(lpa, "ES10c.eUICCMemoryReset", ES10C_EUICC_MEMORY_RESET, &request);
}

enum err lpa_set_default_smdp(struct lpa *lpa, const char *address)
{
	static const char step[] = "ES10a.SetDefaultDpAddress";
	CLEANUP(buf_free) struct buf request = buf_make(REQUEST_MAX);
	if (strlen(address) > LPA_ADDRESS_MAX)
		return problem_refused(lpa, step, "The address is longer than 255 characters.",
				       "Give the SM-DP+'s host name.");
	TRY(es10a_set_default_dp_address_encode(bytes_str(address), &request));
	return call_for_result(lpa, step, ES10A_SET_DEFAULT_DP_ADDRESS, &request);
}

static enum err add_profile(struct arena *arena, const struct es10c_profile_info *info,
			    struct lpa_profile *out)
{
	if (bytes_present(info->iccid))
		TRY(iccid_decode(info->iccid, out->iccid));
	out->enabled = info->profile_state == ES10C_PROFILE_ENABLED;
	out->profile_class = info->profile_class;
	TRY(arena_str(arena, info->profile_nickname, &out->nickname));
	TRY(arena_str(arena, info->service_provider_name, &out->service_provider));
	TRY(arena_str(arena, info->profile_name, &out->profile_name));
	return arena_dup(arena, info->isdp_aid, &out->isdp_aid);
}

static enum err count_profiles(struct bytes row, size_t *n)
{
	struct es10c_profile_info info = {};
	for (*n = 0; row.len > 0; (*n)++)
		TRY(es10c_profile_info_next(&row, &info));
	return OK;
}

static enum err read_profiles(struct arena *arena, struct bytes whole, struct lpa_profile **out,
			      size_t *n)
{
	struct es10c_get_profiles_info_response r = {};
	struct es10c_profile_info info = {};
	TRY(es10c_get_profiles_info_response_decode(whole, &r));
	if (!r.ok)
		return ERR_DENIED;
	TRY(count_profiles(r.profiles, n));
	TRY(arena_alloc(arena, *n * sizeof(**out), (void **)out));
	for (size_t i = 0; i < *n; i++) {
		TRY(es10c_profile_info_next(&r.profiles, &info));
		TRY(add_profile(arena, &info, &(*out)[i]));
	}
	return OK;
}

enum err lpa_list_profiles(struct lpa *lpa, struct arena *arena, struct lpa_profile **out,
			   size_t *n)
{
	static const char step[] = "ES10c.GetProfilesInfo";
	CLEANUP(buf_free) struct buf request = buf_make(REQUEST_MAX);
	CLEANUP(buf_free) struct buf response = buf_make(ES10_RESPONSE_MAX);
	struct es10c_get_profiles_info_request all = {.profile_class = TLV_ABSENT};
	*n = 0;
	problem_clear(lpa);
	TRY(es10c_get_profiles_info_request_encode(&all, &request));
	TRY(es10_call(lpa, step, buf_bytes(&request), &response));
	if (read_profiles(arena, buf_bytes(&response), out, n) != OK)
		return problem_protocol(lpa, step, "it cannot be read");
	return OK;
}

/* Call a function without input; the answer is kept in the arena. */
static enum err ask(struct lpa *lpa, const char *step, struct arena *arena,
		    const struct buf *request, struct bytes *out)
{
	CLEANUP(buf_free) struct buf response = buf_make(ES10_RESPONSE_MAX);
	TRY(es10_call(lpa, step, buf_bytes(request), &response));
	return arena_dup(arena, buf_bytes(&response), out);
}

static enum err read_eid(struct lpa *lpa, struct arena *arena, struct lpa_card_info *out)
{
	static const char step[] = "ES10c.GetEID";
	CLEANUP(buf_free) struct buf request = buf_make(REQUEST_MAX);
	struct bytes response = {}, eid = {};
	TRY(es10c_get_eid_request_encode(&request));
	TRY(ask(lpa, step, arena, &request, &response));
	if (es10c_get_eid_response_decode(response, &eid) != OK || eid_decode(eid, out->eid) != OK)
		return problem_protocol(lpa, step, "it cannot be read");
	return OK;
}

static enum err read_addresses(struct lpa *lpa, struct arena *arena, struct lpa_card_info *out)
{
	static const char step[] = "ES10a.GetEuiccConfiguredAddresses";
	CLEANUP(buf_free) struct buf request = buf_make(REQUEST_MAX);
	struct es10a_configured_addresses addresses = {};
	struct bytes response = {};
	TRY(tlv_put(&request, ES10A_GET_EUICC_CONFIGURED_ADDRESSES, (struct bytes){}));
	TRY(ask(lpa, step, arena, &request, &response));
	if (es10a_configured_addresses_decode(response, &addresses) != OK)
		return problem_protocol(lpa, step, "it cannot be read");
	TRY(arena_str(arena, addresses.default_dp_address, &out->default_smdp));
	return arena_str(arena, addresses.root_ds_address, &out->root_smds);
}

enum err lpa_read_card(struct lpa *lpa, struct arena *arena, struct lpa_card_info *out)
{
	CLEANUP(buf_free) struct buf request = buf_make(REQUEST_MAX);
	problem_clear(lpa);
	TRY(read_eid(lpa, arena, out));
	TRY(read_addresses(lpa, arena, out));
	TRY(tlv_put(&request, ES10B_GET_EUICC_INFO2, (struct bytes){}));
	return ask(lpa, "ES10b.GetEUICCInfo", arena, &request, &out->euicc_info2);
}
