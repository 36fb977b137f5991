/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose fault a failure of libcrypto is. Its error queue, one for each thread, is empty whenever
 * none of it is at work: TLS would take what is left in it for its own.
 */
#ifndef CRYPTO_LIBRARY_ERROR_H
#define CRYPTO_LIBRARY_ERROR_H

#include "base/err.h"

/* Empty the queue after the library could not do its work. ERR_CRYPTO. */
enum err library_error(void);

/*
 * Empty the queue after the library refused some input: `refusal`, or ERR_CRYPTO if it has lacked
 * memory in this thread since it was last asked here. It often says something else then, such as
 * that a public key cannot be decoded.
 */
enum err library_error_or(enum err refusal);

#endif
