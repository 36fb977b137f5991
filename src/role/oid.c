/* SPDX-License-Identifier: Apache-2.0 */
/* OpenSSL's way to print an OID. */
#include "role/oid.h"

#include <openssl/objects.h>

#include "base/buf.h"
#include "codec/tlv.h"
#include "crypto/library_error.h"

enum { TAG_OID = 0x06 };

enum err role_oid_text(struct bytes value, char out[static OID_TEXT_MAX])
{
	CLEANUP(buf_free) struct buf der = buf_make(OID_TEXT_MAX);
	enum err e = tlv_put(&der, TAG_OID, value);
	if (e != OK)
		return err_is_refusal(e) ? ERR_SYNTAX : e;
	const uint8_t *cursor = der.ptr;
	ASN1_OBJECT *object = d2i_ASN1_OBJECT(NULL, &cursor, (long)der.len);
	int len = object ? OBJ_obj2txt(out, OID_TEXT_MAX, object, 1) : 0;
	ASN1_OBJECT_free(object);
	return len > 0 && len < OID_TEXT_MAX ? OK : library_error_or(ERR_SYNTAX);
}
