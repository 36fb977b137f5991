/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of veuicc's commands.
 * No test of its own: tests/veuicc.sh runs them, and command_test.c tests tables.
 */
#include "cli/veuicc.h"

#include "cli/veuicc_apdu.h"
#include "cli/veuicc_discover.h"
#include "cli/veuicc_download.h"
#include "cli/veuicc_init.h"
#include "cli/veuicc_notifications.h"
#include "cli/veuicc_profiles.h"

static const struct command commands[] = {
	{.name = "init",
	 .summary = "Make a card out of certificates and keys (PEM or DER).",
	 .help = "For a card with two identities, on two curves for example, give --cert, --key\n"
		 "and --eum twice, in the same order; the first one is the preferred one.\n",
	 .options = veuicc_init_options,
	 .run = veuicc_init_run},
	{.name = "info", .summary = "Show what the card is.", .run = veuicc_profiles_info},
	{.name = "download",
	 .summary = "Download and install a profile.",
	 .help = "CODE is the activation code, in single quotes: 'LPA:1$smdp.example.com$ABCDE'.\n"
		 "Without it, the card's default SM-DP+ is asked for a profile.\n",
	 .operands = "[CODE]",
	 .operands_max = 1,
	 .options = veuicc_download_options,
	 .run = veuicc_download_run},
	{.name = "discover",
	 .summary = "Ask an SM-DS whether there is something to download.",
	 .help = "Each event that it has for this card is a server and an EventID, of which only\n"
		 "the end is shown. With --download, profiles are fetched from SM-DP+s and "
		 "installed,\n"
		 "and other SM-DSs on the way are asked for what they have.\n",
	 .options = veuicc_discover_options,
	 .run = veuicc_discover_run},
	{.name = "list", .summary = "List the profiles.", .run = veuicc_profiles_list},
	{.name = "enable",
	 .summary = "Enable a profile; the one that was enabled is disabled.",
	 .operands = "ICCID",
	 .operands_min = 1,
	 .operands_max = 1,
	 .run = veuicc_profiles_enable},
	{.name = "disable",
	 .summary = "Disable a profile.",
	 .operands = "ICCID",
	 .operands_min = 1,
	 .operands_max = 1,
	 .run = veuicc_profiles_disable},
	{.name = "delete",
	 .summary = "Delete a disabled profile.",
	 .operands = "ICCID",
	 .operands_min = 1,
	 .operands_max = 1,
	 .run = veuicc_profiles_delete},
	{.name = "nickname",
	 .summary = "Give a profile a name of your own, or take it away.",
	 .operands = "ICCID [NAME]",
	 .operands_min = 1,
	 .operands_max = 2,
	 .run = veuicc_profiles_nickname},
	{.name = "notifications",
	 .summary = "List, deliver (process) or remove what the card has to report.",
	 .operands = "[list | process | remove NUMBER]",
	 .operands_max = 2,
	 .run = veuicc_notifications_run},
	{.name = "default-smdp",
	 .summary = "Set the card's default SM-DP+, or take it away.",
	 .operands = "[ADDRESS]",
	 .operands_max = 1,
	 .run = veuicc_profiles_default_smdp},
	{.name = "load-crl",
	 .summary = "Give the card a CRL of one of its CIs: it believes no server on the list.",
	 .operands = "FILE",
	 .operands_min = 1,
	 .operands_max = 1,
	 .run = veuicc_profiles_load_crl},
	{.name = "reset",
	 .summary = "Delete all profiles and forget the default SM-DP+.",
	 .run = veuicc_profiles_reset},
	{.name = "package",
	 .summary = "Write a profile's package to standard output, for tests.",
	 .operands = "ICCID",
	 .operands_min = 1,
	 .operands_max = 1,
	 .run = veuicc_profiles_package},
	{.name = "apdu",
	 .summary = "Be the card of an LPA that speaks lpac's stdio APDU protocol.",
	 .help = "With a program, e.g. `veuicc --state card apdu -- lpac chip info`, start it and\n"
		 "show what it says; without one, speak on standard input and output.\n",
	 .operands = "[-- PROGRAM…]",
	 .operands_max = VEUICC_APDU_WORDS_MAX,
	 .run = veuicc_apdu_run},
	{},
};

static const struct command_option options[] = {
	{"--state", "FILE", "card.json", false, "the card's state file"},
	{"--connect", "HOST:PORT", NULL, false, "connect there, whatever the server's name is"},
	{"--binding", "json|asn1", "json", false, "how to speak with servers (SGP.22 §6.5, §6.6)"},
	{"--clock", "TIME", NULL, false, "the time for checks, e.g. 2026-11-23T12:00:00Z"},
	{"--json", NULL, NULL, false, "answers for scripts"},
	{},
};

const struct command veuicc_program = {
	.name = "veuicc",
	.summary = "A virtual eUICC with an LPA, for tests and demonstrations.",
	.options = options,
	.commands = commands,
};
