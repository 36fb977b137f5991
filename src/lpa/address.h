/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The address of a server as codes, events and people give it: a host name or an IPv4 address,
 * perhaps with ":PORT". It goes into URLs and messages, so it must be nothing else.
 */
#ifndef LPA_ADDRESS_H
#define LPA_ADDRESS_H

#include <stdbool.h>

#include "base/bytes.h"

/* True for 1 to LPA_ADDRESS_MAX letters, digits, '.', '-' and ':'. */
bool address_is_good(struct bytes text);

#endif
