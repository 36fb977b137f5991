/* SPDX-License-Identifier: Apache-2.0 */
/* Text by hand, QR code by libqrencode. */
#include "cli/activation.h"

#include <errno.h>
#include <qrencode.h>
#include <string.h>

enum { QUIET_ZONE = 2 }; /* modules of light margin; terminals add their own */

enum err activation_text(struct bytes smdp_address, struct bytes matching_id, bool cc_required,
			 struct buf *out)
{
	return buf_put_fmt(out, "LPA:1$%.*s$%.*s%s", BYTES_FMT(smdp_address),
			   BYTES_FMT(matching_id), cc_required ? "$$1" : "");
}

static void free_code(QRcode **code)
{
	QRcode_free(*code);
}

static bool is_dark(const QRcode *code, int x, int y)
{
	if (x < 0 || y < 0 || x >= code->width || y >= code->width)
		return false;
	return code->data[y * code->width + x] & 1;
}

/* One line of text: two rows of modules, y above y + 1. Light modules are what is drawn. */
static enum err put_line(const QRcode *code, int y, struct buf *out)
{
	static const char *const blocks[2][2] = {{" ", "▄"}, {"▀", "█"}};
	for (int x = -QUIET_ZONE; x < code->width + QUIET_ZONE; x++) {
		bool upper = !is_dark(code, x, y);
		bool lower = !is_dark(code, x, y + 1) && y + 1 < code->width + QUIET_ZONE;
		TRY(buf_put_str(out, blocks[upper][lower]));
	}
	return OK;
}

enum err activation_qr(const char *text, bool colour, struct buf *out)
{
	CLEANUP(free_code)
	QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
	if (!code)
		return errno == ENOMEM ? ERR_NOMEM : ERR_TOO_LONG;
	for (int y = -QUIET_ZONE; y < code->width + QUIET_ZONE; y += 2) {
		TRY(buf_put_str(out, colour ? "\033[97;40m" : ""));
		TRY(put_line(code, y, out));
		TRY(buf_put_str(out, colour ? "\033[0m\n" : "\n"));
	}
	return OK;
}
