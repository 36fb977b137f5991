/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ProfileInstallationResult.
 * No test of its own: bpp_loader_test.c looks at every outcome.
 */
#include "card/installation_result.h"

#include "card/notification.h"
#include "crypto/ecdsa.h"
#include "msg/es10b_load_bound_profile_package.h"

enum { DATA_MAX = 1024 };

static enum err put_data(const struct euicc *e, const struct installation_outcome *outcome,
			 struct buf *out)
{
	const struct bpp_installation *i = &e->installation;
	struct es10b_profile_installation_result_data data = {
		.transaction_id = buf_bytes(&i->transaction_id),
		.notification_metadata = {.seq_number = e->next_sequence,
					  .profile_management_operation = RSP_EVENT_INSTALL,
					  .notification_address = buf_bytes(&i->server_address)},
		.smdp_oid = buf_bytes(&i->smdp_oid),
		.success = outcome->reason == 0,
	};
	if (i->iccid.len > 0)
		data.notification_metadata.iccid = buf_bytes(&i->iccid);
	if (data.success) {
		data.success_result.aid = outcome->aid;
		data.success_result.sima_response = outcome->sima_response;
	} else {
		data.error_result.bpp_command_id = i->command;
		data.error_result.error_reason = outcome->reason;
		data.error_result.sima_response = outcome->sima_response;
	}
	return es10b_profile_installation_result_data_encode(&data, out);
}

static enum err put_result(const struct euicc *e, struct bytes data, struct buf *out)
{
	const struct euicc_identity *id = NULL;
	uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
	TRY(notification_identity(e, BYTES_OF(e->installation.ci_pkid), &id));
	TRY(ecdsa_sign(id->key, &data, 1, signature));
	struct es10b_profile_installation_result result = {.data = data,
							   .euicc_sign_pir = BYTES_OF(signature)};
	return es10b_profile_installation_result_encode(&result, out);
}

enum err installation_result_give(struct euicc *e, const struct installation_outcome *outcome,
				  struct buf *response)
{
	CLEANUP(buf_free) struct buf data = buf_make(DATA_MAX);
	CLEANUP(buf_free) struct buf result = buf_make(EUICC_PENDING_MAX);
	TRY(put_data(e, outcome, &data));
	TRY(put_result(e, buf_bytes(&data), &result));
	TRY(notification_keep(e, e->next_sequence, buf_bytes(&result)));
	bpp_loader_forget_installation(&e->installation);
	e->changed = true;
	return buf_put(response, buf_bytes(&result));
}
