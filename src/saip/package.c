/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of a package, as rows: each element goes through all of them in their order. */
#include "saip/package.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/mutant.h"
#include "codec/tlv.h"
#include "saip/aka_parameter.h"
#include "saip/header.h"
#include "saip/mf.h"
#include "saip/pin_codes.h"
#include "saip/puk_codes.h"
#include "saip/usim.h"

enum {
	IDENTIFICATIONS = 32768,
	VERSION_MIN = 1, /* major versions whose structure we know */
	VERSION_MAX = 3,
};

/* What has been met on the way. */
struct progress {
	size_t elements;
	bool ended;
	uint8_t seen[IDENTIFICATIONS / 8]; /* a bit for each identification */
	enum err walked;		   /* how the walk fared at this element */
};

static enum err check_header(struct bytes value)
{
	struct saip_header header = {};
	return saip_header_decode(value, &header);
}

static enum err check_mf(struct bytes body)
{
	struct saip_mf mf = {};
	return saip_mf_decode(body, &mf);
}

static enum err check_usim(struct bytes body)
{
	struct saip_usim usim = {};
	return saip_usim_decode(body, &usim);
}

static enum err check_aka_parameter(struct bytes body)
{
	CLEANUP(saip_aka_parameter_wipe) struct saip_aka_parameter aka = {};
	return saip_aka_parameter_decode(body, &aka);
}

/* The elements that we look into. */
static const struct {
	uint32_t tag;
	enum err (*check)(struct bytes body);
} contents[] = {
	{SAIP_HEADER, check_header},
	{SAIP_PIN_CODES, saip_pin_codes_check},
	{SAIP_PUK_CODES, saip_puk_codes_check},
	{SAIP_AKA_PARAMETER, check_aka_parameter},
	{SAIP_MF, check_mf},
	{SAIP_USIM, check_usim},
};

static enum err begins_with_header(struct progress *p, const struct saip_element *e)
{
	return p->elements > 0 || e->tag == SAIP_HEADER ? OK : ERR_MISSING;
}

static enum err one_header(struct progress *p, const struct saip_element *e)
{
	return p->elements == 0 || e->tag != SAIP_HEADER ? OK : ERR_CONFLICT;
}

static enum err nothing_after_end(struct progress *p, const struct saip_element *e)
{
	(void)e;
	return p->ended ? ERR_TRAILING : OK;
}

static enum err known_tag(struct progress *p, const struct saip_element *e)
{
	(void)p;
	return saip_element_name(e->tag) ? OK : ERR_UNSUPPORTED;
}

static enum err well_formed(struct progress *p, const struct saip_element *e)
{
	(void)p;
	return tlv_check(e->value);
}

static enum err has_pe_header(struct progress *p, const struct saip_element *e)
{
	(void)e;
	return p->walked;
}

static enum err unique_identification(struct progress *p, const struct saip_element *e)
{
	if (!e->has_pe_header)
		return OK;
	uint8_t bit = (uint8_t)(1 << e->identification % 8);
	uint8_t *byte = &p->seen[e->identification / 8];
	if (*byte & bit)
		return ERR_CONFLICT;
	*byte |= bit;
	return OK;
}

static enum err known_version(struct progress *p, const struct saip_element *e)
{
	(void)p;
	struct saip_header header = {};
	if (e->tag != SAIP_HEADER || saip_header_decode(e->value, &header) != OK)
		return OK;
	bool known = header.major_version >= VERSION_MIN && header.major_version <= VERSION_MAX;
	return known ? OK : ERR_UNSUPPORTED;
}

static enum err content(struct progress *p, const struct saip_element *e)
{
	(void)p;
	for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++) {
		if (contents[i].tag == e->tag)
			return contents[i].check(e->body);
	}
	return OK;
}

