/* SPDX-License-Identifier: Apache-2.0 */
/*
 * File, the type of every file in the file-system elements: a row of file descriptor,
 * offsets and contents. Reading puts the content together; writing is for our own recipe.
 */
#ifndef SAIP_FILE_H
#define SAIP_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

/* Check a File value: known members only, each of its right form. ERR_SYNTAX, ERR_RANGE, or errors
 * of tlv_take. */
enum err saip_file_check(struct bytes file);

/*
 * Append the content of a File value to `out`; bytes that no fillFileContent covers, but a later
 * one makes necessary, are 'FF'. Empty for a file that is left to its template. Errors as
 * saip_file_check and buf_put.
 */
enum err saip_file_content(struct bytes file, struct buf *out);

#endif
