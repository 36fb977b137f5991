/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kinds of messages in the outbox: the words in the store, and what each is to the deliverer.
 */
#ifndef NOTIFY_KIND_H
#define NOTIFY_KIND_H

/* ES2+.HandleDownloadProgressInfo (SGP.22 §5.3.5); the body is its JSON request. */
#define KIND_DOWNLOAD_PROGRESS "es2p.handleDownloadProgressInfo"

#endif
