/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PE-AKAParameter: the authentication algorithm of a NAA, with Ki and OPc or TOPc. The two leave
 * this file in a struct secret or not at all.
 */
#ifndef SAIP_AKA_PARAMETER_H
#define SAIP_AKA_PARAMETER_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/secret.h"

enum saip_algorithm {
	SAIP_ALGORITHM_MAPPED = 0, /* shared with another NAA (mappingParameter): no keys here */
	SAIP_ALGORITHM_MILENAGE = 1,
	SAIP_ALGORITHM_TUAK = 2,
	SAIP_ALGORITHM_USIM_TEST = 3,
};

/* "Milenage", "TUAK", "USIM test algorithm", "mapped". Never NULL. */
const char *saip_algorithm_name(enum saip_algorithm algorithm);

struct saip_aka_parameter {
	enum saip_algorithm algorithm;
	struct secret key; /* Ki; empty when mapped */
	struct secret opc; /* OPc or TOPc; empty when mapped */
};

/* Wipe. Fits CLEANUP(). */
void saip_aka_parameter_wipe(struct saip_aka_parameter *aka);

/* The algorithm alone. ERR_UNSUPPORTED for a number that we do not know; errors of tlv_decode. */
enum err saip_aka_parameter_algorithm(struct bytes body, enum saip_algorithm *out);

/*
 * Decode the body (saip_element.body). Also ERR_RANGE for a key or OPc of a length that the
 * algorithm does not have. `*out` is to be wiped afterwards, and is wiped on error.
 */
enum err saip_aka_parameter_decode(struct bytes body, struct saip_aka_parameter *out);

#endif
