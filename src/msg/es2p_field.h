/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The field formats that ES2+ functions share (SGP.22 §6.5.2.1 to §6.5.2.5), and the ways in which
 * a partner may deviate from them.
 */
#ifndef MSG_ES2P_FIELD_H
#define MSG_ES2P_FIELD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "config/es2p_dialect.h"
#include "msg/esx_header.h"

/* "^[0-9]{18,20}F?$". ERR_SYNTAX. */
enum err es2p_check_iccid(struct bytes text);

/* "^[0-9]{32}$". ERR_SYNTAX, or ERR_RANGE for its length. */
enum err es2p_check_eid(struct bytes text);

/* "^[-0-9A-Z]*$" and the dialect's extra characters; may be empty. ERR_SYNTAX. */
enum err es2p_check_matching_id(struct bytes text, const struct es2p_dialect *dialect);

/* Strip the padding of a checked ICCID, if it is present: `*iccid` becomes its digits, with a NUL
 * behind them, in the arena. */
enum err es2p_strip_iccid(struct arena *a, struct bytes *iccid);

/* The digits as the partner wants them: `iccid` itself, or a padded copy in `scratch`. */
enum { ES2P_ICCID_MAX = 20 }; /* characters, with an 'F' where it makes an even number */
struct bytes es2p_pad_iccid(const struct es2p_dialect *dialect, struct bytes iccid,
			    uint8_t scratch[static ES2P_ICCID_MAX]);

/*
 * A time stamp to milliseconds since 1970. Accepted is "YYYY-MM-DDThh:mm:ss" with an optional
 * fraction and "Z", "+hh:mm", "-hhmm" or nothing (then it is UTC); a space or lower case may stand
 * for T and Z. ERR_SYNTAX; ERR_RANGE for a day or time that there is not, or
 * outside the years 1970 to 9999.
 */
enum err es2p_timestamp(struct bytes text, int64_t *out_ms);

/* The way back, as a member of an open object in the dialect's form. Errors as buf_put. */
enum err es2p_put_timestamp(const struct es2p_dialect *dialect, int64_t ms, struct buf *out);

/* Take out of a status what the partner does not want to read: its message. */
void es2p_fit_status(const struct es2p_dialect *dialect, struct esx_execution_status *status);

/*
 * A tac or imei of DeviceInfo (SGP.22 §4.2: swapped nibbles, filled with 'F') as its digits in the
 * arena. The last octet of an IMEI has its check digit in either nibble. ERR_SYNTAX.
 */
enum err es2p_device_digits(struct arena *a, struct bytes tbcd, struct bytes *out);

#endif
