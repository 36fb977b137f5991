/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Key references of PINs and PUKs (ETSI TS 102 221 §9.5.1), as the code elements use them.
 */
#ifndef SAIP_KEY_REFERENCE_H
#define SAIP_KEY_REFERENCE_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

enum {
	KEY_REFERENCE_PIN1 = 0x01, /* pinAppl1, pukAppl1 */
	KEY_REFERENCE_ADM1 = 0x0A,
	KEY_REFERENCE_PIN2 = 0x81, /* secondPINAppl1, secondPUKAppl1 */
};

/* References met so far; begin with all zero. */
struct key_reference_set {
	uint8_t seen[256];
	unsigned count;
};

/* Read the INTEGER of a reference and take it into the set. ERR_RANGE over 255, ERR_CONFLICT if it
 * is in the set already. */
enum err key_reference_take(struct key_reference_set *set, struct bytes value);

#endif
