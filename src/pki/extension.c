/* SPDX-License-Identifier: Apache-2.0 */
/* Extensions by table: object identifier, where it goes, how it is read. */
#include "pki/extension.h"

#include "codec/tlv.h"

enum {
	TAG_BOOLEAN = 0x01,
	TAG_INTEGER = 0x02,
	TAG_BIT_STRING = 0x03,
	TAG_OCTET_STRING = 0x04,
	TAG_OID = 0x06,
	TAG_PRINTABLE_STRING = 0x13,
	TAG_SEQUENCE = 0x30,
	TAG_SET = 0x31,
	/* GeneralName */
	TAG_REGISTERED_ID = 0x88,
	/* NameConstraints, AuthorityKeyIdentifier */
	TAG_PERMITTED = 0xA0,
	TAG_EXCLUDED = 0xA1,
	TAG_KEY_ID = 0x80,
};

enum { PATH_LEN_MAX = 255, KEY_USAGE_BYTES_MAX = 2 };

typedef enum err parse_fn(struct bytes value, struct certificate *out);

/* `value` is one SEQUENCE; what is in it. */
static enum err sequence_of(struct bytes value, struct bytes *out)
{
	struct tlv t = {};
	TRY(tlv_only(value, TAG_SEQUENCE, &t));
	*out = t.value;
	return OK;
}

/* A row of TLVs with one tag, at least one of them. */
static enum err check_row(struct bytes row, uint32_t tag)
{
	do {
		struct tlv t = {};
		TRY(tlv_take_tag(&row, tag, &t));
	} while (row.len > 0);
	return OK;
}

static enum err parse_subject_key_id(struct bytes value, struct certificate *out)
{
	struct tlv t = {};
	TRY(tlv_only(value, TAG_OCTET_STRING, &t));
	out->subject_key_id = t.value;
	return OK;
}

static enum err parse_authority_key_id(struct bytes value, struct certificate *out)
{
	struct bytes members = {};
	struct tlv key_id = {};
	TRY(sequence_of(value, &members));
	TRY(tlv_take_optional(&members, TAG_KEY_ID, &key_id));
	out->authority_key_id = key_id.value;
	return tlv_check(members);
}

/* Bit 0 of a BIT STRING is the highest of its first byte. */
static enum err parse_key_usage(struct bytes value, struct certificate *out)
{
	struct tlv t = {};
	uint8_t unused = 0;
	TRY(tlv_only(value, TAG_BIT_STRING, &t));
	TRY(bytes_take_u8(&t.value, &unused));
	if (unused > 7 || t.value.len == 0 || t.value.len > KEY_USAGE_BYTES_MAX)
		return ERR_SYNTAX;
	out->key_usage = 0;
	for (unsigned bit = 0; bit < 8 * t.value.len; bit++)
		if (t.value.ptr[bit / 8] & 0x80 >> bit % 8)
			out->key_usage |= 1U << bit;
	return OK;
}

static enum err parse_basic_constraints(struct bytes value, struct certificate *out)
{
	struct bytes members = {};
	struct tlv ca = {};
	struct tlv path_len = {};
	uint64_t number = 0;
	TRY(sequence_of(value, &members));
	TRY(tlv_take_optional(&members, TAG_BOOLEAN, &ca));
	TRY(tlv_take_optional(&members, TAG_INTEGER, &path_len));
	if (members.len > 0)
		return ERR_TRAILING;
	if (bytes_present(ca.value))
		TRY(tlv_bool(ca.value, &out->is_ca));
	if (!bytes_present(path_len.value))
		return OK;
	TRY(tlv_uint(path_len.value, &number));
	if (number > PATH_LEN_MAX)
		return ERR_RANGE;
	out->path_len = (int)number;
	return OK;
}

static enum err parse_policies(struct bytes value, struct certificate *out)
{
	TRY(sequence_of(value, &out->policies));
	struct bytes row = out->policies;
	do {
		struct tlv information = {};
		struct tlv oid = {};
		TRY(tlv_take_tag(&row, TAG_SEQUENCE, &information));
		TRY(tlv_take_tag(&information.value, TAG_OID, &oid));
		TRY(tlv_check(information.value));
	} while (row.len > 0);
	return OK;
}

static enum err parse_alt_names(struct bytes value, struct certificate *out)
{
	TRY(sequence_of(value, &out->alt_names));
	struct bytes row = out->alt_names;
	do {
		struct tlv name = {};
		TRY(tlv_take(&row, &name));
		if (name.tag == TAG_REGISTERED_ID && !bytes_present(out->registered_id))
			out->registered_id = name.value;
	} while (row.len > 0);
	return OK;
}

static enum err parse_purposes(struct bytes value, struct certificate *out)
{
	TRY(sequence_of(value, &out->purposes));
	return check_row(out->purposes, TAG_OID);
}

