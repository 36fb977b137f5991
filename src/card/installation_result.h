/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of an installation: ProfileInstallationResult (SGP.22 §2.5.6), signed and kept as a
 * pending notification.
 */
#ifndef CARD_INSTALLATION_RESULT_H
#define CARD_INSTALLATION_RESULT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "card/euicc.h"

/* How it ended. */
struct installation_outcome {
	uint64_t reason;	    /* ErrorReason (ES10B_*); 0 if the profile is installed */
	struct bytes aid;	    /* of the ISD-P, if it is */
	struct bytes sima_response; /* EUICCResponse, or absent */
};

/*
 * Make the result of e->installation, append it to `response`, keep it as a notification, and close
 * e->installation. ERR_CRYPTO, ERR_NOMEM, ERR_LIMIT without room for the notification.
 */
enum err installation_result_give(struct euicc *e, const struct installation_outcome *outcome,
				  struct buf *response);

#endif
