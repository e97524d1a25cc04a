/* Round trips over a Unix stream socket by blocking calls: what uds is compared with.
 *
 *   uds-ping-pong respond  PATH
 *   uds-ping-pong initiate PATH BYTES COUNT [RATE spin|sleep]
 *
 * The initiator waits for the responder, warms up with a tenth of COUNT round trips, and prints the 50th and 99th percentile of the next
 * COUNT in µs, each from its send to the last byte of its reply: "p50 19.3 p99 43.1". They follow one another without a pause, or begin
 * RATE times a second; until then the initiator spins or sleeps. Each end is one thread that sleeps in its receive call.
 *
 * cc -O2 -o uds-ping-pong uds-ping-pong.c
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_US 20e6

static void check(long result, const char *what)
{
    if (result >= 0)
        return;
    fprintf(stderr, "uds-ping-pong: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static struct sockaddr_un address_of(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        fprintf(stderr, "uds-ping-pong: the path is too long\n");
        exit(2);
    }
    strcpy(address.sun_path, path);
    return address;
}

static void send_all(int socket, const char *bytes, ssize_t left)
{
    while (left > 0) {
        ssize_t sent = send(socket, bytes, left, MSG_NOSIGNAL);
        check(sent, "send");
        bytes += sent;
        left -= sent;
    }
}

static void respond(const char *path)
{
    struct sockaddr_un address = address_of(path);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    char message[65536];
    check(listener, "socket");
    check(bind(listener, (struct sockaddr *)&address, sizeof address), "bind");
    check(listen(listener, 1), "listen");
    int connection = accept(listener, NULL, NULL);
    check(connection, "accept");
    for (ssize_t got; (got = recv(connection, message, sizeof message, 0)) > 0;)
        send_all(connection, message, got);
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = address_of(path);
    int connection = socket(AF_UNIX, SOCK_STREAM, 0);
    check(connection, "socket");
    for (double start = now_us(); connect(connection, (struct sockaddr *)&address, sizeof address) < 0; usleep(20000))
        if (now_us() - start > PATIENCE_US)
            check(-1, "connect");
    return connection;
}

static void wait_until(double due_us, int spins)
{
    struct timespec due = {.tv_sec = due_us / 1e6};
    due.tv_nsec = (due_us - due.tv_sec * 1e6) * 1e3;
    if (!spins)
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) == EINTR)
            ;
    while (now_us() < due_us)
        ;
}

static double round_trip(int connection, char *message, int bytes)
{
    double start = now_us();
    send_all(connection, message, bytes);
    check(recv(connection, message, bytes, MSG_WAITALL) == bytes ? 0 : -1, "receive");
    return now_us() - start;
}

static void initiate(int connection, int bytes, int count, double rate, int spins)
{
    char *message = calloc(1, bytes);
    double *took = malloc(sizeof *took * count);
    if (!message || !took)
        exit(1);
    double due = now_us();
    for (int i = -count / 10; i < count; i++) {
        if (rate > 0)
            wait_until(due += 1e6 / rate, spins);
        double us = round_trip(connection, message, bytes);
        if (i >= 0)
            took[i] = us;
    }
    qsort(took, count, sizeof *took, by_size);
    printf("p50 %.1f p99 %.1f\n", took[count / 2], took[(int)(count * 0.99)]);
}

int main(int argc, char **argv)
{
    int has_rate = argc == 7 && atof(argv[5]) > 0 && (!strcmp(argv[6], "spin") || !strcmp(argv[6], "sleep"));
    if (argc == 3 && !strcmp(argv[1], "respond")) {
        respond(argv[2]);
        return 0;
    }
    if ((argc == 5 || has_rate) && !strcmp(argv[1], "initiate") && atoi(argv[3]) > 0 && atoi(argv[4]) > 0) {
        int spins = has_rate && !strcmp(argv[6], "spin");
        initiate(connect_to(argv[2]), atoi(argv[3]), atoi(argv[4]), has_rate ? atof(argv[5]) : 0, spins);
        return 0;
    }
    fprintf(stderr, "usage: uds-ping-pong respond PATH\n"
                    "       uds-ping-pong initiate PATH BYTES COUNT [RATE spin|sleep]\n");
    return 2;
}
