/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of the third column of a step: what the clause wants for an answer.
 *  success        Executed-Success, HTTP 200
 *  8.1/6.1        Failed with these codes; several with "|" between them
 *  failed         Failed with codes that the clause leaves open
 *  204, 4xx       this HTTP status
 *  refused        no TLS connection, or HTTP 401 or 403
 * and then the assertions of conformance/assertion.h, all of which must hold.
 */
#ifndef CONFORMANCE_EXPECT_H
#define CONFORMANCE_EXPECT_H

#include <stdbool.h>

#include "conformance/scene.h"

enum { EXPECT_GOT_MAX = 200 };

/* Is the last answer what the words want? If not, scene->why says what is amiss; it is empty when
 * the answer itself, as expect_got tells it, is another. */
bool expect_met(struct scene *scene, const char *words);

/* The last answer in the same words. */
void expect_got(const struct scene *scene, char out[static EXPECT_GOT_MAX]);

#endif
