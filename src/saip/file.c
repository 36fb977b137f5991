/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the File type: a row of descriptor, offsets and contents. */
#include "saip/file.h"

#include "base/limits.h"
#include "codec/tlv.h"

enum {
	DO_NOT_CREATE = 0x80,
	FILE_DESCRIPTOR = 0xA1,
	FILL_FILE_OFFSET = 0x82, /* bytes to leave out, counted from the end of what came before */
	FILL_FILE_CONTENT = 0x83,
	OFFSET_MAX = 65535, /* UInt16 */
};

static enum err read_offset(struct bytes value, size_t *out)
{
	uint64_t offset = 0;
	TRY(tlv_uint(value, &offset));
	if (offset > OFFSET_MAX)
		return ERR_RANGE;
	*out = (size_t)offset;
	return OK;
}

static enum err check_member(const struct tlv *member)
{
	size_t offset = 0;
	switch (member->tag) {
	case DO_NOT_CREATE: return member->value.len == 0 ? OK : ERR_SYNTAX;
	case FILE_DESCRIPTOR: return tlv_check(member->value);
	case FILL_FILE_OFFSET: return read_offset(member->value, &offset);
	case FILL_FILE_CONTENT: return OK;
	default: return ERR_SYNTAX;
	}
}

enum err saip_file_check(struct bytes file)
{
	while (file.len > 0) {
		struct tlv member = {};
		TRY(tlv_take(&file, &member));
		TRY(check_member(&member));
	}
	return OK;
}

static enum err put_gap(struct buf *out, size_t *gap)
{
	uint8_t *room = NULL;
	TRY(buf_reserve(out, *gap, &room));
	memset(room, 0xFF, *gap);
	*gap = 0;
	return OK;
}

enum err saip_file_content(struct bytes file, struct buf *out)
{
	size_t gap = 0; /* not filled yet; belongs to the content only if more follows */
	while (file.len > 0) {
		struct tlv member = {};
		size_t offset = 0;
		TRY(tlv_take(&file, &member));
		TRY(check_member(&member));
		if (member.tag == FILL_FILE_OFFSET) {
			TRY(read_offset(member.value, &offset));
			gap += offset;
		} else if (member.tag == FILL_FILE_CONTENT) {
			TRY(put_gap(out, &gap));
			TRY(buf_put(out, member.value));
		}
	}
	return OK;
}
