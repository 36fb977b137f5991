/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES8+.ConfigureISDP (SGP.22 §5.5.2).
 * No test of its own: bpp_loader_test.c refuses by every row.
 */
#include "msg/es8p_configure_isdp.h"

#include "card/es8p_handler.h"
#include "msg/es10b_load_bound_profile_package.h"

enum err card_configure_isdp(struct euicc *e, struct bytes plain)
{
	struct es8p_configure_isdp r = {};
	if (es8p_configure_isdp_decode(plain, &r) != OK)
		return bpp_loader_deny(e, ES10B_INCORRECT_INPUT_VALUES);
	return buf_put(&e->loader.proprietary, r.dp_proprietary_data);
}
