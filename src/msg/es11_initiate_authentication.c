/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES11.InitiateAuthentication: the values of its errors (SGP.22 §5.8.1 beside §6.6.2.1).
 * No test of its own: it is a row of es9p_binding_test.c.
 */
#include "msg/es11_initiate_authentication.h"

#include "msg/es9p_initiate_authentication.h"

/* 8.9.4/3.7 has no value of its own. */
static const struct es9p_error errors[] = {
	{"8.9.1", "3.8", 1}, /* invalidDpAddress */
	{"8.9.3", "3.1", 2}, /* euiccVersionNotSupportedByDp */
	{"8.9.2", "3.1", 3}, /* ciPKIdNotSupported */
};

const struct es9p_function es11_initiate_authentication = {
	.name = "initiateAuthentication",
	.request = &es9p_initiate_authentication_request,
	.response = &es9p_initiate_authentication_response,
	ES9P_ERRORS(errors),
};
