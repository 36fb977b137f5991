/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keys of conformance.conf.
 * No test of its own: tests/conformance.sh reads two files of every key.
 */
#include "conformance/target_config.h"

#define KEY(name_, type, member, kind_, ...)                                                       \
	{                                                                                          \
		.name = (name_), .kind = (kind_), .offset = offsetof(type, member), __VA_ARGS__    \
	}

static const struct config_key place_keys[] = {
	KEY("url", struct target_place, url, CONFIG_TEXT, .mandatory = true, .min = 9, .max = 1024,
	    .help = "https://host:port"),
	KEY("connect", struct target_place, connect, CONFIG_ADDRESS,
	    .help = "connect to this address, whatever the URL says"),
	KEY("ca", struct target_place, ca, CONFIG_PATH,
	    .help = "CA of the server's TLS certificate; the CIs of issuers when absent"),
	KEY("certificate", struct target_place, certificate, CONFIG_PATH,
	    .help = "our TLS client certificate"),
	KEY("key", struct target_place, key, CONFIG_PATH, .help = "its private key"),
	KEY("requester", struct target_place, requester, CONFIG_TEXT, .min = 1, .max = 255,
	    .help = "functionRequesterIdentifier"),
	KEY("address", struct target_place, address, CONFIG_TEXT, .min = 1, .max = 255,
	    .help = "what devices call the server; the host of the URL when absent"),
	{},
};

static const struct config_key endpoint_keys[] = {
	KEY("address", struct target_endpoint, address, CONFIG_ADDRESS, .mandatory = true,
	    .help = "where the socket binds"),
	KEY("certificate", struct target_endpoint, certificate, CONFIG_PATH, .mandatory = true,
	    .help = "TLS certificate of the endpoint"),
	KEY("key", struct target_endpoint, key, CONFIG_PATH, .mandatory = true,
	    .help = "its private key"),
	KEY("ca", struct target_endpoint, ca, CONFIG_PATH, .mandatory = true,
	    .help = "what the SM-DP+'s client certificate leads to"),
	{},
};

static const struct config_key issuer_keys[] = {
	KEY("ci", struct target_issuer_files, ci, CONFIG_PATH, .mandatory = true,
	    .help = "certificate of a CI that the server trusts"),
	KEY("ci_key", struct target_issuer_files, ci_key, CONFIG_PATH,
	    .help = "its private key, for bad EUM certificates"),
	KEY("eum", struct target_issuer_files, eum, CONFIG_PATH, .mandatory = true,
	    .help = "certificate of an EUM under it"),
	KEY("eum_key", struct target_issuer_files, eum_key, CONFIG_PATH, .mandatory = true,
	    .help = "its private key, for eUICC certificates"),
	{},
};

static const struct config_key type_keys[] = {
	KEY("role", struct target_profile_type, role, CONFIG_TEXT, .mandatory = true, .min = 1,
	    .max = 64, .help = "what it is used for"),
	KEY("name", struct target_profile_type, name, CONFIG_TEXT, .mandatory = true, .min = 1,
	    .max = 255, .help = "profileType of the server"),
	{},
};

#define PLACE(name_, member, help_)                                                                \
	KEY(name_, struct target_config, member, CONFIG_OPTIONAL, .members = place_keys,           \
	    .size = sizeof(struct target_place), .help = (help_))

static const struct config_key keys[] = {
	PLACE("es9p", es9p, "the SM-DP+ for devices"),
	PLACE("es2p", es2p, "the SM-DP+ for operators"),
	PLACE("es11", es11, "the SM-DS for devices"),
	PLACE("es12", es12, "the SM-DS for SM-DP+s"),
	PLACE("es15", es15, "the root SM-DS for alternative ones"),
	KEY("endpoint", struct target_config, endpoint, CONFIG_OPTIONAL, .members = endpoint_keys,
	    .size = sizeof(struct target_endpoint), .help = "where we take notifications"),
	KEY("root", struct target_config, root, CONFIG_OPTIONAL, .members = endpoint_keys,
	    .size = sizeof(struct target_endpoint),
	    .help = "where we are the root SM-DS of the one under test"),
	KEY("issuers", struct target_config, issuers, CONFIG_GROUPS,
	    .count_offset = offsetof(struct target_config, issuers_n), .members = issuer_keys,
	    .size = sizeof(struct target_issuer_files), .mandatory = true, .min = 1, .max = 4,
	    .help = "test CIs with an EUM"),
	KEY("profile_types", struct target_config, profile_types, CONFIG_GROUPS,
	    .count_offset = offsetof(struct target_config, profile_types_n), .members = type_keys,
	    .size = sizeof(struct target_profile_type), .help = "what the server has in stock"),
	KEY("expired_matching_id", struct target_config, expired_matching_id, CONFIG_TEXT,
	    .max = 255, .help = "MatchingID of an order that has expired"),
	KEY("clock", struct target_config, clock, CONFIG_TEXT,
	    .help = "for tests: the time stands there, 2026-11-23T12:00:00Z"),
	{},
};

enum err target_config_read(struct arena *a, const char *path, struct target_config *out,
			    struct config_error *error)
{
	return config_load(a, path, keys, out, error);
}
