/* SPDX-License-Identifier: Apache-2.0 */
/* A yardstick, not a server: the least work that still is a correct fan-out as the load sees it.
 *
 * ideal PORT
 *
 * One thread, epoll, lines split and their verbs looked at, nothing else. Each turn reads every readable socket, appends
 * each line of a channel once to the channel's batch, and sends that same batch to every member, a sender's own lines
 * left out; private lines are copied into the target's buffer. One send for each connection and turn.
 *
 * Compiled with -DFAULT=1 to 4 it loses, doubles, reorders or misdelivers one message in a hundred, to see that the load
 * notices. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECTIONS_MAX 65536
#define CHANNELS_MAX 20000
#define READ_BYTES (256 * 1024)
#define LINE_MAX 8192
#define SLOTS (1 << 18)
#define LISTENER 0xffffffffu

struct connection {
    int fd, id, channel, dirty, wants_out, spoke; /* spoke: to its channel in this turn */
    char nick[32], source[64];
    int nick_bytes, source_bytes;
    char *in, *out;
    uint32_t in_bytes, out_len, out_from, out_room;
};

struct piece {
    uint32_t from, bytes;
    int sender;
};

struct channel {
    int *members, count, room, dirty, pieces, piece_room;
    char *batch;
    uint32_t bytes, batch_room;
    struct piece *piece;
};

static struct connection *connections[CONNECTIONS_MAX], *nicks[SLOTS];
static int n_connections, ep, listener;
static struct channel channels[CHANNELS_MAX];
static int dirty_channels[CHANNELS_MAX], n_dirty_channels, dirty[CONNECTIONS_MAX], n_dirty;
static char incoming[READ_BYTES];

static uint32_t slot(const char *nick, int bytes) {
    uint32_t hash = 2166136261u;
    while (bytes--)
        hash = (hash ^ (unsigned char)*nick++) * 16777619u;
    return hash;
}

/* Where the nick is, or would be. */
static struct connection **place(const char *nick, int bytes) {
    for (uint32_t i = slot(nick, bytes);; i++) {
        struct connection **at = &nicks[i & (SLOTS - 1)];
        if (!*at || ((*at)->nick_bytes == bytes && !memcmp((*at)->nick, nick, bytes)))
            return at;
    }
}

static void watch(struct connection *c, int operation, uint32_t events) {
    struct epoll_event e = {.events = events, .data.u32 = c->id};
    epoll_ctl(ep, operation, c->fd, &e);
}

static void append(struct connection *c, const char *text, uint32_t bytes) {
    if (c->out_from == c->out_len)
        c->out_from = c->out_len = 0;
    if (c->out_len + bytes > c->out_room) {
        c->out_room = (c->out_len + bytes) * 2;
        c->out = realloc(c->out, c->out_room);
    }
    memcpy(c->out + c->out_len, text, bytes);
    c->out_len += bytes;
    if (!c->dirty) {
        c->dirty = 1;
        dirty[n_dirty++] = c->id;
    }
}

