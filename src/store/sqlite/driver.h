/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQLite as the store's database. See store/driver.h.
 */
#ifndef STORE_SQLITE_DRIVER_H
#define STORE_SQLITE_DRIVER_H

#include "store/driver.h"

extern const struct store_driver sqlite_driver;

#endif
