/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES11.InitiateAuthentication: derived from the clause; no public list of SGP.23 was found.
 * No test of its own: tests/conformance.sh runs the cases.
 */
#include "conformance/cases.h"

#define OWN "rspd_ES11.InitiateAuthentication"

static const struct conformance_case rows[] = {
	{.id = OWN "_nominal",
	 .brainpool_id = OWN "_nominalBRP",
	 .what = "identifiers, echo of the challenge, chain and signature of CERT.DSauth",
	 .steps = {{"InitiateAuthentication", "at=es11", "success"}}},
	{.id = OWN "_paths_of_es9plus",
	 .what = "ES11 has the paths of ES9+",
	 .clause = "SGP.22 §6.5.2",
	 .steps = {{"InitiateAuthentication", "at=es11-alias", "success"}}},
	{.id = OWN "_unique",
	 .what = "transactionId and serverChallenge are new in each session",
	 .steps = {{"InitiateAuthentication", "at=es11 times=16", "success"}}},
	{.id = OWN "_address",
	 .what = "the address of another server",
	 .steps = {{"InitiateAuthentication", "at=es11 smdp-address=other.example.com",
		    "8.9.1/3.8"}}},
	{.id = OWN "_address_in_capitals",
	 .what = "the address is compared without regard to case",
	 .steps = {{"InitiateAuthentication", "at=es11 smdp-address=$SMDS-ADDRESS", "success"}}},
	{.id = OWN "_signing",
	 .what = "no CI for signing that the SM-DS knows",
	 .steps = {{"InitiateAuthentication", "at=es11 signing=unknown", "8.9.2/3.1"}}},
	{.id = OWN "_second_priority",
	 .what = "the first CI of the list is unknown, the second is not",
	 .steps = {{"InitiateAuthentication", "at=es11 signing=unknown-first", "success"}}},
	{.id = OWN "_svn",
	 .what = "a version of SGP.22 before any",
	 .steps = {{"InitiateAuthentication", "at=es11 svn=1.0.0", "8.9.3/3.1"}}},
	{.id = OWN "_verification",
	 .what = "no CI for verification that CERT.DSauth is under",
	 .steps = {{"InitiateAuthentication", "at=es11 verification=unknown", "8.9.4/3.7"}}},
	{.id = OWN "_svn_2_3",
	 .what = "nominal, SVN 2.3.0",
	 .steps = {{"InitiateAuthentication", "at=es11 svn=2.3.0", "success"}}},
	{.id = OWN "_no_challenge",
	 .what = "euiccChallenge is missing",
	 .steps = {{"InitiateAuthentication", "at=es11 drop=euiccChallenge", "failed|4xx"}}},
	{.id = OWN "_unknown_member",
	 .what = "unknown JSON members are ignored",
	 .steps = {{"InitiateAuthentication", "at=es11 put=unknownMember:1", "success"}}},
	{.id = OWN "_admin_protocol",
	 .what = "answers say which version they are of",
	 .clause = "SGP.22 §6.2",
	 .steps = {{"InitiateAuthentication", "at=es11", "success admin-protocol"}}},
	{.id = OWN "_asn1",
	 .what = "in ASN.1",
	 .clause = "SGP.22 §6.6",
	 .steps = {{"InitiateAuthentication", "at=es11 binding=asn1", "success"}}},
};

const struct conformance_group cases_es11_initiate_authentication =
	CONFORMANCE_GROUP("ES11.InitiateAuthentication", "SGP.22 §5.8.1", "SGP.22 §5.8.1", rows);
