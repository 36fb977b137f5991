/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10b.LoadBoundProfilePackage (SGP.22 §2.5.5, §2.5.6, §5.5, §5.7.6): a Bound Profile Package
 * comes in pieces, is taken apart, checked and installed, and ends in a ProfileInstallationResult.
 */
#ifndef CARD_BPP_LOADER_H
#define CARD_BPP_LOADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"
#include "card/secure_channel.h"

struct euicc;

/* What a ProfileInstallationResult needs, kept from the first byte of a package to the result. */
struct bpp_installation {
	bool open;	  /* one is under way */
	uint64_t command; /* BppCommandId that it has come to (ES10B_BPP_*) */
	struct buf transaction_id;
	struct buf smdp_oid;	   /* OBJECT IDENTIFIER value */
	struct buf server_address; /* where the result goes */
	struct buf iccid;	   /* empty before StoreMetadata */
	uint8_t ci_pkid[20];	   /* the CI of the identity that signs */
};

/* Wipe and release; `open` is false afterwards. */
void bpp_loader_forget_installation(struct bpp_installation *i);

/* The package on its way in. */
struct bpp_loader {
	bool running;
	bool initialised;  /* 'BF23' has been accepted */
	bool inside;	   /* a sequence has begun */
	size_t phase;	   /* row of the table of sequences in bpp_loader.c */
	size_t outer_left; /* bytes of the 'BF36' that are still to come */
	size_t inner_left; /* bytes of the sequence that are still to come */
	uint64_t reason;   /* ErrorReason of a refusal (ES10B_*) */
	struct secure_channel channel;
	struct buf plain;	  /* of the running sequence */
	struct buf metadata;	  /* StoreMetadataRequest, whole */
	struct buf proprietary;	  /* value of dpProprietaryData, or empty */
	struct buf sima_response; /* EUICCResponse, or empty */
};

/* Forget it. Safe on a zeroed struct and twice. */
void bpp_loader_reset(struct bpp_loader *l);

/*
 * Take the data of one LoadBoundProfilePackage command. Nothing is appended to `response` until the
 * package ends, well or not; then the ProfileInstallationResult is, which is a pending notification
 * as well, and the RSP session is over. ERR_WRONG_STATE if the card expects no package, and other
 * refusals if it does not begin with the head of a 'BF36'; "could not be asked" as it comes.
 */
enum err bpp_loader_take(struct euicc *e, struct bytes data, struct buf *response);

/* For the functions of ES8+: the package is refused with this ErrorReason. ERR_DENIED. */
enum err bpp_loader_deny(struct euicc *e, uint64_t reason);

/* End a running installation with installFailedDueToInterruption; the result becomes a pending
 * notification. Does nothing if none is running. */
enum err bpp_loader_interrupt(struct euicc *e);

/* End a running installation without a result. */
void bpp_loader_abandon(struct euicc *e);

#endif
