/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keys of es2p.conf, and the options that stand for them.
 * No test of its own: es2p_test.c reads files and options through it.
 */
#include "cli/es2p_config.h"

#include <string.h>

#include "sys/clock.h"

#define KEY(name_, type, member, kind_, ...)                                                       \
	{                                                                                          \
		.name = (name_), .kind = (kind_), .offset = offsetof(type, member), __VA_ARGS__    \
	}

static const struct config_key listen_keys[] = {
	KEY("address", struct es2p_listen_config, address, CONFIG_ADDRESS, .mandatory = true,
	    .help = "where the socket binds"),
	KEY("certificate", struct es2p_listen_config, certificate, CONFIG_PATH, .mandatory = true,
	    .help = "TLS certificate of the endpoint"),
	KEY("key", struct es2p_listen_config, key, CONFIG_PATH, .mandatory = true,
	    .help = "its private key"),
	KEY("ca", struct es2p_listen_config, ca, CONFIG_PATH, .mandatory = true,
	    .help = "what the SM-DP+'s client certificate leads to"),
	{},
};

static const struct config_key keys[] = {
	KEY("url", struct es2p_config, url, CONFIG_TEXT, .mandatory = true, .min = 9, .max = 1024,
	    .help = "https://host:port of the SM-DP+"),
	KEY("certificate", struct es2p_config, certificate, CONFIG_PATH, .mandatory = true,
	    .help = "our TLS client certificate"),
	KEY("key", struct es2p_config, key, CONFIG_PATH, .mandatory = true,
	    .help = "its private key"),
	KEY("ca", struct es2p_config, ca, CONFIG_PATH,
	    .help = "CA of the SM-DP+'s TLS certificate; the system's CAs when absent"),
	KEY("requester", struct es2p_config, requester, CONFIG_TEXT, .mandatory = true, .min = 1,
	    .max = 255, .help = "functionRequesterIdentifier"),
	KEY("smdp_address", struct es2p_config, smdp_address, CONFIG_TEXT, .min = 1, .max = 255,
	    .help = "SM-DP+ address for activation codes, when the SM-DP+ does not say it"),
	KEY("connect", struct es2p_config, connect, CONFIG_ADDRESS,
	    .help = "connect to this address, whatever the URL says"),
	KEY("clock", struct es2p_config, clock, CONFIG_TEXT,
	    .help = "for tests: certificates are checked at this time, 2026-11-23T12:00:00Z"),
	KEY("listen", struct es2p_config, listen, CONFIG_OPTIONAL, .members = listen_keys,
	    .size = sizeof(struct es2p_listen_config), .help = "endpoint for notifications"),
	{},
};

const struct command_option es2p_config_options[] = {
	{.name = "--config",
	 .value = "FILE",
	 .standard = "es2p.conf",
	 .help = "where the SM-DP+ is and who we are"},
	{.name = "--url", .value = "URL", .help = "instead of --config: https://host:port"},
	{.name = "--cert", .value = "FILE", .help = "our TLS client certificate"},
	{.name = "--key", .value = "FILE", .help = "its private key"},
	{.name = "--ca", .value = "FILE", .help = "CA of the SM-DP+'s TLS certificate"},
	{.name = "--requester", .value = "ID", .help = "functionRequesterIdentifier"},
	{.name = "--smdp-address", .value = "HOST", .help = "SM-DP+ address for activation codes"},
	{.name = "--connect", .value = "HOST:PORT", .help = "connect there, whatever the URL says"},
	{.name = "--clock", .value = "TIME", .help = "check certificates at this time, for tests"},
	{.name = "--json", .help = "print the answer as one line of JSON"},
	{},
};

/* Which option stands for which member. */
static const struct {
	const char *option;
	size_t offset;
	bool mandatory; /* without a file */
} overrides[] = {
	{"--url", offsetof(struct es2p_config, url), true},
	{"--cert", offsetof(struct es2p_config, certificate), true},
	{"--key", offsetof(struct es2p_config, key), true},
	{"--ca", offsetof(struct es2p_config, ca), false},
	{"--requester", offsetof(struct es2p_config, requester), true},
	{"--smdp-address", offsetof(struct es2p_config, smdp_address), false},
	{"--connect", offsetof(struct es2p_config, connect), false},
	{"--clock", offsetof(struct es2p_config, clock), false},
};

int es2p_config_of(const struct command_line *line, struct arena *a, struct es2p_config *out)
{
	struct config_error error = {};
	*out = (struct es2p_config){};
	bool from_file = !command_value(line, "--url");
	if (from_file && config_load(a, command_value(line, "--config"), keys, out, &error) != OK)
		return command_failed(line, "%s", error.text);
	for (size_t i = 0; i < sizeof(overrides) / sizeof(overrides[0]); i++) {
		const char *value = command_value(line, overrides[i].option);
		if (value)
			memcpy((uint8_t *)out + overrides[i].offset, &value, sizeof(value));
		else if (!from_file && overrides[i].mandatory)
			return command_usage(line, "with --url, %s is needed too",
					     overrides[i].option);
	}
	if (strncmp(out->url, "https://", 8) != 0)
		return command_usage(line, "the URL must begin with https://");
	if (out->clock && clock_parse(out->clock, &out->clock_ms) != OK)
		return command_usage(line, "the clock must look like 2026-11-23T12:00:00Z");
	return COMMAND_OK;
}
