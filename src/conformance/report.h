/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A run as people and machines read it: lines for a terminal, JUnit XML, Markdown.
 */
#ifndef CONFORMANCE_REPORT_H
#define CONFORMANCE_REPORT_H

#include "base/buf.h"
#include "conformance/run.h"

enum { REPORT_MAX = 4 * 1024 * 1024 };

/* One line of the matrix: outcome, id, clause, what was sent, expected, got, time. */
enum err report_line(const struct run_result *result, struct buf *out);

/* A line of --list. */
enum err report_row(const struct run_result *result, struct buf *out);

/* "250 passed, 0 failed, 3 not run". */
enum err report_sum(const struct run *run, struct buf *out);

/* The whole run as JUnit XML. Errors as buf_put. */
enum err report_junit(const struct run *run, struct buf *out);

/* The whole run as Markdown, without times, so that equal runs give equal texts. */
enum err report_markdown(const struct run *run, struct buf *out);

#endif
