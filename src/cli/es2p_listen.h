/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `rspctl es2p listen`: an operator's endpoint for ES2+ handleDownloadProgressInfo (SGP.22 §5.3.5)
 * that prints what it receives, one line each.
 */
#ifndef CLI_ES2P_LISTEN_H
#define CLI_ES2P_LISTEN_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "cli/command.h"

extern const struct command_option es2p_listen_options[];

/* Serve until a signal, or until --count notifications have come. The exit code. */
int es2p_listen_run(const struct command_line *line);

/*
 * Append the line for one notification: time, ICCID, point, what happened. ERR_SYNTAX and others as
 * es2p_handle_download_progress_info_request_decode.
 */
enum err es2p_listen_line(struct arena *a, struct bytes body, struct buf *out);

#endif
