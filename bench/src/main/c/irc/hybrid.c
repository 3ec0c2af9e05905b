/* SPDX-License-Identifier: Apache-2.0 */
/* Loaded before ircd-hybrid (LD_PRELOAD), so that it runs from where its package was unpacked, HYBRID_ROOT, and without a
 * resolver.
 *
 * It looks for its modules in a directory fixed at its build: that is looked for below HYBRID_ROOT instead. It looks every
 * client's name up and cannot be told not to: each question is answered here, at once, with "no such name". A question to
 * port 53 goes back to the asking socket as its own answer, and seems to come from the name server that it was for. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define FIXED "/usr/lib/ircd-hybrid"
#define RESOLVER "/etc/resolv.conf"
#define SERVER "127.0.0.53"
#define DOMAIN_PORT 53
#define ANSWER 0x80
#define NO_SUCH_NAME 3

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* The path below HYBRID_ROOT if it is the fixed one; `room` holds it. */
static const char *moved(const char *path, char *room, size_t bytes) {
    const char *root = getenv("HYBRID_ROOT");
    if (!path || !root || strncmp(path, FIXED, sizeof FIXED - 1))
        return path;
    snprintf(room, bytes, "%s%s", root, path);
    return room;
}

FILE *fopen(const char *path, const char *mode) {
    static const char text[] = "nameserver " SERVER "\n";
    char room[4096];
    return strcmp(path, RESOLVER) ? NEXT(fopen)(moved(path, room, sizeof room), mode)
                                  : fmemopen((void *)text, sizeof text - 1, mode);
}

DIR *opendir(const char *path) {
    char room[4096];
    return NEXT(opendir)(moved(path, room, sizeof room));
}

void *dlopen(const char *path, int flags) {
    char room[4096];
    return NEXT(dlopen)(moved(path, room, sizeof room), flags);
}

ssize_t sendto(int fd, const void *bytes, size_t length, int flags, const struct sockaddr *to, socklen_t to_length) {
    static __typeof__(&sendto) real;
    real = real ? real : NEXT(sendto);
    const struct sockaddr_in *in = (const void *)to;
    unsigned char answer[1500];
    if (!in || in->sin_family != AF_INET || in->sin_port != htons(DOMAIN_PORT) || length < 12 || length > sizeof answer)
        return real(fd, bytes, length, flags, to, to_length);
    memcpy(answer, bytes, length);
    answer[2] |= ANSWER;
    answer[3] = ANSWER | NO_SUCH_NAME;
    struct sockaddr_in self;
    socklen_t self_length = sizeof self;
    getsockname(fd, (void *)&self, &self_length);
    if (self.sin_addr.s_addr == INADDR_ANY)
        inet_pton(AF_INET, SERVER, &self.sin_addr);
    return real(fd, answer, length, flags, (void *)&self, sizeof self);
}

ssize_t recvfrom(int fd, void *bytes, size_t length, int flags, struct sockaddr *from, socklen_t *from_length) {
    static __typeof__(&recvfrom) real;
    real = real ? real : NEXT(recvfrom);
    ssize_t got = real(fd, bytes, length, flags, from, from_length);
    int kind;
    socklen_t kind_length = sizeof kind;
    getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &kind_length);
    if (got > 0 && from && kind == SOCK_DGRAM && from->sa_family == AF_INET) {
        struct sockaddr_in *in = (void *)from;
        inet_pton(AF_INET, SERVER, &in->sin_addr);
        in->sin_port = htons(DOMAIN_PORT);
    }
    return got;
}
