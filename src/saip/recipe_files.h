/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file-system elements of the recipe: MF, USIM and the optional files of the USIM. What the
 * templates create by themselves with a fitting content is not named.
 */
#ifndef SAIP_RECIPE_FILES_H
#define SAIP_RECIPE_FILES_H

#include "base/buf.h"
#include "base/err.h"
#include "saip/recipe.h"

/* The AID of the USIM: 3GPP TS 31.110, no country, no provider. */
#define RECIPE_FILES_USIM_AID "\xA0\x00\x00\x00\x87\x10\x02\xFF\xFF\xFF\xFF\x89"

/* Append the members of the element that follow its PEHeader. The recipe has been checked; errors
 * as buf_put. */
enum err recipe_files_put_mf(const struct saip_recipe *recipe, struct buf *out);
enum err recipe_files_put_usim(const struct saip_recipe *recipe, struct buf *out);
enum err recipe_files_put_opt_usim(const struct saip_recipe *recipe, struct buf *out);

#endif
