/* SPDX-License-Identifier: Apache-2.0 */
/* An epoll server with the flush policy of the Java one: drain what is readable, look again a few times, then one send
 * per connection. Mode "echo": each line goes back to its sender. Mode "fanout": each line goes to every connection.
 * Usage: lineserver echo|fanout [CERTIFICATE KEY]. Prints its port. One thread; no line may be longer than CARRY bytes. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "wire.h"

#define FDS WIRE_FDS
#define EVENTS 512
#define READ_BYTES 16384
#define CARRY 4096
#define BATCH_BYTES (16 << 20)
#define LOOKS 4
#define LOOKS_FROM 16

struct conn {
  char *carry; int carried;             /* the beginning of a line */
  size_t from, to;                      /* echo: its lines in this turn's batch, contiguous */
  char *rest; size_t rest_at, rest_len; /* what the socket did not take */
  int dirty, slot;
};

static struct conn *conns[FDS];
static int members[FDS], nmembers;
static int dirty[FDS], ndirty;
static char *batch; static size_t batched;
static char readbuf[READ_BYTES];
static int ep, echo;

static void drop(int fd) {
  struct conn *c = conns[fd];
  members[c->slot] = members[--nmembers];
  conns[members[c->slot]]->slot = c->slot;
  conns[fd] = NULL;
  wire_close(fd);
  close(fd);
  free(c->carry); free(c->rest); free(c);
}

static void append(int fd, const char *p, size_t n) {
  struct conn *c = conns[fd];
  if (batched + n > BATCH_BYTES) { fprintf(stderr, "batch full\n"); exit(1); }
  memcpy(batch + batched, p, n);
  if (echo) {
    if (!c->dirty) { c->dirty = 1; c->from = batched; dirty[ndirty++] = fd; }
    c->to = batched + n;
  }
  batched += n;
}

/* Lines of one connection in one read are contiguous in the batch; a second read of the same turn ends the turn first. */
static int readable(int fd) {
  struct conn *c = conns[fd];
  ssize_t n = wire_recv(fd, readbuf, sizeof readbuf);
  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) { drop(fd); return 0; }
  if (n < 0) return 0;
  char *p = readbuf, *end = readbuf + n;
  for (;;) {
    char *nl = memchr(p, '\n', end - p);
    if (!nl) break;
    if (c->carried) { append(fd, c->carry, c->carried); c->carried = 0; }
    append(fd, p, nl + 1 - p);
    p = nl + 1;
  }
  if (p < end) {
    if (c->carried + (end - p) > CARRY) { drop(fd); return 0; }
    if (!c->carry) c->carry = malloc(CARRY);
    memcpy(c->carry + c->carried, p, end - p);
    c->carried += end - p;
  }
  return 1;
}

static void want(int fd, int out) {
  struct epoll_event e = { .events = EPOLLIN | (out ? EPOLLOUT : 0), .data.fd = fd };
  epoll_ctl(ep, EPOLL_CTL_MOD, fd, &e);
}

static void keep(int fd, const char *p, size_t n) {
  struct conn *c = conns[fd];
  char *more = malloc(c->rest_len + n);
  memcpy(more, c->rest + c->rest_at, c->rest_len);
  memcpy(more + c->rest_len, p, n);
  if (!c->rest_len) want(fd, 1);
  free(c->rest);
  c->rest = more; c->rest_at = 0; c->rest_len += n;
}

static void send_some(int fd, const char *p, size_t n) {
  if (conns[fd]->rest_len) { keep(fd, p, n); return; }
  ssize_t w = wire_send(fd, p, n);
  if (w < 0) { if (errno != EAGAIN) return; w = 0; }
  if ((size_t)w < n) keep(fd, p + w, n - w);
}

static void writable(int fd) {
  struct conn *c = conns[fd];
  ssize_t w = wire_send(fd, c->rest + c->rest_at, c->rest_len);
  if (w <= 0) return;
  c->rest_at += w; c->rest_len -= w;
  if (!c->rest_len) { free(c->rest); c->rest = NULL; c->rest_at = 0; want(fd, 0); }
}

static void flush(void) {
  if (echo) {
    for (int i = 0; i < ndirty; i++) {
      struct conn *c = conns[dirty[i]];
      if (c) { c->dirty = 0; send_some(dirty[i], batch + c->from, c->to - c->from); }
    }
    ndirty = 0;
  } else if (batched) {
    for (int i = 0; i < nmembers; i++) send_some(members[i], batch, batched);
  }
  batched = 0;
}

static void accept_all(int listener) {
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    wire_open(fd);
    struct conn *c = calloc(1, sizeof *c);
    conns[fd] = c; c->slot = nmembers; members[nmembers++] = fd;
    struct epoll_event e = { .events = EPOLLIN, .data.fd = fd };
    epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
  }
}

static int serve(int listener, int timeout) {
  static struct epoll_event ev[EVENTS];
  int n = epoll_wait(ep, ev, EVENTS, timeout);
  for (int i = 0; i < n; i++) {
    int fd = ev[i].data.fd;
    if (fd == listener) { accept_all(listener); continue; }
    if (!conns[fd]) continue;
    if (ev[i].events & EPOLLOUT) writable(fd);
    if (ev[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
      do {
        if (echo && conns[fd]->dirty) { struct conn *c = conns[fd]; c->dirty = 0; send_some(fd, batch + c->from, c->to - c->from);
          for (int k = 0; k < ndirty; k++) if (dirty[k] == fd) { dirty[k] = dirty[--ndirty]; break; } }
      } while (readable(fd) && wire_pending(fd));
    }
  }
  return n;
}

int main(int argc, char **argv) {
  echo = argc > 1 && !strcmp(argv[1], "echo");
  if (argc > 3) wire_init(argv[2], argv[3]);
  batch = malloc(BATCH_BYTES);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
  setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t len = sizeof a;
  if (bind(listener, (void *)&a, sizeof a) || listen(listener, 4096) || getsockname(listener, (void *)&a, &len)) { perror("listen"); return 1; }
  ep = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event e = { .events = EPOLLIN, .data.fd = listener };
  epoll_ctl(ep, EPOLL_CTL_ADD, listener, &e);
  printf("port %d\n", ntohs(a.sin_port));
  fflush(stdout);
  for (;;) {
    serve(listener, -1);
    int due = echo ? ndirty : batched ? nmembers : 0;
    for (int i = 0; due >= LOOKS_FROM && i < LOOKS; i++) serve(listener, 0);
    flush();
  }
}
