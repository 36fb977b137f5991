/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of ES9+ and ES11 from one binding to the other, so that a test that speaks JSON can be
 * held in ASN.1 as well. */
#ifndef TESTS_TRANSCODE_H
#define TESTS_TRANSCODE_H

#include <stdbool.h>

#include "msg/es9p_binding.h"

/* A function of ES9+ by its name in JSON, or by the tag of its request, and one of ES11 by its
 * name; NULL if there is none. */
const struct es9p_function *transcode_function(const char *name);
const struct es9p_function *transcode_es11_function(const char *name);
const struct es9p_function *transcode_function_of_tag(uint32_t tag);

/* `*body`, a request or a response in binding `from`, in the other one, in the arena. False if it
 * is no message of the function. */
bool transcode(struct arena *a, const struct es9p_function *f, bool request, enum es9p_binding from,
	       struct bytes *body);

#endif
