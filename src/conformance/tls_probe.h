/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A TLS handshake with a server, of a version, suite and curve, and what came of it (SGP.22 §2.6.6,
 * §6.1). For what an HTTP client does not tell.
 */
#ifndef CONFORMANCE_TLS_PROBE_H
#define CONFORMANCE_TLS_PROBE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"

struct tls_probe {
	const char *host_port; /* "localhost:8443": where to connect */
	const char *host;      /* for SNI */
	const char *version;   /* "1.1", "1.2", "1.3"; NULL: any of 1.2 and later */
	const char *suite;     /* OpenSSL's name, of TLS 1.2; NULL: any */
	const char *group;     /* "P-256", "brainpoolP256r1"; NULL: the library's */
};

struct tls_probe_result {
	const char *version; /* "TLSv1.2"; in the arena, as are the others */
	const char *suite;
	struct bytes certificate; /* DER of the server's */
};

/* OK; ERR_DENIED if the server ended the handshake, ERR_IO if there is no connection; ERR_CRYPTO,
 * ERR_NOMEM. The certificate is not checked. */
enum err tls_probe(const struct tls_probe *probe, struct arena *a, struct tls_probe_result *out);

#endif
