/* SPDX-License-Identifier: Apache-2.0 */
/* Loads a line server and counts every line that comes back; the server's processor time is read around the window.
 * Usage: lineload echo|fanout|idle PORT PID CONNECTIONS SENDERS WINDOW BYTES WARM_SECONDS SECONDS [tls]
 * echo: each of CONNECTIONS keeps WINDOW lines under way. fanout: the first SENDERS keep WINDOW lines under way each, and
 * every connection gets every line. idle: connects, prints "ready", and waits for the end of its input.
 * Prints "begin" and "end" around the window, then: lines SECONDS cpu_us p50_us p99_us receives. Exit status 1 when a line
 * was lost or cut. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "wire.h"

#define BUCKETS 4096
#define BUF (256 * 1024)

struct conn { int fd; uint64_t lines; uint64_t fill; uint64_t sent, back; uint64_t *at; };

static uint64_t now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000ull + t.tv_nsec; }

static double cpu_us(int pid) {
  char path[64], text[1024];
  snprintf(path, sizeof path, "/proc/%d/schedstat", pid);
  /* schedstat has nanoseconds but only of the first thread: sum the threads'. */
  double sum = 0;
  snprintf(path, sizeof path, "ls /proc/%d/task", pid);
  FILE *ls = popen(path, "r");
  char tid[32];
  while (fgets(tid, sizeof tid, ls)) {
    tid[strcspn(tid, "\n")] = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat", pid, tid);
    FILE *f = fopen(path, "r");
    if (f) { if (fgets(text, sizeof text, f)) sum += strtod(text, NULL); fclose(f); }
  }
  pclose(ls);
  return sum / 1000;
}

static uint64_t hist[BUCKETS]; static uint64_t samples;
static void sample(uint64_t ns) { uint64_t b = ns / 20000; hist[b < BUCKETS ? b : BUCKETS - 1]++; samples++; }
static double pct(double p) { uint64_t want = p * samples, c = 0; for (int i = 0; i < BUCKETS; i++) { c += hist[i]; if (c > want) return i * 20.0; } return BUCKETS * 20.0; }

/* A line is lost when nothing has come for so long; on a machine with other work a server may rest for seconds. */
#define QUIET_NS 10000000000ull

int main(int argc, char **argv) {
  if (argc < 10) { fprintf(stderr, "usage: see the source\n"); return 2; }
  int fanout = !strcmp(argv[1], "fanout"), idle = !strcmp(argv[1], "idle");
  int port = atoi(argv[2]), pid = atoi(argv[3]), n = atoi(argv[4]), senders = atoi(argv[5]), window = atoi(argv[6]), bytes = atoi(argv[7]);
  if (argc > 10) wire_init(NULL, NULL);
  double warm = atof(argv[8]), secs = atof(argv[9]);
  if (!fanout) senders = n;
  struct conn *c = calloc(n, sizeof *c);
  int ep = epoll_create1(0), one = 1;
  for (int i = 0; i < n; i++) {
    c[i].fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(c[i].fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    if (connect(c[i].fd, (void *)&a, sizeof a)) { perror("connect"); return 1; }
    wire_open(c[i].fd);
    fcntl(c[i].fd, F_SETFL, O_NONBLOCK);
    struct epoll_event e = { .events = EPOLLIN, .data.u32 = i };
    epoll_ctl(ep, EPOLL_CTL_ADD, c[i].fd, &e);
    c[i].at = calloc(window, sizeof(uint64_t));
  }
  usleep(1500000);
  if (idle) { printf("ready\n"); fflush(stdout); while (getchar() != EOF) {} return 0; }

  /* Lines are all of one length, so counting bytes counts lines; the first byte names the sender. */
  char *line = malloc(bytes), *buf = malloc(BUF);
  memset(line, 'x', bytes); line[bytes - 1] = '\n';
  uint64_t start = now(), open_at = start + warm * 1e9, close_at = open_at + secs * 1e9, base = 0, lines = 0, receives = 0, base_receives = 0;
  double cpu0 = 0; int measuring = 0, sending = 1;
  for (int s = 0; s < senders; s++) for (int w = 0; w < window; w++) {
    if (wire_send(c[s].fd, line, bytes) != bytes) { fprintf(stderr, "first send\n"); return 1; }
    c[s].at[c[s].sent++ % window] = now();
  }
  /* A fan-out sender counts its own lines among all: with equal windows every sender's share is the same, so it may send
   * one more for every `senders` lines that it gets back. */
  static struct epoll_event ev[512];
  uint64_t drain_until = 0; double cpu1 = 0; uint64_t end_lines = 0, end_receives = 0, t1 = 0;
  for (;;) {
    int k = epoll_wait(ep, ev, 512, 100);
    uint64_t t = now();
    if (!measuring && t >= open_at) { measuring = 1; printf("begin\n"); fflush(stdout); cpu0 = cpu_us(pid); base = lines; base_receives = receives; open_at = now(); memset(hist, 0, sizeof hist); samples = 0; close_at = open_at + secs * 1e9; }
    if (measuring == 1 && t >= close_at) { measuring = 2; cpu1 = cpu_us(pid); printf("end\n"); fflush(stdout); end_lines = lines; end_receives = receives; t1 = now(); sending = 0; drain_until = t1 + QUIET_NS; }
    uint64_t before = lines;
    for (int i = 0; i < k; i++) {
      struct conn *x = &c[ev[i].data.u32];
      do {
      ssize_t r = wire_recv(x->fd, buf, BUF);
      if (r <= 0) { if (r < 0 && errno == EAGAIN) continue; fprintf(stderr, "connection %u ended\n", ev[i].data.u32); return 1; }
      receives++;
      x->fill += r;
      uint64_t got = x->fill / bytes - x->lines;
      if (buf[r - 1] != '\n' && x->fill % bytes == 0) { fprintf(stderr, "a line was cut\n"); return 1; }
      x->lines += got; lines += got;
      if ((int)ev[i].data.u32 < senders) {
        uint64_t due = fanout ? x->lines / senders : x->lines;
        while (x->back < due) {
          if (x->back < x->sent) sample(t - x->at[x->back % window]);
          x->back++;
          if (sending) { if (wire_send(x->fd, line, bytes) != bytes) { fprintf(stderr, "send\n"); return 1; } x->at[x->sent++ % window] = t; }
        }
      }
      } while (wire_pending(x->fd));
    }
    if (measuring == 2) {
      if (lines != before) drain_until = t + QUIET_NS;
      uint64_t sent = 0; for (int s = 0; s < senders; s++) sent += c[s].sent;
      uint64_t expected = fanout ? sent * n : sent;
      if (lines == expected || t > drain_until) {
        printf("%llu %.3f %.0f %.0f %.0f %llu\n", (unsigned long long)(end_lines - base), (t1 - open_at) / 1e9, cpu1 - cpu0, pct(.5), pct(.99), (unsigned long long)(end_receives - base_receives));
        if (lines != expected) { fprintf(stderr, "lost: %llu of %llu came\n", (unsigned long long)lines, (unsigned long long)expected); return 1; }
        return 0;
      }
    }
  }
}
