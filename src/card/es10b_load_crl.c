/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10b.LoadCRL (SGP.22 §5.7.12): a list of one of our CIs. From then on, servers whose
 * certificates are on it are not believed (§5.7.13, §5.7.5).
 */
#include "msg/es10b_load_crl.h"

#include "card/es10_handler.h"
#include "codec/tlv.h"
#include "msg/es10b_get_euicc_info.h"

enum { TAG_SEQUENCE = 0x30, CRL_MAX = CHANNEL_COMMAND_MAX };

/* What an error means to the LPA; all others are undefinedError. */
static const struct {
	enum err error;
	uint64_t code;
} codes[] = {
	{ERR_SYNTAX, ES10B_CRL_INVALID_FORMAT},
	{ERR_UNSUPPORTED, ES10B_CRL_INVALID_FORMAT},
	{ERR_NOT_FOUND, ES10B_CRL_VERIFICATION_KEY_NOT_FOUND},
	{ERR_SIGNATURE, ES10B_CRL_INVALID_SIGNATURE},
	{ERR_DENIED, ES10B_CRL_INVALID_SIGNATURE},
	{ERR_CONFLICT, ES10B_CRL_FRESHER_ALREADY_LOADED},
	{ERR_LIMIT, ES10B_CRL_NOT_ENOUGH_MEMORY_SPACE},
};

static uint64_t code_of(enum err error)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (codes[i].error == error)
			return codes[i].code;
	}
	return ES10B_CRL_UNDEFINED_ERROR;
}

/* Without crlSupport the function is not there (§4.3). */
static bool is_supported(const struct euicc *e)
{
	return e->settings.rsp_capability & ES10B_CRL_SUPPORT;
}

/* The request has the CRL's SEQUENCE under another tag. */
enum err card_load_crl(struct euicc *e, struct bytes request, struct buf *response)
{
	CLEANUP(buf_free) struct buf der = buf_make(CRL_MAX);
	struct bytes value = {};
	if (!is_supported(e))
		return ERR_NOT_FOUND;
	TRY(es10b_load_crl_request_decode(request, &value));
	TRY(tlv_put(&der, TAG_SEQUENCE, value));
	enum err error = euicc_add_crl(e, buf_bytes(&der));
	if (error != OK && !err_is_refusal(error))
		return error;
	struct es10b_load_crl_response answer = {.ok = error == OK, .error = code_of(error)};
	return es10b_load_crl_response_encode(&answer, response);
}
