/* SPDX-License-Identifier: Apache-2.0 */
/* What people and servers give an LPA as text: activation codes and object identifiers. */
#include <stdlib.h>
#include <string.h>

#include "lpa/activation_code.h"
#include "lpa/oid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct bytes in = bytes_from(data, len);
	struct activation_code code = {};
	char text[OID_TEXT_MAX + 1] = "";
	const char *why = NULL;
	enum err e = activation_code_parse(in, &code, &why);
	if ((e == OK) != (why == NULL) || (e == OK && code.smdp_address[0] == '\0'))
		abort();
	if (oid_text(in, text) == OK && strchr(text, '.') == NULL)
		abort();
	return 0;
}
