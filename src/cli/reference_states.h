/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The life of a profile as Markdown, made from the tables of session/profile_state.h and
 * smdpp/device_reason.h: docs/profile-states.md.
 */
#ifndef CLI_REFERENCE_STATES_H
#define CLI_REFERENCE_STATES_H

#include "base/buf.h"

/* Append the whole document. Errors as buf_put. */
enum err reference_states_document(struct buf *out);

#endif