static const struct check {
	const char *name;
	enum err (*check)(struct progress *p, const struct saip_element *e);
	enum saip_pe_status status;
	const char *reason; /* NULL: by the error */
} checks[] = {
	{"package.header_first", begins_with_header, SAIP_PE_INVALID_REQUEST_FORMAT,
	 "the package does not begin with a header"},
	{"package.header_once", one_header, SAIP_PE_INVALID_REQUEST_FORMAT, "is a second header"},
	{"package.end_last", nothing_after_end, SAIP_PE_INVALID_REQUEST_FORMAT,
	 "stands behind the end"},
	{"package.known_tag", known_tag, SAIP_PE_NOT_SUPPORTED,
	 "is an element that we do not know"},
	{"package.well_formed", well_formed, SAIP_PE_INVALID_REQUEST_FORMAT,
	 "is not well-formed inside"},
	{"package.pe_header", has_pe_header, SAIP_PE_INVALID_REQUEST_FORMAT,
	 "has no readable PEHeader"},
	{"package.identification", unique_identification, SAIP_PE_INVALID_REQUEST_FORMAT,
	 "has the identification of an earlier element"},
	{"package.version", known_version, SAIP_PE_UNSUPPORTED_PROFILE_VERSION,
	 "has a major version that we do not know"},
	{"package.content", content, SAIP_PE_BAD_VALUES, NULL},
};

/* Words for an error in an element's content. */
static const char *reason_of(enum err e)
{
	static const struct {
		enum err e;
		const char *reason;
	} reasons[] = {
		{ERR_MISSING, "lacks a mandatory member"},
		{ERR_RANGE, "has a member outside its bounds"},
		{ERR_CONFLICT, "has a key reference twice"},
		{ERR_UNSUPPORTED, "has a choice that we do not know"},
	};
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (reasons[i].e == e)
			return reasons[i].reason;
	}
	return "breaks its syntax";
}

static void report(struct saip_fault *fault, const struct saip_element *e, const char *reason,
		   enum saip_pe_status status)
{
	if (!fault)
		return;
	*fault = (struct saip_fault){
		.reason = reason,
		.element = e->name,
		.offset = e->offset,
		.has_identification = e->has_pe_header,
		.identification = e->identification,
		.status = status,
	};
}

static enum err check_element(struct progress *p, const struct saip_element *element,
			      struct saip_fault *fault)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		const struct check *row = &checks[i];
		enum err e = mutant_off(row->name) ? OK : row->check(p, element);
		if (e == OK)
			continue;
		report(fault, element, row->reason ? row->reason : reason_of(e), row->status);
		return e;
	}
	p->elements++;
	p->ended = element->tag == SAIP_END;
	return p->walked;
}

/* A fault of the package as a whole, at `offset`. */
static enum err whole_fault(struct saip_fault *fault, size_t offset, const char *reason, enum err e)
{
	const struct saip_element package = {.name = "package", .offset = offset};
	report(fault, &package, reason, SAIP_PE_INVALID_REQUEST_FORMAT);
	return e;
}

enum err saip_check(struct bytes package, struct saip_fault *fault)
{
	struct progress progress = {};
	struct saip_walk walk = saip_walk(package);
	if (package.len == 0)
		return whole_fault(fault, 0, "is empty", ERR_MISSING);
	if (package.len > LIMIT_PROFILE_PACKAGE)
		return whole_fault(fault, 0, "is too long", ERR_TOO_LONG);
	while (walk.rest.len > 0) {
		struct saip_element element = {};
		size_t offset = walk.offset;
		progress.walked = saip_walk_next(&walk, &element);
		if (!bytes_present(element.whole))
			return whole_fault(fault, offset, "is cut off or not made of TLVs",
					   progress.walked);
		TRY(check_element(&progress, &element, fault));
	}
	return progress.ended ? OK
			      : whole_fault(fault, walk.offset, "has no end element", ERR_MISSING);
}

void saip_fault_text(const struct saip_fault *fault, char out[static SAIP_FAULT_TEXT_MAX])
{
	snprintf(out, SAIP_FAULT_TEXT_MAX, "%s at offset %zu: %s", fault->element, fault->offset,
		 fault->reason);
}
