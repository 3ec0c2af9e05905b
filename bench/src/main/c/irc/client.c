/* SPDX-License-Identifier: Apache-2.0 */
/* The clients of the load: see load.h. */
#define _GNU_SOURCE
#include "load.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_BYTES (512 * 1024)
#define LINE_MAX 16384
#define COMPLAINTS_MAX 8

static int ep;
static char *incoming;
static int complaints;

void clients_open(void) {
    ep = epoll_create1(EPOLL_CLOEXEC);
    incoming = malloc(READ_BYTES + LINE_MAX);
    clients = calloc(opt.clients, sizeof *clients);
}

static void complain(const char *format, ...) {
    if (complaints++ >= COMPLAINTS_MAX)
        return;
    va_list words;
    va_start(words, format);
    vfprintf(stderr, format, words);
    va_end(words);
    fputc('\n', stderr);
}

static void watch(int i, uint32_t events, int operation) {
    struct epoll_event e = {.events = events, .data.u32 = (uint32_t)i};
    epoll_ctl(ep, operation, clients[i].fd, &e);
}

static void lost(int i, const char *why) {
    struct client *c = &clients[i];
    if (c->state == DEAD)
        return;
    complain("client %d lost in state %d: %s", i, c->state, why);
    close(c->fd);
    c->fd = -1;
    c->state = DEAD;
    n_dead++;
}

/* ---- out */

char *client_room(struct client *c, uint32_t bytes) {
    if (c->out_from == c->out_len)
        c->out_from = c->out_len = 0;
    if (c->out_len + bytes > c->out_room) {
        uint32_t room = c->out_room ? c->out_room * 2 : 256;
        while (room < c->out_len + bytes)
            room *= 2;
        c->out = realloc(c->out, room);
        c->out_room = room;
    }
    return c->out + c->out_len;
}

static void say(int i, const char *format, ...) {
    char text[2048];
    va_list words;
    va_start(words, format);
    int bytes = vsnprintf(text, sizeof text, format, words);
    va_end(words);
    memcpy(client_room(&clients[i], bytes), text, bytes);
    clients[i].out_len += bytes;
}

void client_flush(int i) {
    struct client *c = &clients[i];
    while (c->out_from < c->out_len) {
        ssize_t took = send(c->fd, c->out + c->out_from, c->out_len - c->out_from, MSG_NOSIGNAL);
        if (took < 0) {
            if (errno == EINTR)
                continue;
            if (errno != EAGAIN) {
                lost(i, strerror(errno));
            } else if (!c->wants_out) {
                c->wants_out = 1;
                watch(i, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
            }
            return;
        }
        c->out_from += took;
    }
    c->out_len = c->out_from = 0;
    if (c->wants_out) {
        c->wants_out = 0;
        watch(i, EPOLLIN, EPOLL_CTL_MOD);
    }
}

void client_connect(int i) {
    struct client *c = &clients[i];
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0)
        die("socket: %s", strerror(errno));
    int one = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct linger none = {1, 0}; /* a reset at the end, so that ports are free at once */
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(opt.port)};
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    c->connected_at = now();
    c->state = CONNECTING;
    n_started++;
    if (connect(c->fd, (void *)&to, sizeof to) && errno != EINPROGRESS)
        die("connect: %s", strerror(errno));
    c->wants_out = 1;
    watch(i, EPOLLIN | EPOLLOUT, EPOLL_CTL_ADD);
}

static void connected(int i) {
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(clients[i].fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error) {
        lost(i, strerror(error));
        return;
    }
    clients[i].state = opt.capabilities[0] ? NEGOTIATING : REGISTERING;
    if (opt.capabilities[0])
        say(i, "CAP REQ :%s\r\n", opt.capabilities);
    say(i, "NICK %s%05d\r\nUSER b%d 0 * :bench\r\n", opt.prefix, i, i % 1000);
}

