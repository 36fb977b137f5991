/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which operator a TLS client certificate on ES2+ belongs to: by CA and subject, or by the pinned
 * certificate itself, self-signed ones too.
 */
#ifndef SMDPP_OPERATORS_H
#define SMDPP_OPERATORS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "config/rspd_config.h"

struct operators;

/*
 * Read the pinned certificates' fingerprints. ERR_SYNTAX or errors of certificate_load for a file
 * of the configuration; the log names it. The caller frees.
 */
enum err operators_load(const struct rspd_config *config, struct operators **out);

/* Release, and set to NULL. Safe on NULL. Fits CLEANUP(). */
void operators_free(struct operators **operators);

/*
 * The operator whose client shows `certificate` (DER). ERR_DENIED: nobody's, or one of a CA that is
 * not valid now; a pinned one is trusted as it is. Verifies a chain, so ask once per connection.
 */
enum err operators_identify(const struct operators *operators, struct arena *arena,
			    struct bytes certificate, int64_t now_ms,
			    const struct rspd_operator **out);

#endif
