/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making MatchingIDs (SGP.22 §4.1.1): what nobody can guess and people can type.
 */
#ifndef ROLE_MATCHING_ID_H
#define ROLE_MATCHING_ID_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "sys/entropy.h"

/*
 * 130 random bits as 26 characters in groups ("7K2M9-…"), of an alphabet without characters that
 * look alike, all of it allowed in an AC_Token. Lives in the arena, with a NUL behind it.
 */
enum err matching_id_make(struct entropy *entropy, struct arena *a, struct bytes *out);

#endif
