/* SPDX-License-Identifier: Apache-2.0 */
/* ES10c.GetProfilesInfo (SGP.22 §5.7.15). */
#include "msg/es10c_get_profiles_info.h"

#include "card/es10_handler.h"
#include "codec/tlv.h"
#include "msg/es8p_store_metadata.h"

enum { INFO_MAX = 256 * 1024, TAG_MORE = 0x1F, TAG_BYTE_MORE = 0x80, TAG_BYTES_MAX = 3 };

typedef struct es10c_profile_info info;
typedef struct es10c_get_profiles_info_request criteria;

/* The members, their tags, and whether they are told to one who names no tags. */
static const struct member {
	uint32_t tag;
	bool standard, is_number;
	size_t offset;
} members[] = {
	{0x5A, true, false, offsetof(info, iccid)},
	{0x4F, true, false, offsetof(info, isdp_aid)},
	{0x9F70, true, true, offsetof(info, profile_state)},
	{0x90, true, false, offsetof(info, profile_nickname)},
	{0x91, true, false, offsetof(info, service_provider_name)},
	{0x92, true, false, offsetof(info, profile_name)},
	{0x93, true, true, offsetof(info, icon_type)},
	{0x94, true, false, offsetof(info, icon)},
	{0x95, true, true, offsetof(info, profile_class)},
	{0xB6, false, false, offsetof(info, notification_configuration_info)},
	{0xB7, false, false, offsetof(info, profile_owner)},
	{0xB8, false, false, offsetof(info, dp_proprietary_data)},
	{0x99, false, false, offsetof(info, profile_policy_rules)},
	{0xBF22, false, false, offsetof(info, service_specific_data)},
};

static enum err take_tag(struct bytes *list, uint32_t *tag)
{
	uint8_t byte = 0;
	TRY(bytes_take_u8(list, &byte));
	*tag = byte;
	bool more = (byte & TAG_MORE) == TAG_MORE;
	for (int n = 1; more && n < TAG_BYTES_MAX; n++) {
		TRY(bytes_take_u8(list, &byte));
		*tag = *tag << 8 | byte;
		more = byte & TAG_BYTE_MORE;
	}
	return OK;
}

static bool is_told(const struct member *m, struct bytes tag_list)
{
	uint32_t tag = 0;
	if (!bytes_present(tag_list))
		return m->standard;
	while (tag_list.len > 0 && take_tag(&tag_list, &tag) == OK) {
		if (tag == m->tag)
			return true;
	}
	return false;
}

/* Take out what is not to be told. */
static void filter(info *i, struct bytes tag_list)
{
	for (size_t n = 0; n < sizeof(members) / sizeof(members[0]); n++) {
		void *place = (char *)i + members[n].offset;
		if (is_told(&members[n], tag_list))
			continue;
		if (members[n].is_number)
			*(uint64_t *)place = TLV_ABSENT;
		else
			*(struct bytes *)place = (struct bytes){};
	}
}

/* The value of a member of the metadata as it came; absent if it is. */
static struct bytes raw(struct bytes metadata, uint32_t tag)
{
	struct tlv whole = {}, member = {};
	if (tlv_only(metadata, 0xBF25, &whole) != OK || tlv_find(whole.value, tag, &member) != OK)
		return (struct bytes){};
	return member.value;
}

/* An empty buffer is an absent member. */
static struct bytes unless_empty(struct bytes value)
{
	return value.len > 0 ? value : (struct bytes){};
}

static info describe(const struct euicc_profile *p, const struct es8p_store_metadata *m)
{
	return (info){
		.iccid = BYTES_OF(p->iccid),
		.isdp_aid = BYTES_OF(p->aid),
		.profile_state = p->enabled ? ES10C_PROFILE_ENABLED : ES10C_PROFILE_DISABLED,
		.profile_nickname = unless_empty(bytes_str(p->nickname)),
		.service_provider_name = m->service_provider_name,
		.profile_name = m->profile_name,
		.icon_type = m->icon_type,
		.icon = m->icon,
		.profile_class = m->profile_class,
		.notification_configuration_info = m->notification_configuration_info,
		.profile_owner = raw(buf_bytes(&p->metadata), 0xB7),
		.dp_proprietary_data = unless_empty(buf_bytes(&p->proprietary)),
		.profile_policy_rules = raw(buf_bytes(&p->metadata), 0x99),
		.service_specific_data = m->service_specific_stored,
	};
}

static bool is_wanted(const struct euicc_profile *p, const struct es8p_store_metadata *m,
		      const criteria *wanted)
{
	if (bytes_present(wanted->iccid) && !bytes_eq(wanted->iccid, BYTES_OF(p->iccid)))
		return false;
	if (bytes_present(wanted->isdp_aid) && !bytes_eq(wanted->isdp_aid, BYTES_OF(p->aid)))
		return false;
	return wanted->profile_class == TLV_ABSENT || wanted->profile_class == m->profile_class;
}

static enum err put_profiles(const struct euicc *e, const criteria *wanted, struct buf *row)
{
	for (size_t i = 0; i < e->n_profiles; i++) {
		struct es8p_store_metadata m = {};
		TRY(es8p_store_metadata_decode(buf_bytes(&e->profiles[i]->metadata), &m));
		if (!is_wanted(e->profiles[i], &m, wanted))
			continue;
		info told = describe(e->profiles[i], &m);
		filter(&told, wanted->tag_list);
		TRY(es10c_profile_info_encode(&told, row));
	}
	return OK;
}

enum err card_get_profiles_info(struct euicc *e, struct bytes request, struct buf *response)
{
	CLEANUP(buf_free) struct buf row = buf_make(INFO_MAX);
	criteria wanted = {};
	TRY(es10c_get_profiles_info_request_decode(request, &wanted));
	TRY(put_profiles(e, &wanted, &row));
	struct es10c_get_profiles_info_response answer = {.ok = true, .profiles = buf_bytes(&row)};
	return es10c_get_profiles_info_response_encode(&answer, response);
}
