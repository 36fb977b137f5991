/* SPDX-License-Identifier: Apache-2.0 */
/* Reading PE-USIM. */
#include "saip/usim.h"

#include "base/buf.h"
#include "codec/tlv.h"
#include "saip/file.h"

enum {
	EF_IMSI_LEN = 9, /* a length byte and 8 bytes of BCD */
	IMSI_DIGITS_MIN = 6,
	/* Low nibble of the first BCD byte: 1001 before an odd number of digits, 0001 before an
	 * even one. */
	IMSI_ODD = 0x9,
	IMSI_EVEN = 0x1,
};

static const struct tlv_member members[] = {
	TLV_MEMBER(struct saip_usim, template_id, 0x81, .len_min = 1),
	TLV_MEMBER(struct saip_usim, adf_usim, 0xA2),
	TLV_MEMBER(struct saip_usim, ef_imsi, 0xA3),
	TLV_MEMBER(struct saip_usim, ef_spn, 0xAD),
};

enum err saip_usim_decode(struct bytes body, struct saip_usim *out)
{
	TRY(tlv_decode(body, members, sizeof(members) / sizeof(members[0]), out));
	TRY(saip_file_check(out->adf_usim));
	TRY(saip_file_check(out->ef_imsi));
	return saip_file_check(out->ef_spn);
}

/* The digits behind the parity nibble, low nibble first. */
static enum err imsi_digits(struct bytes bcd, size_t n, char *out)
{
	for (size_t i = 0; i < n; i++) {
		size_t nibble = i + 1;
		uint8_t byte = bcd.ptr[nibble / 2];
		uint8_t digit = nibble % 2 == 0 ? byte & 0x0F : byte >> 4;
		if (digit > 9)
			return ERR_SYNTAX;
		out[i] = (char)('0' + digit);
	}
	out[n] = '\0';
	return OK;
}

static enum err imsi_decode(struct bytes content, char out[static SAIP_IMSI_DIGITS_MAX + 1])
{
	uint8_t len = 0, parity = 0;
	struct bytes bcd = {};
	TRY(bytes_take_u8(&content, &len));
	TRY(bytes_take(&content, len, &bcd));
	if (len == 0)
		return ERR_SYNTAX;
	parity = bcd.ptr[0] & 0x0F;
	if (parity != IMSI_ODD && parity != IMSI_EVEN)
		return ERR_SYNTAX;
	size_t n = bcd.len * 2 - (parity == IMSI_ODD ? 1 : 2);
	if (n < IMSI_DIGITS_MIN || n > SAIP_IMSI_DIGITS_MAX)
		return ERR_SYNTAX;
	return imsi_digits(bcd, n, out);
}

enum err saip_usim_imsi(const struct saip_usim *usim, char out[static SAIP_IMSI_DIGITS_MAX + 1])
{
	CLEANUP(buf_free) struct buf content = buf_make(EF_IMSI_LEN);
	enum err e = saip_file_content(usim->ef_imsi, &content);
	if (e == ERR_TOO_LONG)
		return ERR_SYNTAX;
	TRY(e);
	if (content.len == 0)
		return ERR_MISSING;
	e = imsi_decode(buf_bytes(&content), out);
	return e == ERR_TRUNCATED ? ERR_SYNTAX : e;
}
