/*
 * ESP packets sealed and opened by EVP, which travel in runs: the kernel cuts a run up (UDP_SEGMENT)
 * and hands it over as one (UDP_GRO), so that its way through the stack is taken once a run.
 */
#include "bench.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

/* Packets that are handed over together, as with the other contenders. */
#define RUN 32
#define LARGEST 2000
#define ROOM 65536
/* Nothing for so long, and the sender is done. */
#define QUIET_MICROSECONDS 50000

static int receiving = -1, sending = -1;
static unsigned char arrived[ROOM], leaving[RUN * LARGEST], clear[LARGEST];

/* What is inside of every packet. */
static void fill_clear(void) {
  for (size_t i = 0; i < sizeof clear; i++) clear[i] = (unsigned char)(i * 7 + 1);
}

int runs_bind(void) {
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t length = sizeof address;
  struct timeval quiet = {.tv_usec = QUIET_MICROSECONDS};
  int room = 4 << 20, on = 1;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  receiving = socket(AF_INET, SOCK_DGRAM, 0);
  setsockopt(receiving, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
  setsockopt(receiving, SOL_SOCKET, SO_RCVTIMEO, &quiet, sizeof quiet);
  if (setsockopt(receiving, IPPROTO_UDP, UDP_GRO, &on, sizeof on) != 0) die("UDP_GRO");
  if (bind(receiving, (struct sockaddr *)&address, sizeof address) != 0) die("bind");
  if (getsockname(receiving, (struct sockaddr *)&address, &length) != 0) die("getsockname");
  fill_clear();
  return ntohs(address.sin_port);
}

/* Opens the packets of a run; the first of them is looked at whole. */
static long open_run(unsigned char *run, size_t octets, size_t segment) {
  long packets = 0;
  for (size_t at = 0; at + segment <= octets; at += segment, packets++) {
    size_t from, to;
    if (!esp_open(run + at, segment)) die("a packet that is right does not open");
    esp_body(segment, &from, &to);
    if (at == 0 && memcmp(run + from, clear, to - from) != 0) die("a packet has become another");
  }
  return packets;
}

void runs_receive(double milliseconds, long *packets, double *nanoseconds) {
  double begun = nanoseconds_now(), first = 0, last = 0;
  long of_first = 0;
  *packets = 0;
  for (;;) {
    union { struct cmsghdr header; char octets[64]; } control;
    struct iovec buffer = {.iov_base = arrived, .iov_len = sizeof arrived};
    struct msghdr message = {.msg_iov = &buffer, .msg_iovlen = 1, .msg_control = &control,
                             .msg_controllen = sizeof control};
    ssize_t got = recvmsg(receiving, &message, 0);
    size_t segment = (size_t)got;
    struct cmsghdr *said;
    if (got < 0) {
      /* Before the first datagram the sender may still be on its way. */
      if (*packets > 0 || nanoseconds_now() - begun > (milliseconds + 1000) * 1e6) break;
      continue;
    }
    said = CMSG_FIRSTHDR(&message);
    if (said != NULL && said->cmsg_level == IPPROTO_UDP && said->cmsg_type == UDP_GRO) {
      int told;
      memcpy(&told, CMSG_DATA(said), sizeof told);
      segment = (size_t)told;
    }
    *packets += open_run(arrived, (size_t)got, segment);
    last = nanoseconds_now();
    if (first == 0) first = last, of_first = *packets;
  }
  /* The clock began when the first run was there. */
  *nanoseconds = *packets > of_first
                     ? (last - first) * (double)*packets / (double)(*packets - of_first)
                     : 0;
}

/* A run of packets, laid out and sealed as a data path does it. */
static void seal_run(size_t octets, uint32_t *sequence) {
  for (size_t i = 0; i < RUN; i++) {
    unsigned char *packet = leaving + i * octets;
    uint32_t header[2] = {htonl(0x1000), htonl(++*sequence)};
    size_t from, to;
    esp_body(octets, &from, &to);
    memcpy(packet, header, sizeof header);
    memcpy(packet + from, clear, to - from);
    esp_seal(packet, octets);
  }
}

void runs_send(const char *address, int port, size_t octets, double milliseconds, long *packets,
               double *nanoseconds) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  union { struct cmsghdr header; char octets[CMSG_SPACE(sizeof(uint16_t))]; } control = {0};
  struct iovec buffer = {.iov_base = leaving, .iov_len = RUN * octets};
  struct msghdr message = {.msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &buffer,
                           .msg_iovlen = 1, .msg_control = &control,
                           .msg_controllen = sizeof control};
  double start = nanoseconds_now(), end = start + milliseconds * 1e6, now = start;
  uint16_t segment = (uint16_t)octets;
  uint32_t sequence = 0;
  if (octets > LARGEST) die("a packet is too long");
  if (inet_pton(AF_INET, address, &to.sin_addr) != 1) die("an address");
  if (sending < 0) sending = socket(AF_INET, SOCK_DGRAM, 0);
  fill_clear();
  control.header.cmsg_level = IPPROTO_UDP;
  control.header.cmsg_type = UDP_SEGMENT;
  control.header.cmsg_len = CMSG_LEN(sizeof segment);
  memcpy(CMSG_DATA(&control.header), &segment, sizeof segment);
  *packets = 0;
  while (now < end) {
    seal_run(octets, &sequence);
    if (sendmsg(sending, &message, 0) == (ssize_t)(RUN * octets)) *packets += RUN;
    else die("UDP_SEGMENT");
    now = nanoseconds_now();
  }
  *nanoseconds = now - start;
}
