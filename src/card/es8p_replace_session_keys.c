/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES8+.ReplaceSessionKeys (SGP.22 §5.5.4): the profile was protected before there was a session.
 * No test of its own: bpp_loader_test.c.
 */
#include "msg/es8p_replace_session_keys.h"

#include "card/es8p_handler.h"
#include "msg/es10b_load_bound_profile_package.h"

enum err card_replace_session_keys(struct euicc *e, struct bytes plain)
{
	struct es8p_replace_session_keys r = {};
	if (es8p_replace_session_keys_decode(plain, &r) != OK)
		return bpp_loader_deny(e, ES10B_INCORRECT_INPUT_VALUES);
	enum err error = secure_channel_replace(&e->loader.channel, r.initial_mac_chaining_value,
						r.ppk_enc, r.ppk_cmac);
	return err_is_refusal(error) ? bpp_loader_deny(e, ES10B_INCORRECT_INPUT_VALUES) : error;
}
