/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A Bound Profile Package opened with the device's one-time key, as an eUICC opens it (SGP.22
 * §2.5.3, §2.5.4, §5.5, Annex G): structure, smdpSign, keys, MACs, order, sizes.
 */
#ifndef CONFORMANCE_PACKAGE_H
#define CONFORMANCE_PACKAGE_H

#include "conformance/scene.h"
#include "msg/es8p_bound_profile_package.h"
#include "msg/es8p_initialise_secure_channel.h"
#include "msg/es8p_store_metadata.h"

/* The sequences of a package, in their order. */
enum package_sequence {
	PACKAGE_CONFIGURE_ISDP,
	PACKAGE_STORE_METADATA,
	PACKAGE_REPLACE_SESSION_KEYS,
	PACKAGE_PROFILE_ELEMENTS,
	PACKAGE_SEQUENCES,
};

struct package {
	struct es8p_bound_profile_package parts;
	struct es8p_initialise_secure_channel init;
	struct bytes plain[PACKAGE_SEQUENCES]; /* what the segments held, in the arena */
	size_t segments[PACKAGE_SEQUENCES];
	size_t longest[PACKAGE_SEQUENCES];	 /* bytes of the longest segment */
	size_t shortest_full[PACKAGE_SEQUENCES]; /* of all but the last; 0 if there is one only */
	struct es8p_store_metadata metadata;
	bool has_keys; /* ReplaceSessionKeys is there */
};

/* Open the actor's last package. OK, or a refusal with `why` in the words of the clause. */
enum err package_open(struct scene *scene, const struct actor *actor, struct package *out);

#endif
