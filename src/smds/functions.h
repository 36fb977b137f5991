/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The functions of the SM-DS, one file each. What each says and answers is described at struct
 * role_call; which path leads to it, in smds/routes.c.
 */
#ifndef SMDS_FUNCTIONS_H
#define SMDS_FUNCTIONS_H

#include "smds/smds.h"

/* ES11, the LPA's side. */
role_function smds_initiate_authentication; /* SGP.22 §5.8.1 */
role_function smds_authenticate_client;	    /* §5.8.2 */

/* ES12, the SM-DP+'s side; and ES15, that of an alternative SM-DS (§5.10). */
role_function smds_register_event; /* §5.9.1 */
role_function smds_delete_event;   /* §5.9.2 */

#endif
