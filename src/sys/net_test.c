/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sys/net.h"

static void test_addresses(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum err err;
		const char *host;
		uint16_t port;
	} rows[] = {
		{"127.0.0.1:8443", OK, "127.0.0.1", 8443},
		{"[::1]:0", OK, "::1", 0},
		{"sm.example.com:65535", OK, "sm.example.com", 65535},
		{"sm.example.com", ERR_MISSING, NULL, 0},
		{"sm.example.com:", ERR_MISSING, NULL, 0},
		{"[::1]", ERR_MISSING, NULL, 0},
		{"[::1]:", ERR_MISSING, NULL, 0},
		{"", ERR_MISSING, NULL, 0},
		{":443", ERR_SYNTAX, NULL, 0},
		{"[]:443", ERR_SYNTAX, NULL, 0},
		{"[::1]x443", ERR_SYNTAX, NULL, 0},
		{"[[::1]:443", ERR_SYNTAX, NULL, 0},
		{"a]:443", ERR_SYNTAX, NULL, 0},
		{"::1:443", ERR_SYNTAX, NULL, 0},
		{"a:b", ERR_SYNTAX, NULL, 0},
		{"a:44 ", ERR_SYNTAX, NULL, 0},
		{"a:-1", ERR_SYNTAX, NULL, 0},
		{"a:65536", ERR_RANGE, NULL, 0},
		{"a:99999999999999999999", ERR_RANGE, NULL, 0},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct net_address address = {};
		assert_int_equal(net_address_parse(bytes_str(rows[i].text), &address), rows[i].err);
		if (rows[i].err != OK)
			continue;
		assert_string_equal(address.host, rows[i].host);
		assert_int_equal(address.port, rows[i].port);
	}
	struct net_address address = {};
	assert_int_equal(net_address_parse((struct bytes){}, &address), ERR_MISSING);
	assert_int_equal(net_address_parse(BYTES_LIT("a\0b:443"), &address), ERR_SYNTAX);
}

static void test_host_length(void **state)
{
	(void)state;
	char text[NET_HOST_MAX + 8] = {};
	struct net_address address = {};
	memset(text, 'a', NET_HOST_MAX + 1);
	memcpy(text + NET_HOST_MAX, ":1", 3);
	assert_int_equal(net_address_parse(bytes_str(text), &address), OK);
	memcpy(text + NET_HOST_MAX, "a:1", 4);
	assert_int_equal(net_address_parse(bytes_str(text), &address), ERR_TOO_LONG);
}

static int bound(const char *text, bool shared, uint16_t *port)
{
	struct net_address address = {};
	int fd = -1;
	assert_int_equal(net_address_parse(bytes_str(text), &address), OK);
	address.port = *port;
	assert_int_equal(net_bind(&address, shared, &fd), OK);
	assert_int_equal(net_port(fd, port), OK);
	return fd;
}

static void test_bind_takes_a_free_port(void **state)
{
	(void)state;
	uint16_t port = 0;
	int fd = bound("127.0.0.1:0", false, &port);
	assert_int_not_equal(port, 0);
	assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	assert_int_equal(listen(fd, 1), 0);
	struct net_address address = {.host = "127.0.0.1", .port = port};
	int other = -1;
	assert_int_equal(net_bind(&address, false, &other), ERR_CONFLICT);
	assert_int_equal(other, -1);
	close(fd);
}

static void test_shared_port(void **state)
{
	(void)state;
	uint16_t port = 0;
	int first = bound("127.0.0.1:0", true, &port);
	uint16_t same = port;
	int second = bound("127.0.0.1:0", true, &same);
	assert_int_equal(same, port);
	assert_int_equal(listen(first, 1), 0);
	assert_int_equal(listen(second, 1), 0);
	close(first);
	close(second);
}

static void test_ipv6(void **state)
{
	(void)state;
	struct net_address address = {.host = "::1"};
	int fd = -1;
	if (net_bind(&address, false, &fd) != OK)
		skip();
	uint16_t port = 0;
	assert_int_equal(net_port(fd, &port), OK);
	assert_int_not_equal(port, 0);
	close(fd);
}

static void test_bind_refusals(void **state)
{
	(void)state;
	struct net_address unknown = {.host = "no such host"};
	struct net_address foreign = {.host = "192.0.2.1"};
	int fd = -1;
	assert_int_equal(net_bind(&unknown, false, &fd), ERR_NOT_FOUND);
	assert_int_equal(net_bind(&foreign, false, &fd), ERR_NOT_FOUND);
	assert_int_equal(fd, -1);
}

static void test_port_of_no_socket(void **state)
{
	(void)state;
	uint16_t port = 0;
	assert_int_equal(net_port(-1, &port), ERR_IO);
	int pair[2] = {};
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_int_equal(net_port(pair[0], &port), ERR_IO);
	close(pair[0]);
	close(pair[1]);
}

static void test_no_delay(void **state)
{
	(void)state;
	uint16_t port = 0;
	int fd = bound("127.0.0.1:0", false, &port);
	net_no_delay(fd);
	int on = 0;
	socklen_t len = sizeof(on);
	assert_int_equal(getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, &len), 0);
	assert_int_equal(on, 1);
	close(fd);
}

static void test_peer_text(void **state)
{
	(void)state;
	char text[NET_PEER_TEXT] = {};
	struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(50123)};
	four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	net_peer_text((struct sockaddr *)&four, text);
	assert_string_equal(text, "127.0.0.1:50123");
	struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(1)};
	six.sin6_addr = in6addr_loopback;
	net_peer_text((struct sockaddr *)&six, text);
	assert_string_equal(text, "[::1]:1");
	struct sockaddr_in other = {.sin_family = AF_UNIX};
	net_peer_text((struct sockaddr *)&other, text);
	assert_string_equal(text, "unknown");
}

static void test_descriptors(void **state)
{
	(void)state;
	assert_int_equal(net_descriptors(10), 10);
	size_t most = net_descriptors(SIZE_MAX);
	assert_true(most > 10);
	assert_int_equal(net_descriptors(most), most);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_host_length),
		cmocka_unit_test(test_bind_takes_a_free_port),
		cmocka_unit_test(test_shared_port),
		cmocka_unit_test(test_ipv6),
		cmocka_unit_test(test_bind_refusals),
		cmocka_unit_test(test_port_of_no_socket),
		cmocka_unit_test(test_no_delay),
		cmocka_unit_test(test_peer_text),
		cmocka_unit_test(test_descriptors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
