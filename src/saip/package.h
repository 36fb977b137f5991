/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The structure of a whole profile package: is it one, and if not, where and why not.
 * Used when a package is imported and by the card before it installs one. The content of files is
 * not judged here.
 */
#ifndef SAIP_PACKAGE_H
#define SAIP_PACKAGE_H

#include "base/bytes.h"
#include "base/err.h"
#include "saip/euicc_response.h"
#include "saip/walk.h"

/* The first fault of a package. Holds nothing of the package's content. */
struct saip_fault {
	const char *reason;  /* in words, e.g. "a second header"; static */
	const char *element; /* name of the element; "package" before the first; static */
	size_t offset;	     /* of the element in the package */
	bool has_identification;
	uint16_t identification;
	enum saip_pe_status status; /* what a card would answer */
};

/* Room for the text of any fault. */
enum { SAIP_FAULT_TEXT_MAX = 160 };

/* "usim at offset 963: has the identification of an earlier element", NUL-terminated. */
void saip_fault_text(const struct saip_fault *fault, char out[static SAIP_FAULT_TEXT_MAX]);

/*
 * Check a package: not empty and at most LIMIT_PROFILE_PACKAGE bytes; the header first, once, of a
 * major version that we know, with a readable ICCID; each element a well-formed TLV with a known
 * tag and a PEHeader; identifications unique; the mandatory members of headers, MF, USIM, PIN, PUK
 * and AKA elements there; the end last, once, and nothing behind it. Identifications need not
 * ascend. The first fault goes to `*fault` (may be NULL), and its error is returned.
 */
enum err saip_check(struct bytes package, struct saip_fault *fault);

#endif