void client_join(int i) {
    clients[i].state = JOINING;
    say(i, "JOIN #bench%d\r\n", clients[i].channel);
    client_flush(i);
}

/* An account of its own, named as its nick is: IRCv3 draft/account-registration. */
void client_make_account(int i) {
    say(i, "REGISTER * * bench-password-%05d\r\n", i);
    client_flush(i);
}

/* Others may talk to its channel from now on. */
void client_open_channel(int i) {
    say(i, "MODE #bench%d -n\r\n", clients[i].channel);
    client_flush(i);
}

void client_close(int i) {
    struct client *c = &clients[i];
    if (c->fd >= 0)
        close(c->fd);
    free(c->out);
    free(c->partial);
    int channel = c->channel, partner = c->partner;
    memset(c, 0, sizeof *c);
    c->fd = -1;
    c->channel = channel;
    c->partner = partner;
}

/* ---- in: what is no message of ours */

static void welcomed(struct client *c) {
    if (c->state == REGISTERING || c->state == NEGOTIATING) {
        c->state = REGISTERED;
        registration_add(now() - c->connected_at);
        n_registered++;
    }
}

static void capability(int i, const char *words) {
    if (!strstr(words, " ACK "))
        die("capabilities '%s': wanted ACK, got: CAP %s", opt.capabilities, words);
    echoes = strstr(words, "echo-message") != NULL;
    clients[i].state = REGISTERING;
    say(i, "CAP END\r\n");
    client_flush(i);
}

static void other_line(int i, const char *line, int bytes) {
    struct client *c = &clients[i];
    char text[1200];
    if (bytes > (int)sizeof text - 1)
        bytes = sizeof text - 1;
    memcpy(text, line, bytes);
    text[bytes] = 0;
    char *at = text;
    for (int part = 0; part < 2; part++) /* tags, source */
        if (*at == "@:"[part]) {
            at += strcspn(at, " ");
            at += strspn(at, " ");
        }
    char *command = at;
    at += strcspn(at, " ");
    char *words = *at ? at + 1 : at;
    *at = 0;
    if (!strcmp(command, "PING")) {
        say(i, "PONG %s\r\n", words);
        client_flush(i);
    } else if (!strcmp(command, "376") || !strcmp(command, "422")) {
        welcomed(c);
    } else if (!strcmp(command, "366")) {
        if (c->state == JOINING) {
            c->state = READY;
            n_joined++;
        }
    } else if (!strcmp(command, "REGISTER") && !strncmp(words, "SUCCESS ", 8)) {
        n_accounts++;
    } else if (!strcmp(command, "CAP")) {
        capability(i, words);
    } else if (command[0] == '4' || command[0] == '5' || !strcmp(command, "ERROR") || !strcmp(command, "KILL")
               || !strcmp(command, "FAIL")) {
        count.errors++;
        complain("client %d was told: %s %s", i, command, words);
    }
}

/* While many join, most lines are the JOINs of others and names: those are skipped cheaply. */
static int is_of_joining(const char *line, int bytes) {
    const char *space = line[0] == ':' ? memchr(line, ' ', bytes) : NULL;
    return space && line + bytes - space > 5 && (!memcmp(space, " JOIN", 5) || !memcmp(space, " 353 ", 5));
}

/* ---- in: messages */

void put_letters(char *to, uint32_t value) {
    for (int i = 7; i >= 0; i--) {
        to[i] = 'a' + (value & 15);
        value >>= 4;
    }
}

/* Eight letters at once: nibbles are moved together by halves. */
static uint32_t letters(const char *at) {
    uint64_t v;
    memcpy(&v, at, 8);
    v -= 0x6161616161616161ull;
    v = ((v & 0x000F000F000F000Full) << 4) | ((v >> 8) & 0x000F000F000F000Full);
    v = ((v & 0x000000FF000000FFull) << 8) | ((v >> 16) & 0x000000FF000000FFull);
    return (uint32_t)(((v & 0xFFFF) << 16) | ((v >> 32) & 0xFFFF));
}

