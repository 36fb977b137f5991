/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of veuicc's commands.
 * No test of its own: tests/veuicc.sh runs every command.
 */
#include "cli/veuicc.h"

#include "cli/veuicc_apdu.h"
#include "cli/veuicc_device.h"
#include "cli/veuicc_download.h"
#include "cli/veuicc_init.h"
#include "cli/veuicc_notifications.h"
#include "cli/veuicc_profiles.h"

#define ONE_ICCID .operands = "ICCID", .operands_min = 1, .operands_max = 1

static const struct command commands[] = {
	{.name = "init",
	 .summary = "Make a card from its certificates and keys.",
	 .help = "Give --cert, --key and --eum once for each certificate of the card, in the "
		 "order\n"
		 "of its priority, and --ci once for each CI that it trusts. PEM or DER.\n",
	 .options = veuicc_init_options,
	 .run = veuicc_init},
	{.name = "info", .summary = "Show what the card says of itself.", .run = veuicc_info},
	{.name = "download",
	 .summary = "Download and install a profile.",
	 .help = "Without an activation code the card's default SM-DP+ is asked.\n",
	 .operands = "[LPA:1$HOST$MATCHINGID]",
	 .operands_max = 1,
	 .options = veuicc_download_options,
	 .run = veuicc_download},
	{.name = "list", .summary = "List the profiles.", .run = veuicc_list},
	{.name = "enable", .summary = "Enable a profile.", ONE_ICCID, .run = veuicc_enable},
	{.name = "disable", .summary = "Disable a profile.", ONE_ICCID, .run = veuicc_disable},
	{.name = "delete", .summary = "Delete a profile.", ONE_ICCID, .run = veuicc_delete},
	{.name = "nickname",
	 .summary = "Give a profile a nickname; an empty one takes it away.",
	 .operands = "ICCID NAME",
	 .operands_min = 2,
	 .operands_max = 2,
	 .run = veuicc_nickname},
	{.name = "package",
	 .summary = "Write the profile package that the card recovered to standard output.",
	 ONE_ICCID,
	 .run = veuicc_package},
	{.name = "reset",
	 .summary = "Delete all profiles (eUICC memory reset).",
	 .run = veuicc_reset},
	{.name = "default-smdp",
	 .summary = "Set the default SM-DP+ address; an empty one takes it away.",
	 .operands = "ADDRESS",
	 .operands_min = 1,
	 .operands_max = 1,
	 .run = veuicc_default_smdp},
	{.name = "notifications",
	 .summary = "List, deliver or remove pending notifications.",
	 .commands = veuicc_notifications_commands},
	{.name = "apdu",
	 .summary = "Be the card behind another LPA: lpac's stdio protocol.",
	 .help = "Reads one JSON request a line from standard input, and answers on standard "
		 "output.\n",
	 .run = veuicc_apdu},
	{},
};

const struct command veuicc_program = {
	.name = "veuicc",
	.summary = "A virtual eUICC with a plain LPA, for tests of SM-DP+s.",
	.options = veuicc_device_options,
	.commands = commands,
};
