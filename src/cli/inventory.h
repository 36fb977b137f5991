/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From an unprotected profile package to a row of the store: the package is checked, the metadata
 * is made from its profile type, the package is sealed. Nothing is stored here.
 */
#ifndef CLI_INVENTORY_H
#define CLI_INVENTORY_H

#include "base/arena.h"
#include "base/bytes.h"
#include "cli/installation.h"
#include "saip/package.h"

enum { INVENTORY_WHY_MAX = SAIP_FAULT_TEXT_MAX + 64 };

/*
 * Make `*out` (in the arena) from a package: saip_check, EF.ICCID and header agree (SGP.22 §5.5.3:
 * the ICCID of the metadata is that of the package), metadata of the type, envelope. On an error
 * `why` says in words what is wrong, without anything of the content.
 */
enum err inventory_prepare(struct arena *a, const struct installation *installation,
			   const struct rspd_profile_type *type, struct bytes package,
			   struct profile_import *out, char why[static INVENTORY_WHY_MAX]);

/* The DER of StoreMetadataRequest for a profile of this type. Errors of the encoders. */
enum err inventory_metadata(struct arena *a, const struct rspd_metadata *m,
			    const uint8_t iccid[static ICCID_LEN], struct bytes *out);

#endif
