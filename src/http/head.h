/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is known of a request once its head has been read.
 */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include <stdbool.h>

#include "base/bytes.h"

/* Absent headers are absent. */
struct http_head {
	struct bytes method;
	struct bytes path;
	struct bytes query; /* behind the first '?' */
	struct bytes content_type;
	struct bytes admin_protocol;
	struct bytes user_agent;
	bool keep_alive;
	bool expect_continue;
};

#endif
