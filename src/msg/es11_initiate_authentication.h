/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES11.InitiateAuthentication (SGP.22 §5.8.1): the messages of ES9+
 * (es9p_initiate_authentication.h), refused with codes of the SM-DS.
 */
#ifndef MSG_ES11_INITIATE_AUTHENTICATION_H
#define MSG_ES11_INITIATE_AUTHENTICATION_H

#include "msg/es9p_binding.h"

extern const struct es9p_function es11_initiate_authentication;

#endif
