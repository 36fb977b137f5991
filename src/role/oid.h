/* SPDX-License-Identifier: Apache-2.0 */
/* Object identifiers as text: what configurations, logs and the store call a server by. */
#ifndef ROLE_OID_H
#define ROLE_OID_H

#include "base/bytes.h"
#include "base/err.h"

enum { OID_TEXT_MAX = 80 };

/* The value of an OBJECT IDENTIFIER (without tag) in dots: "2.999.10". ERR_SYNTAX: it is none, or
 * over OID_TEXT_MAX - 1 characters. ERR_NOMEM. */
enum err role_oid_text(struct bytes value, char out[static OID_TEXT_MAX]);

#endif
