/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must hold of every success of a function, whatever a case is about: members, signatures,
 * echoes, chains. Each returns OK, or a refusal with scene->why.
 */
#ifndef CONFORMANCE_INVARIANT_H
#define CONFORMANCE_INVARIANT_H

#include "conformance/scene.h"

/* The answer has exactly the header and these members, separated by spaces (NULL: none), and is
 * JSON by its media type (SGP.22 §6.5). A name behind "?" may be absent. */
enum err invariant_members(struct scene *scene, const char *members);

/* InitiateAuthentication (§5.6.1, §5.8.1). `euicc_challenge` is that of serverSigned1. */
enum err invariant_initiation(struct scene *scene, const struct actor *actor,
			      struct bytes euicc_challenge);

/* AuthenticateClient of ES9+ (§5.6.3), with the identifiers outside and inside. */
enum err invariant_authentication(struct scene *scene, const struct actor *actor,
				  struct bytes transaction_id, struct bytes signed_id);

/* AuthenticateClient of ES11 (§5.8.2). */
enum err invariant_events(struct scene *scene, const struct actor *actor,
			  struct bytes transaction_id);

/* GetBoundProfilePackage (§5.6.2): the package opens; scene->package is then filled. */
enum err invariant_package(struct scene *scene, struct actor *actor, struct bytes transaction_id);

#endif
