/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text forms of bytes: hexadecimal, base64 (RFC 4648 §4) and the BCD of ICCID and EID.
 * All decoders are strict about the alphabet and say ERR_SYNTAX at the first stranger.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"

/* Append upper-case hexadecimal. Errors as buf_put. */
enum err hex_encode(struct buf *out, struct bytes data);

/* Decode hexadecimal of either case into the arena. ERR_SYNTAX on odd length or a stranger. */
enum err hex_decode(struct arena *a, struct bytes text, struct bytes *out);

/* Append base64 with padding, without line breaks. Errors as buf_put. */
enum err base64_encode(struct buf *out, struct bytes data);

/*
 * Decode base64 into the arena. Line breaks and absent padding are accepted, as some LPAs send
 * them; any other stranger, or bits beyond the last byte, is ERR_SYNTAX.
 */
enum err base64_decode(struct arena *a, struct bytes text, struct bytes *out);

/*
 * Swapped-nibble BCD of an ICCID (SGP.22 §4.3.2 ICCID is "98…" with 'F' padding): 10 bytes.
 * `digits` has 18 to 20 decimal digits (a trailing 'F' is dropped). ERR_SYNTAX otherwise.
 */
enum { ICCID_LEN = 10, ICCID_DIGITS_MAX = 20, EID_LEN = 16, EID_DIGITS = 32 };
enum err iccid_encode(struct bytes digits, uint8_t out[static ICCID_LEN]);

/* The digits of a 10-byte ICCID without padding, NUL-terminated. ERR_SYNTAX if not BCD. */
enum err iccid_decode(struct bytes bcd, char out[static ICCID_DIGITS_MAX + 1]);

/* An ICCID as ES2+ writes it ("^[0-9]{18,20}F?$"), stripped of its padding, NUL-terminated. */
enum err iccid_normalise(struct bytes text, char out[static ICCID_DIGITS_MAX + 1]);

/* The EID's 32 digits as 16 bytes, high nibble first, and back (NUL-terminated). */
enum err eid_encode(struct bytes digits, uint8_t out[static EID_LEN]);
enum err eid_decode(struct bytes bcd, char out[static EID_DIGITS + 1]);

#endif
