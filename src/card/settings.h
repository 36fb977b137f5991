/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a virtual eUICC says of itself in EUICCInfo1 and EUICCInfo2 (SGP.22 §4.3), and how much
 * memory it has. Each setting has a name, which the state file and `veuicc init --set` use.
 */
#ifndef CARD_SETTINGS_H
#define CARD_SETTINGS_H

#include <jansson.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

enum { SETTINGS_SAS_NUMBER_MAX = 64, SETTINGS_VERSION_LEN = 3 };

struct settings {
	uint8_t profile_version[SETTINGS_VERSION_LEN]; /* of the TCA specification */
	uint8_t svn[SETTINGS_VERSION_LEN];	       /* of SGP.22 */
	uint8_t firmware_version[SETTINGS_VERSION_LEN];
	uint8_t ts102241_version[SETTINGS_VERSION_LEN];
	uint8_t globalplatform_version[SETTINGS_VERSION_LEN];
	uint8_t pp_version[SETTINGS_VERSION_LEN];
	uint32_t uicc_capability; /* bit n of UICCCapability is 1 << n */
	uint32_t rsp_capability;  /* bit n of RspCapability is 1 << n */
	uint32_t category;	  /* euiccCategory, 0 to 3 */
	uint32_t forbidden_pprs;  /* bit n of PprIds is 1 << n */
	uint32_t memory;	  /* bytes of non-volatile memory for profiles, used and free */
	uint32_t volatile_memory; /* bytes */
	char sas_number[SETTINGS_SAS_NUMBER_MAX + 1];
};

/* Those of a believable eUICC of version 2. */
struct settings settings_standard(void);

/*
 * Give the setting `name` the value `text`: "2.2.2" for versions, decimal or 0x… for numbers.
 * ERR_NOT_FOUND for an unknown name, ERR_SYNTAX or ERR_RANGE for the value, ERR_TOO_LONG.
 */
enum err settings_set(struct settings *s, const char *name, const char *text);

/* The name of setting `i`, NULL past the last. */
const char *settings_name(size_t i);

/* Append the settings as members of the JSON object under way. Errors as buf_put. */
enum err settings_write(const struct settings *s, struct buf *out);

/* Take the settings that `object` has. Strange names are ERR_NOT_FOUND; others as settings_set. */
enum err settings_read(struct settings *s, const json_t *object);

#endif
