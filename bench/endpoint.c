/* SPDX-License-Identifier: Apache-2.0 */
/* A server of http/ with one route. */
#include "endpoint.h"

#include <stdio.h>

enum { ADDRESS_MAX = 32 };

static enum err handle(void *context, struct arena *arena, const struct http_request *request,
		       struct http_reply *reply)
{
	struct endpoint *endpoint = context;
	(void)arena;
	if (endpoint->see)
		TRY(endpoint->see(endpoint->context, request->body));
	(void)atomic_fetch_add(&endpoint->taken, 1);
	reply->status = 204;
	return OK;
}

static const struct http_route routes[] = {
	{.path = "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
	 .handle = handle,
	 .method = HTTP_METHOD_POST,
	 .admin_protocol = true},
};

enum err endpoint_start(struct endpoint *endpoint, const struct world *world)
{
	char address[ADDRESS_MAX] = "", certificate[WORLD_PATH_MAX] = "", key[WORLD_PATH_MAX] = "";
	world_path(world, "world/pki/operator/endpoint.pem", certificate);
	world_path(world, "world/pki/operator/endpoint.key", key);
	(void)snprintf(address, sizeof(address), "127.0.0.1:%u", world->notify_port);
	const struct tls_server_config tls_config = {
		.p256 = {.certificate_file = certificate, .key_file = key},
		.client_check = TLS_CLIENT_ANY};
	TRY(tls_server_new(&tls_config, &endpoint->tls));
	const struct http_listener listener = {.name = "endpoint",
					       .address = address,
					       .tls = endpoint->tls,
					       .routes = routes,
					       .route_count = 1,
					       .context = endpoint,
					       .admin_protocol = "gsma/rsp/v2.5.0"};
	TRY(work_start(1, 0, &endpoint->work));
	return http_server_start(&(struct http_server_config){.listeners = &listener,
							      .listener_count = 1,
							      .work = endpoint->work},
				 &endpoint->server);
}

void endpoint_stop(struct endpoint *endpoint)
{
	http_server_stop(&endpoint->server);
	work_stop(&endpoint->work);
	tls_server_free(&endpoint->tls);
}
