/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The functions of ES8+ on the card (SGP.22 §5.5), which reach it inside a Bound Profile Package.
 * One file for each. A refusal is ERR_DENIED with its ErrorReason given to bpp_loader_deny.
 */
#ifndef CARD_ES8P_HANDLER_H
#define CARD_ES8P_HANDLER_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "card/euicc.h"

/* `plain` is what a whole sequence of the package held. */
typedef enum err es8p_handler(struct euicc *e, struct bytes plain);

es8p_handler card_initialise_secure_channel; /* §5.5.1; `plain` is the TLV 'BF23' */
es8p_handler card_configure_isdp;	     /* §5.5.2 */
es8p_handler card_store_metadata;	     /* §5.5.3 */
es8p_handler card_replace_session_keys;	     /* §5.5.4 */
es8p_handler card_load_profile_elements;     /* §5.5.5; checks the profile package */

/* The whole package has come and been found good: make the profile, and give the result. Errors as
 * installation_result_give. */
enum err card_install_profile(struct euicc *e, struct buf *response);

#endif
