/* MQTT round trips through a broker by blocking calls of libmosquitto: what the mqtt transports are compared with.
 *
 *   mqtt-ping-pong respond  HOST PORT QOS
 *   mqtt-ping-pong initiate HOST PORT QOS BYTES COUNT
 *
 * MQTT_USER and MQTT_PASSWORD are those of the broker; where the first is not set, none are sent.
 * HOST is a path where PORT is 0: the broker's Unix socket. The initiator waits until its messages come back, warms up with a tenth of
 * COUNT round trips, and prints the 50th and 99th percentile of the next COUNT in µs: "p50 119.3 p99 243.1". Each end is one thread that
 * sleeps in its receive call; MQTT 5, and sockets without delay, as the transports have them.
 *
 * cc -O2 -o mqtt-ping-pong mqtt-ping-pong.c -lmosquitto
 */
#include <mosquitto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define REQUEST "calibration/request"
#define REPLY "calibration/reply"

static int qos;
static int replies;
static int subscribed;

static void check(int code, const char *what)
{
    if (code == MOSQ_ERR_SUCCESS)
        return;
    fprintf(stderr, "mqtt-ping-pong: %s: %s\n", what, mosquitto_strerror(code));
    exit(1);
}

static void echo(struct mosquitto *client, void *unused, const struct mosquitto_message *message)
{
    (void)unused;
    check(mosquitto_publish(client, NULL, REPLY, message->payloadlen, message->payload, qos, false), "publish");
}

static void count(struct mosquitto *client, void *unused, const struct mosquitto_message *message)
{
    (void)client, (void)unused, (void)message;
    replies++;
}

static void on_subscribe(struct mosquitto *client, void *unused, int id, int codes, const int *granted)
{
    (void)client, (void)unused, (void)id, (void)codes, (void)granted;
    subscribed = 1;
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

/* One round trip; false where no reply comes within the patience. */
static int round_trip(struct mosquitto *client, const char *message, int bytes, double patience_us)
{
    double start = now_us();
    int before = replies;
    check(mosquitto_publish(client, NULL, REQUEST, bytes, message, qos, false), "publish");
    while (replies == before) {
        check(mosquitto_loop(client, 100, 1), "loop");
        if (now_us() - start > patience_us)
            return 0;
    }
    return 1;
}

static void initiate(struct mosquitto *client, int bytes, int rounds)
{
    char *message = calloc(1, bytes > 0 ? bytes : 1);
    double *took = malloc(sizeof *took * rounds);
    if (!message || !took || rounds < 1)
        exit(2);
    while (!round_trip(client, message, bytes, 200e3))
        ;
    for (int i = 0; i < rounds / 10; i++)
        if (!round_trip(client, message, bytes, 5e6))
            check(MOSQ_ERR_CONN_LOST, "no reply");
    for (int i = 0; i < rounds; i++) {
        double start = now_us();
        if (!round_trip(client, message, bytes, 5e6))
            check(MOSQ_ERR_CONN_LOST, "no reply");
        took[i] = now_us() - start;
    }
    qsort(took, rounds, sizeof *took, by_size);
    printf("p50 %.1f p99 %.1f\n", took[rounds / 2], took[(int)(rounds * 0.99)]);
}

int main(int argc, char **argv)
{
    int initiates = argc == 7 && !strcmp(argv[1], "initiate");
    if (!initiates && !(argc == 5 && !strcmp(argv[1], "respond"))) {
        fprintf(stderr, "usage: mqtt-ping-pong respond HOST PORT QOS\n"
                        "       mqtt-ping-pong initiate HOST PORT QOS BYTES COUNT\n"
                        "MQTT_USER and MQTT_PASSWORD are those of the broker.\n");
        return 2;
    }
    qos = atoi(argv[4]);
    mosquitto_lib_init();
    struct mosquitto *client = mosquitto_new(NULL, true, NULL);
    if (!client)
        return 1;
    mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
    /* Not as arguments, which every user of the machine sees. */
    mosquitto_username_pw_set(client, getenv("MQTT_USER"), getenv("MQTT_PASSWORD"));
    mosquitto_message_callback_set(client, initiates ? count : echo);
    mosquitto_subscribe_callback_set(client, on_subscribe);
    check(mosquitto_connect(client, argv[2], atoi(argv[3]), 60), "connect");
    check(mosquitto_subscribe(client, NULL, initiates ? REPLY : REQUEST, qos), "subscribe");
    while (!subscribed)
        check(mosquitto_loop(client, 100, 1), "loop");
    if (initiates)
        initiate(client, atoi(argv[5]), atoi(argv[6]));
    else
        for (;;)
            check(mosquitto_loop(client, 1000, 1), "loop");
    mosquitto_destroy(client);
    return 0;
}
