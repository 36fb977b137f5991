/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rspd, the server. What it is made of is in src/cli/rspd_service.c.
 * No test of its own: the scripts in tests/ run it.
 */
#include "cli/rspd.h"

int main(int argc, char **argv)
{
	return command_run(&rspd_program, argc, argv);
}
