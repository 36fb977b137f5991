/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose a TLS client certificate is, on interfaces with mutual TLS (ES2+, ES12): by CA and subject,
 * or OID, by CA alone, or by the pinned certificate itself, self-signed ones too.
 */
#ifndef ROLE_CLIENTS_H
#define ROLE_CLIENTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "config/rspd_config.h"

struct clients;

/* None yet. ERR_NOMEM. The caller frees. */
enum err clients_new(struct clients **out);

/* Release, and set to NULL. Safe on NULL. Fits CLEANUP(). */
void clients_free(struct clients **clients);

/*
 * Add rules, which are borrowed, for clients of `owner`: whatever the caller knows them by. Reads
 * the pinned certificates' fingerprints: ERR_SYNTAX, ERR_RANGE or errors of certificate_load for a
 * file of the configuration; the log names it.
 */
enum err clients_add(struct clients *clients, const struct rspd_client *rules, size_t n,
		     const void *owner);

/* Two owners of one client. */
struct clients_conflict {
	const void *one, *other;
};

/*
 * Is there a pinned certificate that rules of two owners meet, which clients_identify could not
 * tell apart? ERR_CONFLICT, and whose they are; errors of clients_add. Reads files, verifies
 * chains: for the start.
 */
enum err clients_check(const struct clients *clients, int64_t now_ms, struct clients_conflict *out);

/*
 * The owner of the first rule that `certificate` (DER) meets. ERR_DENIED: nobody's, or one of a CA
 * that is not valid now; a pinned one is trusted as it is. Verifies a chain, so ask once per
 * connection.
 */
enum err clients_identify(const struct clients *clients, struct arena *arena,
			  struct bytes certificate, int64_t now_ms, const void **owner);

#endif
