/* Round trips through two lists of Redis by blocking calls of hiredis: what the redis-list transport is compared with.
 *
 *   redis-ping-pong serve HOST PORT
 *   redis-ping-pong ping  HOST PORT BYTES SECONDS
 *
 * REDIS_PASSWORD is that of the server; where it is not set, none is sent. The pinging end pushes a message to one list and pops it from
 * another, to which the serving end pushes what it popped. It waits for the serving end, warms up for a tenth of SECONDS, and prints the
 * 50th and 99th percentile of the round trips of the next SECONDS in µs: "p50 119.3 p99 243.1". Each end is one thread that sleeps in its
 * receive call, on one connection without delay; a push and the pop after it go in one write.
 *
 * cc -O2 -o redis-ping-pong redis-ping-pong.c -lhiredis
 */
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define REQUESTS "calibration/request"
#define REPLIES "calibration/reply"
#define PATIENCE_S 20
#define FOR_EVER 0
/* More than there can be. */
#define ROUND_TRIPS_PER_SECOND 1000000

static redisContext *server;

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "redis-ping-pong: %s: %s\n", what, why);
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

/* The answer to the oldest command that has none yet. Sends the appended ones. */
static redisReply *answer_to(const char *command)
{
    void *answer = NULL;
    if (redisGetReply(server, &answer) != REDIS_OK)
        fail(command, server->errstr);
    redisReply *reply = answer;
    if (reply->type == REDIS_REPLY_ERROR)
        fail(command, reply->str);
    return reply;
}

/* The list and its next message. */
static redisReply *pop(const char *list, int seconds)
{
    redisAppendCommand(server, "BLPOP %s %d", list, seconds);
    return answer_to("BLPOP");
}

/* The same, after a message was pushed to another list. */
static redisReply *push_and_pop(const char *to, const char *message, size_t bytes, const char *from, int seconds)
{
    redisAppendCommand(server, "RPUSH %s %b", to, message, bytes);
    redisAppendCommand(server, "BLPOP %s %d", from, seconds);
    freeReplyObject(answer_to("RPUSH"));
    return answer_to("BLPOP");
}

static void serve(void)
{
    redisReply *request = pop(REQUESTS, FOR_EVER);
    for (;;) {
        redisReply *next = push_and_pop(REPLIES, request->element[1]->str, request->element[1]->len, REQUESTS, FOR_EVER);
        freeReplyObject(request);
        request = next;
    }
}

static double round_trip(const char *message, size_t bytes)
{
    double start = now_us();
    redisReply *reply = push_and_pop(REQUESTS, message, bytes, REPLIES, PATIENCE_S);
    double took = now_us() - start;
    if (reply->type != REDIS_REPLY_ARRAY || reply->element[1]->len != bytes)
        fail("BLPOP", "no reply");
    freeReplyObject(reply);
    return took;
}

static void ping(size_t bytes, double seconds)
{
    char *message = calloc(1, bytes);
    double *took = malloc(sizeof *took * seconds * ROUND_TRIPS_PER_SECOND);
    size_t count = 0;
    if (!message || !took)
        fail("memory", "there is not enough");
    /* What an end that was killed left. */
    redisAppendCommand(server, "DEL %s %s", REQUESTS, REPLIES);
    freeReplyObject(answer_to("DEL"));
    round_trip(message, bytes);
    double warm = now_us() + seconds * 1e5, end = warm + seconds * 1e6;
    while (now_us() < warm)
        round_trip(message, bytes);
    do
        took[count++] = round_trip(message, bytes);
    while (now_us() < end);
    qsort(took, count, sizeof *took, by_size);
    printf("p50 %.1f p99 %.1f\n", took[count / 2], took[(size_t)(count * 0.99)]);
}

static void connect_to(const char *host, int port)
{
    /* Not as an argument, which every user of the machine sees. */
    const char *password = getenv("REDIS_PASSWORD");
    server = redisConnect(host, port);
    if (!server || server->err)
        fail("connect", server ? server->errstr : "there is not enough memory");
    if (password) {
        redisAppendCommand(server, "AUTH %s", password);
        freeReplyObject(answer_to("AUTH"));
    }
}

int main(int argc, char **argv)
{
    int serves = argc == 4 && !strcmp(argv[1], "serve");
    int pings = argc == 6 && !strcmp(argv[1], "ping") && atoi(argv[4]) > 0 && atof(argv[5]) > 0;
    if (!serves && !pings) {
        fprintf(stderr, "usage: redis-ping-pong serve HOST PORT\n"
                        "       redis-ping-pong ping HOST PORT BYTES SECONDS\n"
                        "REDIS_PASSWORD is that of the server.\n");
        return 2;
    }
    connect_to(argv[2], atoi(argv[3]));
    if (serves)
        serve();
    ping(atoi(argv[4]), atof(argv[5]));
    return 0;
}
