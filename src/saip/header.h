/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ProfileHeader, the first element of a package: version, type, ICCID, and what the eUICC must
 * support.
 */
#ifndef SAIP_HEADER_H
#define SAIP_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"

/* Members of eUICC-Mandatory-services, bit n standing for [n] of the ServicesList. */
enum saip_service {
	SAIP_SERVICE_USIM = 1,
	SAIP_SERVICE_MILENAGE = 4,
	SAIP_SERVICE_MAX = 63, /* higher tags are refused */
};

/*
 * The slices point into the package. The element itself has the ICCID's digits in reading order
 * ('89…'); one that is swapped there already ('98…') is understood too.
 */
struct saip_header {
	uint8_t major_version, minor_version;
	struct bytes profile_type; /* UTF-8, 1 to 100 bytes, or absent */
	uint8_t iccid[ICCID_LEN];  /* swapped BCD, as EF.ICCID and SGP.22's '5A' have it */
	char iccid_digits[ICCID_DIGITS_MAX + 1]; /* the same, readable, without padding */
	struct bytes pol;			 /* absent in SGP.22 profiles */
	struct bytes services_value; /* eUICC-Mandatory-services, the members as they came */
	uint64_t services;	     /* the same, a bit for each (1 << enum saip_service) */
	struct bytes gfste_list;     /* eUICC-Mandatory-GFSTEList: a row of OBJECT IDENTIFIERs */
	struct bytes connectivity_parameters; /* or absent */
	struct bytes aids;		      /* eUICC-Mandatory-AIDs, or absent */
	struct bytes iot_options;	      /* or absent */
};

/*
 * Decode the value of a header element. ERR_MISSING, ERR_RANGE, ERR_SYNTAX as tlv_decode;
 * ERR_SYNTAX for an ICCID that is not BCD or a GFSTE list that holds anything but OBJECT
 * IDENTIFIERs; ERR_RANGE for numbers outside 0 to 255.
 */
enum err saip_header_decode(struct bytes value, struct saip_header *out);

/* The header of a package that begins with one. ERR_MISSING if it begins with something else;
 * otherwise errors as tlv_take and saip_header_decode. Cheap: the rest is not looked at. */
enum err saip_header_of(struct bytes package, struct saip_header *out);

#endif
