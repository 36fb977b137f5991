/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OBJECT IDENTIFIERs as people write them ("2.999.10"), for the SM-DP+ OID of activation codes.
 */
#ifndef LPA_OID_H
#define LPA_OID_H

#include "base/bytes.h"
#include "base/err.h"

enum { OID_TEXT_MAX = 160 };

/* The dotted form of an OBJECT IDENTIFIER's value, NUL-terminated. ERR_SYNTAX if it is none, or an
 * arc is over 32 bits; ERR_TOO_LONG. */
enum err oid_text(struct bytes value, char out[static OID_TEXT_MAX + 1]);

#endif