/* Excluded subtrees are not in the GSMA profile: what cannot be judged is not accepted. */
static enum err parse_name_constraints(struct bytes value, struct certificate *out)
{
	struct bytes members = {};
	struct tlv permitted = {};
	struct tlv excluded = {};
	TRY(sequence_of(value, &members));
	TRY(tlv_take_optional(&members, TAG_PERMITTED, &permitted));
	TRY(tlv_take_optional(&members, TAG_EXCLUDED, &excluded));
	if (members.len > 0)
		return ERR_TRAILING;
	if (bytes_present(excluded.value))
		return ERR_UNSUPPORTED;
	out->permitted_subtrees = permitted.value;
	return tlv_check(permitted.value);
}

static enum err parse_permitted_eins(struct bytes value, struct certificate *out)
{
	TRY(sequence_of(value, &out->permitted_eins));
	return check_row(out->permitted_eins, TAG_PRINTABLE_STRING);
}

static enum err parse_crl_points(struct bytes value, struct certificate *out)
{
	TRY(sequence_of(value, &out->crl_points));
	return tlv_check(out->crl_points);
}

static const struct {
	struct bytes oid;
	parse_fn *parse;
} known[] = {
	{BYTES_LIT("\x55\x1D\x0E"), parse_subject_key_id},
	{BYTES_LIT("\x55\x1D\x0F"), parse_key_usage},
	{BYTES_LIT("\x55\x1D\x11"), parse_alt_names},
	{BYTES_LIT("\x55\x1D\x13"), parse_basic_constraints},
	{BYTES_LIT("\x55\x1D\x1E"), parse_name_constraints},
	{BYTES_LIT("\x55\x1D\x1F"), parse_crl_points},
	{BYTES_LIT("\x55\x1D\x20"), parse_policies},
	{BYTES_LIT("\x55\x1D\x23"), parse_authority_key_id},
	{BYTES_LIT("\x55\x1D\x25"), parse_purposes},
	{BYTES_LIT("\x67\x81\x12\x01\x02\x02\x00"), parse_permitted_eins},
};
enum { KNOWN_COUNT = sizeof(known) / sizeof(known[0]) };

static size_t row_of(struct bytes oid)
{
	size_t i = 0;
	while (i < KNOWN_COUNT && !bytes_eq(known[i].oid, oid))
		i++;
	return i;
}

static enum err parse_one(struct bytes extension, unsigned *seen, struct certificate *out)
{
	struct tlv oid = {};
	struct tlv critical = {};
	struct tlv value = {};
	bool is_critical = false;
	TRY(tlv_take_tag(&extension, TAG_OID, &oid));
	TRY(tlv_take_optional(&extension, TAG_BOOLEAN, &critical));
	if (bytes_present(critical.value))
		TRY(tlv_bool(critical.value, &is_critical));
	TRY(tlv_only(extension, TAG_OCTET_STRING, &value));
	size_t row = row_of(oid.value);
	if (row == KNOWN_COUNT)
		return is_critical ? ERR_UNSUPPORTED : OK;
	if (*seen & 1U << row)
		return ERR_SYNTAX;
	*seen |= 1U << row;
	return known[row].parse(value.value, out);
}

enum err extension_parse_all(struct bytes extensions, struct certificate *out)
{
	unsigned seen = 0;
	do {
		struct tlv extension = {};
		TRY(tlv_take_tag(&extensions, TAG_SEQUENCE, &extension));
		TRY(parse_one(extension.value, &seen, out));
	} while (extensions.len > 0);
	return OK;
}

static enum err parse_attribute(struct bytes attribute, struct extension_name *out)
{
	static const struct {
		struct bytes oid;
		size_t offset;
	} rows[] = {
		{BYTES_LIT("\x55\x04\x0A"), offsetof(struct extension_name, organization)},
		{BYTES_LIT("\x55\x04\x05"), offsetof(struct extension_name, serial_number)},
		{BYTES_LIT("\x55\x04\x03"), offsetof(struct extension_name, common_name)},
	};
	struct tlv oid = {};
	struct tlv value = {};
	TRY(tlv_take_tag(&attribute, TAG_OID, &oid));
	TRY(tlv_take(&attribute, &value));
	if (attribute.len > 0)
		return ERR_TRAILING;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bytes *target = (struct bytes *)((char *)out + rows[i].offset);
		if (bytes_eq(oid.value, rows[i].oid) && !bytes_present(*target))
			*target = value.value;
	}
	return OK;
}

enum err extension_parse_name(struct bytes name, struct extension_name *out)
{
	*out = (struct extension_name){};
	while (name.len > 0) {
		struct tlv set = {};
		TRY(tlv_take_tag(&name, TAG_SET, &set));
		do {
			struct tlv attribute = {};
			TRY(tlv_take_tag(&set.value, TAG_SEQUENCE, &attribute));
			TRY(parse_attribute(attribute.value, out));
		} while (set.value.len > 0);
	}
	return OK;
}
