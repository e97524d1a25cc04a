/* Requests and replies through a NATS server by blocking calls on a socket: what the nats transport is compared with.
 *
 *   nats-ping-pong serve HOST PORT
 *   nats-ping-pong ping  HOST PORT BYTES SECONDS
 *
 * NATS_USER and NATS_PASSWORD are those of the server; where the first is not set, none are sent. The pinging end waits until somebody
 * serves, warms up for a tenth of SECONDS, and prints the 50th and 99th percentile of the round trips of the next SECONDS in µs:
 * "p50 119.3 p99 243.1". Each end is one thread that sleeps in its receive call, on a socket without delay.
 * The protocol: docs.nats.io/reference/reference-protocols/nats-protocol.
 *
 * cc -O2 -o nats-ping-pong nats-ping-pong.c
 */
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define REQUESTS "calibration.request"
#define REPLIES "calibration.reply"
#define MOST_BYTES 65536
#define PATIENCE_S 20
/* More than there can be. */
#define ROUND_TRIPS_PER_SECOND 1000000
#define NOBODY_SERVES -1

static int server;
static FILE *from_server;
static char line[4096], body[MOST_BYTES + 2];

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "nats-ping-pong: %s: %s\n", what, why);
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

static void send_all(const char *bytes, ssize_t left)
{
    while (left > 0) {
        ssize_t sent = send(server, bytes, left, MSG_NOSIGNAL);
        if (sent < 0)
            fail("send", strerror(errno));
        bytes += sent;
        left -= sent;
    }
}

/* The body is that of the last message. */
static void publish(const char *subject, const char *reply, size_t bytes)
{
    static char sent[sizeof line + sizeof body];
    int head = snprintf(sent, sizeof line, "PUB %s %s %zu\r\n", subject, reply, bytes);
    memcpy(sent + head, body, bytes);
    memcpy(sent + head + bytes, "\r\n", 2);
    send_all(sent, head + bytes + 2);
}

static void check_received(int is_whole)
{
    if (!is_whole)
        fail("receive", feof(from_server) ? "the server hung up" : errno == EAGAIN ? "nothing came" : strerror(errno));
}

static void next_line(void)
{
    check_received(fgets(line, sizeof line, from_server) != NULL);
    if (!strncmp(line, "-ERR", 4))
        fail("the server says", line);
    if (!strcmp(line, "PING\r\n"))
        send_all("PONG\r\n", 6);
}

/* Its size, and the subject to reply to where it has one. */
static ssize_t next_message(char reply[128])
{
    do
        next_line();
    while (strncmp(line, "MSG ", 4) && strncmp(line, "HMSG ", 5));
    size_t bytes = strtoul(strrchr(line, ' '), NULL, 10);
    if (bytes > MOST_BYTES)
        fail("receive", "a message is too large");
    check_received(fread(body, 1, bytes + 2, from_server) == bytes + 2);
    sscanf(line, "MSG %*s %*s %127s", reply);
    /* Only the server's own messages have headers: here the one that tells that nobody subscribed. */
    return *line == 'H' ? NOBODY_SERVES : (ssize_t)bytes;
}

static void subscribe(const char *subject)
{
    char text[160];
    send_all(text, snprintf(text, sizeof text, "SUB %s 1\r\n", subject));
}

static void serve(void)
{
    char reply[128];
    subscribe(REQUESTS);
    for (;;) {
        ssize_t bytes = next_message(reply);
        if (bytes >= 0)
            publish(reply, "", bytes);
    }
}

/* Negative where nobody serves. */
static double round_trip(ssize_t bytes)
{
    char none[128];
    double start = now_us();
    publish(REQUESTS, REPLIES, bytes);
    return next_message(none) == bytes ? now_us() - start : -1;
}

static double answered_round_trip(ssize_t bytes)
{
    double took = round_trip(bytes);
    if (took < 0)
        fail("request", "nobody serves any more");
    return took;
}

static void ping(ssize_t bytes, double seconds)
{
    struct timeval patience = {.tv_sec = PATIENCE_S};
    double *took = malloc(sizeof *took * seconds * ROUND_TRIPS_PER_SECOND);
    size_t count = 0;
    if (!took)
        fail("memory", "there is not enough");
    setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    subscribe(REPLIES);
    for (double start = now_us(); round_trip(bytes) < 0; usleep(20000))
        if (now_us() - start > PATIENCE_S * 1e6)
            fail("request", "nobody serves");
    double warm = now_us() + seconds * 1e5, end = warm + seconds * 1e6;
    while (now_us() < warm)
        answered_round_trip(bytes);
    do
        took[count++] = answered_round_trip(bytes);
    while (now_us() < end);
    qsort(took, count, sizeof *took, by_size);
    printf("p50 %.1f p99 %.1f\n", took[count / 2], took[(size_t)(count * 0.99)]);
}

static void connect_to(const char *host, const char *port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *place;
    int no_delay = 1, error = getaddrinfo(host, port, &hints, &place);
    if (error)
        fail(host, gai_strerror(error));
    server = socket(place->ai_family, place->ai_socktype, place->ai_protocol);
    if (server < 0 || connect(server, place->ai_addr, place->ai_addrlen) < 0)
        fail("connect", strerror(errno));
    freeaddrinfo(place);
    setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &no_delay, sizeof no_delay);
    from_server = fdopen(server, "r");
    if (!from_server)
        fail("connect", strerror(errno));
}

static void log_in(void)
{
    /* Not as arguments, which every user of the machine sees. */
    const char *user = getenv("NATS_USER"), *password = getenv("NATS_PASSWORD");
    char text[1024], login[512] = "";
    if (user && password && !strpbrk(user, "\"\\") && !strpbrk(password, "\"\\"))
        snprintf(login, sizeof login, ",\"user\":\"%s\",\"pass\":\"%s\"", user, password);
    else if (user)
        fail("NATS_USER", "needs NATS_PASSWORD, and both without quotes and backslashes");
    next_line();
    send_all(text, snprintf(text, sizeof text, "CONNECT {\"verbose\":false,\"headers\":true,\"no_responders\":true%s}\r\nPING\r\n", login));
    do
        next_line();
    while (strcmp(line, "PONG\r\n"));
}

int main(int argc, char **argv)
{
    int serves = argc == 4 && !strcmp(argv[1], "serve");
    int pings = argc == 6 && !strcmp(argv[1], "ping") && atoi(argv[4]) > 0 && atoi(argv[4]) <= MOST_BYTES && atof(argv[5]) > 0;
    if (!serves && !pings) {
        fprintf(stderr, "usage: nats-ping-pong serve HOST PORT\n"
                        "       nats-ping-pong ping HOST PORT BYTES SECONDS\n"
                        "NATS_USER and NATS_PASSWORD are those of the server. BYTES is at most 65536.\n");
        return 2;
    }
    connect_to(argv[2], argv[3]);
    log_in();
    if (serves)
        serve();
    ping(atoi(argv[4]), atof(argv[5]));
    return 0;
}
