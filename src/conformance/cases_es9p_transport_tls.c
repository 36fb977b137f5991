/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLS of ES9+ and ES2+.
 * No test of its own: tests/conformance.sh runs the cases.
 */
#include "conformance/cases.h"

#define SERVER "TC_SM-DP+_ES9+_Server_Authentication_for_HTTPS_Establishment"
#define OWN    "rspd_TLS"

static const struct conformance_case rows[] = {
	{.id = SERVER "NIST#01",
	 .what = "TLS 1.2 with ECDHE-ECDSA, AES-128-GCM and P-256; CERT.DPtls of this SM-DP+",
	 .steps = {{"InitiateAuthentication", NULL, NULL},
		   {"TLS", "tls=1.2 suite=ECDHE-ECDSA-AES128-GCM-SHA256 group=P-256",
		    "success suite:ECDHE-ECDSA-AES128-GCM-SHA256 tls-oid"}}},
	{.id = SERVER "BRP#01",
	 .what = "the same with brainpoolP256r1 alone",
	 .steps = {{"InitiateAuthentication", "at=brainpool", NULL},
		   {"TLS", "tls=1.2 suite=ECDHE-ECDSA-AES128-GCM-SHA256 group=brainpoolP256r1",
		    "success suite:ECDHE-ECDSA-AES128-GCM-SHA256 tls-oid"}}},
	{.id = OWN "_13",
	 .what = "TLS 1.3",
	 .source = "SGP.22 §6.1",
	 .steps = {{"TLS", "tls=1.3 group=P-256", "success tls:TLSv1.3"}}},
	{.id = OWN "_11_refused",
	 .what = "TLS 1.1 is refused",
	 .source = "SGP.22 §6.1",
	 .steps = {{"TLS", NULL, NULL}, {"TLS", "tls=1.1", "refused"}}},
	{.id = OWN "_rsa_refused",
	 .what = "suites without forward secrecy are refused",
	 .source = "SGP.22 §6.1",
	 .steps = {{"TLS", NULL, NULL}, {"TLS", "tls=1.2 suite=AES128-SHA", "refused"}}},
	{.id = OWN "_null_refused",
	 .what = "suites without encryption are refused",
	 .source = "SGP.22 §6.1",
	 .steps = {{"TLS", NULL, NULL}, {"TLS", "tls=1.2 suite=ECDHE-ECDSA-NULL-SHA", "refused"}}},
	{.id = OWN "_es2p_11_refused",
	 .what = "TLS 1.1 is refused at ES2+",
	 .source = "SGP.22 §6.1",
	 .steps = {{"TLS", NULL, NULL}, {"TLS", "at=es2p tls=1.1", "refused"}}},
};

const struct conformance_group cases_es9p_transport_tls =
	CONFORMANCE_GROUP("TLS", "SGP.22 §2.6.6, §6.1", "SGP.23 §4.3.17", rows);
