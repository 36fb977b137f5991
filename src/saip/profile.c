/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the facts of a checked package. */
#include "saip/profile.h"

#include "saip/mf.h"
#include "saip/walk.h"

static enum err read_header(const struct saip_element *element, struct saip_profile *out)
{
	return saip_header_decode(element->value, &out->header);
}

static enum err read_mf(const struct saip_element *element, struct saip_profile *out)
{
	struct saip_mf mf = {};
	TRY(saip_mf_decode(element->body, &mf));
	enum err e = saip_mf_iccid(&mf, out->ef_iccid);
	out->has_ef_iccid = e == OK;
	if (e == ERR_MISSING)
		return OK;
	TRY(e);
	return bytes_eq(BYTES_OF(out->ef_iccid), BYTES_OF(out->header.iccid)) ? OK : ERR_MISMATCH;
}

/* An EF.IMSI that is not one is the operator's affair: such a profile installs on any card. */
static enum err read_usim(const struct saip_element *element, struct saip_profile *out)
{
	struct saip_usim usim = {};
	if (out->imsi[0] != '\0')
		return OK;
	TRY(saip_usim_decode(element->body, &usim));
	enum err e = saip_usim_imsi(&usim, out->imsi);
	if (e != OK)
		out->imsi[0] = '\0';
	return err_is_refusal(e) ? OK : e;
}

static enum err read_aka_parameter(const struct saip_element *element, struct saip_profile *out)
{
	if (out->has_algorithm)
		return OK;
	out->has_algorithm = true;
	return saip_aka_parameter_algorithm(element->body, &out->algorithm);
}

static const struct reader {
	uint32_t tag;
	enum err (*read)(const struct saip_element *element, struct saip_profile *out);
	const char *reason;
} readers[] = {
	{SAIP_HEADER, read_header, "has an unreadable header"},
	{SAIP_MF, read_mf, "has an EF.ICCID that is not the ICCID of the header"},
	{SAIP_USIM, read_usim, "has an unreadable EF.IMSI"},
	{SAIP_AKA_PARAMETER, read_aka_parameter, "has an unreadable algorithm"},
};

static enum err read_element(const struct saip_element *element, struct saip_profile *out,
			     struct saip_fault *fault)
{
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		enum err e = OK;
		if (readers[i].tag == element->tag)
			e = readers[i].read(element, out);
		if (e == OK)
			continue;
		if (fault)
			*fault = (struct saip_fault){
				.reason = readers[i].reason,
				.element = element->name,
				.offset = element->offset,
				.has_identification = element->has_pe_header,
				.identification = element->identification,
				.status = SAIP_PE_BAD_VALUES,
			};
		return e;
	}
	return OK;
}

enum err saip_profile_read(struct bytes package, struct saip_profile *out, struct saip_fault *fault)
{
	struct saip_walk walk = saip_walk(package);
	*out = (struct saip_profile){};
	TRY(saip_check(package, fault));
	while (walk.rest.len > 0) {
		struct saip_element element = {};
		TRY(saip_walk_next(&walk, &element));
		TRY(read_element(&element, out, fault));
		out->elements++;
	}
	return OK;
}
