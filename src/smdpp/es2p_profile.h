/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking up the profile that an ES2+ function names, and what its caller is told of one that is
 * another operator's (SGP.22 §5.3: unknown, or not allowed).
 */
#ifndef SMDPP_ES2P_PROFILE_H
#define SMDPP_ES2P_PROFILE_H

#include "smdpp/smdpp.h"

/*
 * The caller's profile. ERR_NOT_FOUND: there is none; ERR_DENIED: it is another operator's, and
 * this caller's configuration says that it may know.
 */
enum err es2p_profile_get(const struct role_call *call, const char *iccid, struct profile_row *out);

/* ERR_DENIED for the ICCID of another operator's profile, as above; ERR_NOT_FOUND if there is none,
 * or the caller may not know. For one that is not the caller's. */
enum err es2p_profile_foreign(const struct role_call *call, const char *iccid);

/* The caller's profile type of that name; errors likewise. */
enum err es2p_profile_type(const struct role_call *call, const char *name);

#endif
