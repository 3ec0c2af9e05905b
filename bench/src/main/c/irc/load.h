/* SPDX-License-Identifier: Apache-2.0 */
/* Loads an IRC server and checks every delivery at every receiver. One process, one thread, epoll.
 *
 * client.c   connections: register, join, read and check what comes
 * figures.c  latencies, and what the server's process used
 * load.c     options, phases, passes, the line of figures that each pass prints
 *
 * Each message ends in a trailer of 34 bytes, "~Q" SENDER(8) NUMBER(8) NANOSECONDS(16), in the letters a to p for 0 to
 * 15. So a receiver finds it at a fixed distance from the line's end, whatever the server put in front, and can tell
 * whether a message was lost, came twice, came late or came to the wrong client. */
#ifndef LOAD_H
#define LOAD_H
#include <stdint.h>
#include <stdio.h>

#define TRAILER 34

enum state { NEW, CONNECTING, NEGOTIATING, REGISTERING, REGISTERED, JOINING, READY, DEAD };

struct client {
    int fd, channel, partner; /* partner: with whom it talks in private; -1: nobody */
    enum state state;
    int wants_out;
    char *partial; /* a line whose end has not come */
    uint32_t partial_bytes;
    char *out;
    uint32_t out_len, out_from, out_room;
    uint32_t *last; /* by sender of its channel: the number that came last */
    uint64_t connected_at;
};

struct sender {
    int client, local; /* local: which sender of its channel */
    int ready;
    uint32_t sent, done, copies; /* done: messages that all copies have come of */
    uint64_t delivered, next_done;
    char *line;
    uint32_t line_bytes;
};

struct options {
    const char *mode, *capabilities, *prefix;
    int port, clients, members, senders, window, size, inflight, server, realtime, hold, accounts, stall_seconds;
    double rate, seconds, warm_seconds, then_warm_seconds;
    double then_rates[8];
    int thens;
};

struct counters {
    uint64_t receives, bytes, delivered, twice, late, gaps, strays, errors, sent, expected;
};

/* What a process had used by some moment. */
struct usage {
    double wall, user, sys, cpu, self;
    long rss_kb;
    struct counters at;
};

extern struct options opt;
extern struct client *clients;
extern struct sender *senders;
extern struct counters count;
extern int n_started, n_registered, n_joined, n_accounts, n_dead, running, echoes;
extern uint64_t epoch, measure_from, measure_to;
extern int *ready, n_ready;

uint64_t now(void);
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* client.c */
void clients_open(void);
void client_connect(int i);
void client_join(int i);
void client_make_account(int i);
void client_open_channel(int i);
void client_close(int i);
void client_flush(int i);
char *client_room(struct client *c, uint32_t bytes);
void put_letters(char *to, uint32_t value);
void pump(int64_t timeout_nanos);

/* figures.c */
void latency_clear(void);
void latency_add(uint64_t nanos);
double latency_us(double part);
void registrations_clear(void);
void registration_add(uint64_t nanos);
double registration_ms(double part);
void use(struct usage *u);
double cpu_seconds(const struct usage *from, const struct usage *to);
int realtime(int on);
#endif
