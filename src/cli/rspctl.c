/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of rspctl's commands.
 * No test of its own: the commands have theirs, and command_test.c tests tables.
 */
#include "cli/rspctl.h"

#include "cli/conformance.h"
#include "cli/database.h"
#include "cli/es2p.h"
#include "cli/es2p_config.h"
#include "cli/outbox.h"
#include "cli/profile.h"
#include "cli/reference.h"
#include "cli/sandbox.h"

static const struct command commands[] = {
	{.name = "sandbox",
	 .summary = "Make a complete, private test world in a directory.",
	 .help = "A test PKI on P-256 and brainpoolP256r1, configurations of rspd and of an\n"
		 "operator, keys, a database, and profiles of two types. All secrets are new.\n",
	 .operands = "DIR",
	 .operands_min = 1,
	 .operands_max = 1,
	 .options = sandbox_options,
	 .run = sandbox_run},
	{.name = "es2p",
	 .summary = "Be an operator: order, confirm, release, cancel over ES2+.",
	 .options = es2p_config_options,
	 .commands = es2p_commands},
	{.name = "profile",
	 .summary = "Import and look at profiles.",
	 .commands = profile_commands},
	{.name = "outbox",
	 .summary = "Look at notifications to operators.",
	 .commands = outbox_commands},
	{.name = "database",
	 .summary = "Bring the database up to date, or copy it.",
	 .commands = database_commands},
	{.name = "conformance",
	 .summary = "Test an SM-DP+ or SM-DS, this or any other, against SGP.22 and SGP.23.",
	 .help = "DIR is a sandbox, or FILE a conformance.conf that says where the server is and\n"
		 "which test CI it trusts. Exits with 1 if a case failed.\n",
	 .operands = "[DIR|FILE]",
	 .operands_max = 1,
	 .options = conformance_options,
	 .run = conformance_run},
	{.name = "reference",
	 .summary = "Print a reference as Markdown: of rspd.conf, or of profile states.",
	 .operands = "[configuration|states]",
	 .operands_max = 1,
	 .run = reference_run},
	{},
};

const struct command rspctl_program = {
	.name = "rspctl",
	.summary = "Operate rspd: sandboxes, orders, profiles, notifications.",
	.commands = commands,
};
