/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The functions behind the table in card/es10.c. Each takes the whole request TLV, appends its
 * response TLV, and reports as es10_execute says. One file for each, named after the function.
 */
#ifndef CARD_ES10_HANDLER_H
#define CARD_ES10_HANDLER_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "card/euicc.h"

typedef enum err es10_handler(struct euicc *e, struct bytes request, struct buf *response);

/* ES10a */
es10_handler card_get_euicc_configured_addresses;
es10_handler card_set_default_dp_address;

/* ES10b */
es10_handler card_get_euicc_info1;
es10_handler card_get_euicc_info2;
es10_handler card_get_euicc_challenge;
es10_handler card_authenticate_server;
es10_handler card_prepare_download;
es10_handler card_cancel_session;
es10_handler card_list_notification;
es10_handler card_retrieve_notifications_list;
es10_handler card_remove_notification_from_list;
es10_handler card_get_rat;
es10_handler card_load_crl;

/* ES10c */
es10_handler card_get_profiles_info;
es10_handler card_enable_profile;
es10_handler card_disable_profile;
es10_handler card_delete_profile;
es10_handler card_set_nickname;
es10_handler card_euicc_memory_reset;
es10_handler card_get_eid;

/* Append EUICCInfo2, which AuthenticateServer signs as well. Errors as tlv_encode. */
enum err card_put_euicc_info2(const struct euicc *e, struct buf *out);

#endif
