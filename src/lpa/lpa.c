/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The beginning and the end of an LPA.
 * No test of its own: tests/lpa_test.c uses nothing else.
 */
#include "lpa/lpa.h"

#include "lpa/es10.h"
#include "lpa/problem.h"
#include "pki/certificate.h"

/* Servers show a brainpool certificate only to those who have no other curve. */
static bool only_brainpool(const struct tls_trust *trust)
{
	for (size_t i = 0; i < trust->certificate_count; i++) {
		struct certificate ci = {};
		if (certificate_parse(trust->certificates[i], &ci) != OK ||
		    ci.public_key.curve != CURVE_BRAINPOOLP256R1)
			return false;
	}
	return trust->certificate_count > 0;
}

static enum err open_network(struct lpa *lpa)
{
	const struct lpa_config *c = &lpa->config;
	struct http_client_config http = {.connect = c->connect};
	struct tls_client_config tls = {.trust = c->trust,
					.brainpool_only = only_brainpool(&c->trust)};
	if (c->clock_is_fixed)
		tls.time_ms = clock_now_ms(&c->clock);
	enum err error = http_client_new(&http, &lpa->http);
	if (error != OK)
		return problem_transport(lpa, "--connect", error, NULL);
	error = tls_client_new(&tls, &lpa->tls);
	return error == OK ? OK : problem_transport(lpa, "TLS", error, NULL);
}

enum err lpa_init(struct lpa *lpa, const struct lpa_config *config)
{
	*lpa = (struct lpa){.config = *config, .channel = LPA_CHANNEL_NONE};
	problem_clear(lpa);
	enum err error = open_network(lpa);
	if (error == OK)
		error = es10_open(lpa);
	if (error == OK)
		return OK;
	struct lpa_problem why = lpa->problem;
	lpa_free(lpa);
	lpa->problem = why;
	return error;
}

void lpa_free(struct lpa *lpa)
{
	es10_close(lpa);
	http_client_free(&lpa->http);
	tls_client_free(&lpa->tls);
	*lpa = (struct lpa){.channel = LPA_CHANNEL_NONE};
}