static void flush(struct connection *c) {
    c->dirty = 0;
    while (c->fd >= 0 && c->out_from < c->out_len) {
        ssize_t took = send(c->fd, c->out + c->out_from, c->out_len - c->out_from, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (took < 0) {
            if (errno == EAGAIN && !c->wants_out) {
                c->wants_out = 1;
                watch(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
            }
            return;
        }
        c->out_from += took;
    }
    if (c->out_room > 4096) {
        free(c->out);
        c->out = NULL;
        c->out_room = 0;
    }
    c->out_len = c->out_from = 0;
    if (c->wants_out && c->fd >= 0) {
        c->wants_out = 0;
        watch(c, EPOLL_CTL_MOD, EPOLLIN);
    }
}

static void to_channel(int number, int sender, const char *text, uint32_t bytes) {
    struct channel *ch = &channels[number];
    if (ch->bytes + bytes > ch->batch_room) {
        ch->batch_room = (ch->bytes + bytes) * 2;
        ch->batch = realloc(ch->batch, ch->batch_room);
    }
    if (ch->pieces == ch->piece_room) {
        ch->piece_room = ch->piece_room ? ch->piece_room * 2 : 16;
        ch->piece = realloc(ch->piece, ch->piece_room * sizeof *ch->piece);
    }
    memcpy(ch->batch + ch->bytes, text, bytes);
    ch->piece[ch->pieces++] = (struct piece){ch->bytes, bytes, sender};
    ch->bytes += bytes;
    if (sender >= 0)
        connections[sender]->spoke = 1;
    if (!ch->dirty) {
        ch->dirty = 1;
        dirty_channels[n_dirty_channels++] = number;
    }
}

static void flush_channel(struct channel *ch) {
    ch->dirty = 0;
    for (int i = 0; i < ch->count; i++) {
        struct connection *c = connections[ch->members[i]];
        if (c->fd < 0)
            continue;
        if (c->spoke || c->out_len > c->out_from) {
            for (int k = 0; k < ch->pieces; k++)
                if (ch->piece[k].sender != c->id)
                    append(c, ch->batch + ch->piece[k].from, ch->piece[k].bytes);
            c->spoke = 0;
            continue;
        }
        ssize_t took = send(c->fd, ch->batch, ch->bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (took < 0)
            took = 0;
        if ((uint32_t)took < ch->bytes)
            append(c, ch->batch + took, ch->bytes - took);
    }
    ch->bytes = 0;
    ch->pieces = 0;
}

/* Delivers a message's copy of `bytes` bytes, or fails to. */
static void deliver(struct connection *c, const char *text, uint32_t bytes) {
#ifdef FAULT
    static int number;
    static char held[1200];
    static uint32_t held_bytes;
    number++;
    if (FAULT == 1 && number % 100 == 0)
        return;
    if (FAULT == 2 && number % 100 == 0)
        to_channel(c->channel, c->id, text, bytes);
    if (FAULT == 3 && number % 100 == 0) {
        memcpy(held, text, bytes);
        held_bytes = bytes;
        return;
    }
    if (FAULT == 4 && number % 100 == 0) {
        to_channel(c->channel, -1, text, bytes);
        return;
    }
    to_channel(c->channel, c->id, text, bytes);
    if (held_bytes) {
        to_channel(c->channel, c->id, held, held_bytes);
        held_bytes = 0;
    }
#else
    to_channel(c->channel, c->id, text, bytes);
#endif
}

static void message(struct connection *c, const char *line, int bytes) {
    char text[1200];
    const char *target = line + 8, *space = memchr(target, ' ', bytes - 8);
    if (!space)
        return;
    if (bytes > 1000)
        bytes = 1000;
    memcpy(text, c->source, c->source_bytes);
    memcpy(text + c->source_bytes, line, bytes);
    int length = c->source_bytes + bytes;
    memcpy(text + length, "\r\n", 2);
    if (*target == '#') {
        if (c->channel >= 0)
            deliver(c, text, length + 2);
        return;
    }
    struct connection *to = *place(target, space - target);
    if (to)
        append(to, text, length + 2);
}

static void join(struct connection *c, const char *name, int bytes) {
    char text[512];
    int number = 0;
    for (int i = 0; i < bytes; i++)
        if (name[i] >= '0' && name[i] <= '9')
            number = (number * 10 + name[i] - '0') % CHANNELS_MAX;
    c->channel = number;
    struct channel *ch = &channels[number];
    if (ch->count == ch->room) {
        ch->room = ch->room ? ch->room * 2 : 4;
        ch->members = realloc(ch->members, ch->room * sizeof *ch->members);
    }
    ch->members[ch->count++] = c->id;
    int length = snprintf(text, sizeof text, "%sJOIN %.*s\r\n", c->source, bytes, name);
    to_channel(number, -1, text, length);
    length = snprintf(text, sizeof text, ":ideal.bench 366 %s %.*s :End\r\n", c->nick, bytes, name);
    append(c, text, length);
}

static void line(struct connection *c, const char *text, int bytes) {
    char answer[512];
    if (bytes && text[bytes - 1] == '\r')
        bytes--;
    if (bytes > 8 && !memcmp(text, "PRIVMSG ", 8)) {
        message(c, text, bytes);
    } else if (bytes > 5 && !memcmp(text, "NICK ", 5)) {
        c->nick_bytes = bytes - 5 > 30 ? 30 : bytes - 5;
        memcpy(c->nick, text + 5, c->nick_bytes);
        c->nick[c->nick_bytes] = 0;
        c->source_bytes = snprintf(c->source, sizeof c->source, ":%s!~bench@127.0.0.1 ", c->nick);
        *place(c->nick, c->nick_bytes) = c;
    } else if (bytes > 5 && !memcmp(text, "USER ", 5)) {
        int length = snprintf(answer, sizeof answer, ":ideal.bench 001 %s :hi\r\n:ideal.bench 376 %s :end\r\n", c->nick,
                              c->nick);
        append(c, answer, length);
    } else if (bytes > 6 && !memcmp(text, "JOIN #", 6)) {
        join(c, text + 5, bytes - 5);
    } else if (bytes >= 4 && !memcmp(text, "PING", 4)) {
        append(c, ":ideal.bench PONG x\r\n", 21);
    }
}

static void end(struct connection *c) {
    struct channel *ch = c->channel >= 0 ? &channels[c->channel] : NULL;
    for (int i = 0; ch && i < ch->count; i++)
        if (ch->members[i] == c->id) {
            ch->members[i] = ch->members[--ch->count];
            break;
        }
    close(c->fd);
    free(c->out);
    free(c->in);
    c->out = c->in = NULL;
    c->out_len = c->out_from = c->out_room = c->in_bytes = 0;
    c->fd = c->channel = -1;
}

static void readable(struct connection *c) {
    uint32_t kept = c->in_bytes;
    if (kept)
        memcpy(incoming, c->in, kept);
    ssize_t got = recv(c->fd, incoming + kept, READ_BYTES - kept, MSG_DONTWAIT);
    if (got <= 0) {
        if (got == 0 || errno != EAGAIN)
            end(c);
        return;
    }
    char *from = incoming, *stop = incoming + kept + got, *feed;
    while ((feed = memchr(from, '\n', stop - from))) {
        line(c, from, feed - from);
        from = feed + 1;
    }
    c->in_bytes = stop - from;
    if (c->in_bytes > LINE_MAX) {
        end(c);
    } else if (c->in_bytes) {
        if (!c->in)
            c->in = malloc(LINE_MAX);
        memcpy(c->in, from, c->in_bytes);
    } else if (c->in) {
        free(c->in);
        c->in = NULL;
    }
}

static void accept_some(void) {
    for (int i = 0; i < 256 && n_connections < CONNECTIONS_MAX; i++) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), one = 1;
        if (fd < 0)
            return;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct connection *c = calloc(1, sizeof *c);
        c->fd = fd;
        c->id = n_connections;
        c->channel = -1;
        connections[n_connections++] = c;
        watch(c, EPOLL_CTL_ADD, EPOLLIN);
    }
}

static void turn(void) {
    static struct epoll_event events[4096];
    int happened = epoll_wait(ep, events, 4096, -1);
    for (int i = 0; i < happened; i++) {
        if (events[i].data.u32 == LISTENER) {
            accept_some();
            continue;
        }
        struct connection *c = connections[events[i].data.u32];
        if (c->fd >= 0 && events[i].events & EPOLLOUT)
            flush(c);
        if (c->fd >= 0 && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
            readable(c);
    }
    for (int i = 0; i < n_dirty_channels; i++)
        flush_channel(&channels[dirty_channels[i]]);
    n_dirty_channels = 0;
    for (int i = 0; i < n_dirty; i++)
        flush(connections[dirty[i]]);
    n_dirty = 0;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: ideal PORT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
    inet_pton(AF_INET, "127.0.0.1", &at.sin_addr);
    int one = 1;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (void *)&at, sizeof at) || listen(listener, 4096)) {
        perror("ideal: listen");
        return 1;
    }
    ep = epoll_create1(0);
    struct epoll_event e = {.events = EPOLLIN, .data.u32 = LISTENER};
    epoll_ctl(ep, EPOLL_CTL_ADD, listener, &e);
    for (;;)
        turn();
}
