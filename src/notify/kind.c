/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of kinds.
 * No test of its own: outcome_test.c judges by its rows, deliverer_test.c sends by them.
 */
#include "notify/kind.h"

#include <stddef.h>
#include <string.h>

static const struct message_kind kinds[] = {
	{.name = KIND_DOWNLOAD_PROGRESS, .path = "/gsma/rsp2/es2plus/handleDownloadProgressInfo"},
	/* 8.9.5/3.9: the EventID is unknown there (§5.9.2). */
	{.name = KIND_DELETE_EVENT,
	 .path = "/gsma/rsp2/es12/deleteEvent",
	 .sealed = true,
	 .patient = true,
	 .done_subject = "8.9.5",
	 .done_reason = "3.9"},
};

const struct message_kind *kind_of(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}
