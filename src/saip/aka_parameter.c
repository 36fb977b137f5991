/* SPDX-License-Identifier: Apache-2.0 */
/* Reading PE-AKAParameter. */
#include "saip/aka_parameter.h"

#include "codec/tlv.h"

enum {
	ALGO_CONFIGURATION = 0xA1,
	MAPPING_PARAMETER = 0xA0,
	ALGO_PARAMETER = 0xA1,
};

/* Lengths of key and OPc or TOPc, in bytes. */
static const struct {
	const char *name;
	size_t key_min, key_max, opc;
} algorithms[] = {
	[SAIP_ALGORITHM_MAPPED] = {"mapped", 0, 0, 0},
	[SAIP_ALGORITHM_MILENAGE] = {"Milenage", 16, 16, 16},
	[SAIP_ALGORITHM_TUAK] = {"TUAK", 16, 32, 32},
	/* OPc is ignored by the test algorithm. */
	[SAIP_ALGORITHM_USIM_TEST] = {"USIM test algorithm", 16, 16, 0},
};
enum { ALGORITHM_COUNT = sizeof(algorithms) / sizeof(algorithms[0]) };

struct algo_parameter {
	struct bytes algorithm;
	struct bytes options;
	struct bytes key;
	struct bytes opc;
};

static const struct tlv_member members[] = {
	TLV_MEMBER(struct algo_parameter, algorithm, 0x80, .len_min = 1, .len_max = 2),
	TLV_MEMBER(struct algo_parameter, options, 0x81, .len_min = 1, .len_max = 1),
	TLV_MEMBER(struct algo_parameter, key, 0x82),
	TLV_MEMBER(struct algo_parameter, opc, 0x83),
};

const char *saip_algorithm_name(enum saip_algorithm algorithm)
{
	return (size_t)algorithm < ALGORITHM_COUNT ? algorithms[algorithm].name : "unknown";
}

void saip_aka_parameter_wipe(struct saip_aka_parameter *aka)
{
	wipe(aka, sizeof(*aka));
}

static enum err read_algorithm(struct bytes value, enum saip_algorithm *out)
{
	uint64_t number = 0;
	TRY(tlv_uint(value, &number));
	if (number == SAIP_ALGORITHM_MAPPED || number >= ALGORITHM_COUNT)
		return ERR_UNSUPPORTED;
	*out = (enum saip_algorithm)number;
	return OK;
}

/* The choice of the two configurations; `*raw` stays empty for a mapped one. */
static enum err read_configuration(struct bytes body, enum saip_algorithm *algorithm,
				   struct algo_parameter *raw)
{
	struct tlv configuration = {};
	struct tlv choice = {};
	TRY(tlv_find(body, ALGO_CONFIGURATION, &configuration));
	TRY(tlv_take(&configuration.value, &choice));
	if (configuration.value.len > 0)
		return ERR_TRAILING;
	*algorithm = SAIP_ALGORITHM_MAPPED;
	if (choice.tag == MAPPING_PARAMETER)
		return OK;
	if (choice.tag != ALGO_PARAMETER)
		return ERR_SYNTAX;
	TRY(tlv_decode(choice.value, members, sizeof(members) / sizeof(members[0]), raw));
	return read_algorithm(raw->algorithm, algorithm);
}

enum err saip_aka_parameter_algorithm(struct bytes body, enum saip_algorithm *out)
{
	struct algo_parameter raw = {};
	return read_configuration(body, out, &raw);
}

static enum err read_keys(const struct algo_parameter *raw, struct saip_aka_parameter *out)
{
	bool key_fits = raw->key.len >= algorithms[out->algorithm].key_min &&
			raw->key.len <= algorithms[out->algorithm].key_max;
	bool opc_fits = raw->opc.len >= algorithms[out->algorithm].opc;
	if (!key_fits || !opc_fits)
		return ERR_RANGE;
	TRY(secret_set(&out->key, raw->key));
	return secret_set(&out->opc, bytes_from(raw->opc.ptr, algorithms[out->algorithm].opc));
}

enum err saip_aka_parameter_decode(struct bytes body, struct saip_aka_parameter *out)
{
	struct algo_parameter raw = {};
	saip_aka_parameter_wipe(out);
	TRY(read_configuration(body, &out->algorithm, &raw));
	enum err e = read_keys(&raw, out);
	if (e != OK)
		saip_aka_parameter_wipe(out);
	return e;
}