/* Which counter of the receiver is this sender's; -1: it should not have got this. */
static int expected_from(int i, const struct sender *s) {
    struct client *c = &clients[i];
    if (s->client == i && !echoes)
        return -1;
    if (c->partner >= 0)
        return s->client == c->partner ? 0 : s->client == i ? 1 : -1;
    return clients[s->client].channel == c->channel ? s->local : -1;
}

static void message(int i, const char *trailer, uint64_t at) {
    struct client *c = &clients[i];
    uint32_t from = letters(trailer + 2), number = letters(trailer + 10);
    int local = from < (uint32_t)opt.senders && c->last ? expected_from(i, &senders[from]) : -1;
    if (local < 0) {
        count.strays++;
        return;
    }
    struct sender *s = &senders[from];
    uint32_t *last = &c->last[local];
    if (number == *last) {
        count.twice++;
        return;
    }
    if (number > *last) {
        count.gaps += number - *last - 1;
        *last = number;
    } else {
        count.late++;
    }
    count.delivered++;
    if (++s->delivered >= s->next_done) {
        s->done++;
        s->next_done += s->copies;
        if (!s->ready) {
            s->ready = 1;
            ready[n_ready++] = from;
        }
    }
    uint64_t sent_at = ((uint64_t)letters(trailer + 18) << 32 | letters(trailer + 26)) + epoch;
    if (sent_at >= measure_from && sent_at < measure_to)
        latency_add(at > sent_at ? at - sent_at : 0);
}

static void line(int i, const char *text, int bytes, uint64_t at) {
    const char *trailer = text + bytes - TRAILER;
    if (bytes > TRAILER && trailer[0] == '~' && trailer[1] == 'Q')
        message(i, trailer, at);
    else if (bytes > 0 && (running || !is_of_joining(text, bytes)))
        other_line(i, text, bytes);
}

static void readable(int i) {
    struct client *c = &clients[i];
    uint32_t kept = c->partial_bytes;
    if (kept)
        memcpy(incoming, c->partial, kept);
    ssize_t got = recv(c->fd, incoming + kept, READ_BYTES, 0);
    count.receives++;
    if (got <= 0) {
        if (got == 0 || (errno != EAGAIN && errno != EINTR))
            lost(i, got ? strerror(errno) : "end of stream");
        return;
    }
    count.bytes += got;
    uint64_t at = running ? now() : 0;
    char *from = incoming, *scan = incoming + kept, *end = incoming + kept + got, *feed;
    while ((feed = memchr(scan, '\n', end - scan))) {
        line(i, from, feed > from && feed[-1] == '\r' ? feed - 1 - from : feed - from, at);
        if (c->state == DEAD)
            return;
        from = scan = feed + 1;
    }
    if (end - from > LINE_MAX) {
        lost(i, "a line without an end");
        return;
    }
    c->partial_bytes = end - from;
    if (c->partial_bytes) {
        if (!c->partial)
            c->partial = malloc(LINE_MAX);
        memcpy(c->partial, from, c->partial_bytes);
    }
}

/* Waits for at most this long, and handles what happened. */
void pump(int64_t timeout_nanos) {
    static struct epoll_event events[4096];
    struct timespec timeout = {timeout_nanos / 1000000000, timeout_nanos % 1000000000};
    int happened = epoll_pwait2(ep, events, 4096, &timeout, NULL);
    for (int k = 0; k < happened; k++) {
        int i = events[k].data.u32;
        struct client *c = &clients[i];
        if (c->state != DEAD && c->state != NEW && events[k].events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) {
            if (c->state == CONNECTING)
                connected(i);
            if (c->state != DEAD && events[k].events & EPOLLOUT)
                client_flush(i);
        }
        if (c->state != DEAD && c->state != NEW && events[k].events & (EPOLLIN | EPOLLERR | EPOLLHUP))
            readable(i);
    }
}
