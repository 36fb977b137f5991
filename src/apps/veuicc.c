/* SPDX-License-Identifier: Apache-2.0 */
/*
 * veuicc, the virtual eUICC. The commands are in src/cli.
 * No test of its own: the scripts in tests/ run it.
 */
#include <unistd.h>

#include "base/log.h"
#include "cli/veuicc.h"

int main(int argc, char **argv)
{
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = STDERR_FILENO});
	return command_run(&veuicc_program, argc, argv);
}
