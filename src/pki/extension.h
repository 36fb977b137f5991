/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The extensions of a certificate (RFC 5280 §4.2, SGP.22 §4.5.2), parsed into struct certificate by
 * a table of object identifiers. Also Names, which occur in extensions too.
 */
#ifndef PKI_EXTENSION_H
#define PKI_EXTENSION_H

#include "base/bytes.h"
#include "base/err.h"
#include "pki/certificate.h"

/*
 * Parse the value of Extensions (a row of Extension). ERR_UNSUPPORTED for an unknown critical one,
 * ERR_SYNTAX and its like for a known one that is malformed or comes twice.
 */
enum err extension_parse_all(struct bytes extensions, struct certificate *out);

/* The attributes of a Name that RSP looks at; absent ones are absent slices. */
struct extension_name {
	struct bytes organization, serial_number, common_name;
};

/* Parse a Name's value (a row of RelativeDistinguishedName). The first of several counts. */
enum err extension_parse_name(struct bytes name, struct extension_name *out);

#endif
