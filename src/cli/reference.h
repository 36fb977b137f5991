/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reference of rspd.conf as Markdown, made from the table of keys: docs/configuration.md.
 */
#ifndef CLI_REFERENCE_H
#define CLI_REFERENCE_H

#include "base/buf.h"
#include "cli/command.h"
#include "config/config.h"

/* Print it, or the document that the operand names, on standard output. */
int reference_run(const struct command_line *line);

/* Append the whole document. Errors as buf_put. */
enum err reference_document(struct buf *out);

/* Append a table of the rows, and one for each group in them. Errors as buf_put. */
enum err reference_keys(const char *path, const struct config_key *keys, struct buf *out);

#endif
