/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A profile package as the row of its profile elements (TCA eUICC Profile Package: Interoperable
 * Format Technical Specification: ProfileElement). Names and tags of the elements, and the walk
 * over them. Nothing here judges the order or the content: see saip/package.h.
 */
#ifndef SAIP_WALK_H
#define SAIP_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

/* Tags of the elements that somebody here looks into. The others are in the table of names. */
enum {
	SAIP_HEADER = 0xA0,
	SAIP_GENERIC_FILE_MANAGEMENT = 0xA1,
	SAIP_PIN_CODES = 0xA2,
	SAIP_PUK_CODES = 0xA3,
	SAIP_AKA_PARAMETER = 0xA4,
	SAIP_SECURITY_DOMAIN = 0xA6,
	SAIP_END = 0xAA,
	SAIP_MF = 0xB0,
	SAIP_TELECOM = 0xB2,
	SAIP_USIM = 0xB3,
	SAIP_OPT_USIM = 0xB4,
};

/* The element's name in the ASN.1 of the specification ("akaParameter"); NULL for a strange tag. */
const char *saip_element_name(uint32_t tag);

/* One profile element; the slices point into the package. */
struct saip_element {
	uint32_t tag;
	const char *name;	 /* never NULL: "unknown" for a strange tag */
	size_t offset;		 /* of its tag in the package */
	struct bytes whole;	 /* tag, length and value */
	struct bytes value;	 /* everything in it */
	struct bytes body;	 /* what follows the PEHeader; all of it in a ProfileHeader */
	bool has_pe_header;	 /* false for the ProfileHeader, which has none */
	bool mandated;		 /* the eUICC must support the element */
	uint16_t identification; /* 0 to 32767, unique in the package */
};

/* A walk in progress. */
struct saip_walk {
	struct bytes rest; /* not yet walked; empty at the end */
	size_t offset;	   /* of `rest` in the package */
};

static inline struct saip_walk saip_walk(struct bytes package)
{
	return (struct saip_walk){.rest = package};
}

/*
 * Take the next element. Call it while `walk->rest.len` is not 0.
 * ERR_TRUNCATED or ERR_SYNTAX if there is no TLV; ERR_MISSING if an element other than the
 * ProfileHeader has no PEHeader with an identification; ERR_RANGE if that is over 32767. The tag,
 * name, offset, whole and value are set also for the last two; after any error the walk stands
 * where it stood.
 */
enum err saip_walk_next(struct saip_walk *walk, struct saip_element *out);

/* The first element with this tag. ERR_MISSING if there is none before the end or an error. */
enum err saip_find(struct bytes package, uint32_t tag, struct saip_element *out);

#endif
