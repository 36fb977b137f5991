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

/* BppCommandId (SGP.22 §2.5.6). */
enum bpp_command {
	BPP_INITIALISE_SECURE_CHANNEL = 0,
	BPP_CONFIGURE_ISDP = 1,
	BPP_STORE_METADATA = 2,
	BPP_REPLACE_SESSION_KEYS = 4,
	BPP_LOAD_PROFILE_ELEMENTS = 5,
};

/* ErrorReason (SGP.22 §2.5.6). */
enum bpp_reason {
	BPP_OK = 0, /* ours: no error */
	BPP_INCORRECT_INPUT_VALUES = 1,
	BPP_INVALID_SIGNATURE = 2,
	BPP_INVALID_TRANSACTION_ID = 3,
	BPP_UNSUPPORTED_CRT_VALUES = 4,
	BPP_UNSUPPORTED_REMOTE_OPERATION_TYPE = 5,
	BPP_UNSUPPORTED_PROFILE_CLASS = 6,
	BPP_SCP03T_STRUCTURE_ERROR = 7,
	BPP_SCP03T_SECURITY_ERROR = 8,
	BPP_ICCID_ALREADY_EXISTS = 9,
	BPP_INSUFFICIENT_MEMORY = 10,
	BPP_INTERRUPTION = 11,
	BPP_PE_PROCESSING_ERROR = 12,
	BPP_DATA_MISMATCH = 13,
	BPP_PPR_NOT_ALLOWED = 15,
	BPP_UNKNOWN_ERROR = 127,
};

struct euicc;

/* What a ProfileInstallationResult needs if the installation does not come to its end. */
struct bpp_interrupted {
	bool open; /* an installation is under way */
	enum bpp_command command;
	struct buf transaction_id;
	struct buf smdp_oid;	   /* OBJECT IDENTIFIER value */
	struct buf server_address; /* where the result goes */
	struct buf iccid;	   /* empty before StoreMetadata */
	uint8_t ci_pkid[20];	   /* the CI of the identity that signs */
};

/* Wipe and release; `open` is false afterwards. */
void bpp_interrupted_clear(struct bpp_interrupted *i);

/* The package on its way in. */
struct bpp_loader {
	bool running;
	size_t phase;	   /* row of the table of sequences in bpp_loader.c */
	bool inside;	   /* that sequence has begun */
	size_t outer_left; /* bytes of the 'BF36' that are still to come */
	size_t inner_left; /* bytes of the sequence that are still to come */
	bool initialised;  /* 'BF23' has been accepted */
	struct secure_channel channel;
	struct buf plain;	/* of the running sequence */
	struct buf metadata;	/* StoreMetadataRequest */
	struct buf proprietary; /* dpProprietaryData, or empty */
};

/* Forget it. Safe on a zeroed struct and twice. */
void bpp_loader_reset(struct bpp_loader *l);

/*
 * Take the data of one LoadBoundProfilePackage command. Nothing is appended to `response` until the
 * package ends, well or not; then the ProfileInstallationResult is. ERR_WRONG_STATE if the card
 * expects no package; ERR_NOMEM and other "could not be asked".
 */
enum err bpp_loader_take(struct euicc *e, struct bytes data, struct buf *response);

/* End a running installation with installFailedDueToInterruption; the result becomes a pending
 * notification. Does nothing if none is running. */
enum err bpp_loader_interrupt(struct euicc *e);

#endif
