/* SPDX-License-Identifier: Apache-2.0 */
/* recv and send on a descriptor that may have TLS on it. Without WITH_TLS there is none; with it, link -lssl -lcrypto. */
#ifndef WIRE_H
#define WIRE_H
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/types.h>

#define WIRE_FDS 65536

#ifdef WITH_TLS
#include <openssl/ssl.h>

static SSL_CTX *wire_context;
static SSL *wire_tls[WIRE_FDS];

static void wire_fail(const char *what) { fprintf(stderr, "tls: %s failed\n", what); exit(1); }

/* A server's end has a certificate and a key, a client's none; it believes everybody. */
static inline void wire_init(const char *certificate, const char *key) {
  wire_context = SSL_CTX_new(certificate ? TLS_server_method() : TLS_client_method());
  SSL_CTX_set_mode(wire_context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  if (certificate && (SSL_CTX_use_certificate_file(wire_context, certificate, SSL_FILETYPE_PEM) != 1 ||
                      SSL_CTX_use_PrivateKey_file(wire_context, key, SSL_FILETYPE_PEM) != 1)) wire_fail("certificate");
}

/* The handshake, waiting for it; from then on nothing waits. */
static void wire_open(int fd) {
  int flags = fcntl(fd, F_GETFL);
  SSL *tls;
  if (!wire_context) return;
  fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
  wire_tls[fd] = tls = SSL_new(wire_context);
  SSL_set_fd(tls, fd);
  if ((SSL_is_server(tls) ? SSL_accept(tls) : SSL_connect(tls)) != 1) wire_fail("handshake");
  fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

static ssize_t wire_result(SSL *tls, int n) {
  if (n > 0) return n;
  switch (SSL_get_error(tls, n)) {
    case SSL_ERROR_WANT_READ: case SSL_ERROR_WANT_WRITE: errno = EAGAIN; return -1;
    case SSL_ERROR_ZERO_RETURN: return 0;
    default: errno = EIO; return -1;
  }
}

static ssize_t wire_recv(int fd, void *to, size_t n) {
  return wire_tls[fd] ? wire_result(wire_tls[fd], SSL_read(wire_tls[fd], to, n)) : recv(fd, to, n, 0);
}
static ssize_t wire_send(int fd, const void *from, size_t n) {
  return wire_tls[fd] ? wire_result(wire_tls[fd], SSL_write(wire_tls[fd], from, n)) : send(fd, from, n, MSG_NOSIGNAL);
}
/* Whether more can be read than the socket tells of. */
static int wire_pending(int fd) { return wire_tls[fd] != NULL && SSL_pending(wire_tls[fd]) > 0; }
static inline void wire_close(int fd) { SSL_free(wire_tls[fd]); wire_tls[fd] = NULL; }
#else
static inline void wire_init(const char *certificate, const char *key) {
  (void)certificate; (void)key;
  fprintf(stderr, "built without TLS\n");
  exit(2);
}
static void wire_open(int fd) { (void)fd; }
static ssize_t wire_recv(int fd, void *to, size_t n) { return recv(fd, to, n, 0); }
static ssize_t wire_send(int fd, const void *from, size_t n) { return send(fd, from, n, MSG_NOSIGNAL); }
static int wire_pending(int fd) { (void)fd; return 0; }
static inline void wire_close(int fd) { (void)fd; }
#endif
#endif
