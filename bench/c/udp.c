/* Datagrams with sendto and recvfrom, a call a datagram. */
#include "bench.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#define LARGEST 65507
/* Nothing for so long, and the sender is done. */
#define QUIET_MICROSECONDS 50000

static int receiving = -1, sending = -1;
static unsigned char octets_in[LARGEST], octets_out[LARGEST];

int udp_bind(void) {
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t length = sizeof address;
  struct timeval quiet = {.tv_usec = QUIET_MICROSECONDS};
  int room = 4 << 20;
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  receiving = socket(AF_INET, SOCK_DGRAM, 0);
  setsockopt(receiving, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  setsockopt(receiving, SOL_SOCKET, SO_RCVTIMEO, &quiet, sizeof quiet);
  if (bind(receiving, (struct sockaddr *)&address, sizeof address) != 0) die("bind");
  if (getsockname(receiving, (struct sockaddr *)&address, &length) != 0) die("getsockname");
  return ntohs(address.sin_port);
}

void udp_receive(double milliseconds, long *packets, double *nanoseconds) {
  double begun = nanoseconds_now(), first = 0, last = 0;
  *packets = 0;
  for (;;) {
    ssize_t got = recvfrom(receiving, octets_in, sizeof octets_in, 0, NULL, NULL);
    if (got < 0) {
      /* Before the first datagram the sender may still be on its way. */
      if (*packets > 0 || nanoseconds_now() - begun > (milliseconds + 1000) * 1e6) break;
      continue;
    }
    last = nanoseconds_now();
    if (*packets == 0) first = last;
    (*packets)++;
  }
  *nanoseconds = last - first;
}

void udp_send(const char *address, int port, size_t octets, double milliseconds, long *packets,
              double *nanoseconds) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  double start = nanoseconds_now(), end = start + milliseconds * 1e6, now = start;
  if (octets > LARGEST) die("a datagram is too long");
  if (inet_pton(AF_INET, address, &to.sin_addr) != 1) die("an address");
  if (sending < 0) sending = socket(AF_INET, SOCK_DGRAM, 0);
  *packets = 0;
  while (now < end) {
    for (int i = 0; i < 32; i++) {
      ssize_t sent =
          sendto(sending, octets_out, octets, 0, (struct sockaddr *)&to, sizeof to);
      if (sent == (ssize_t)octets) (*packets)++;
    }
    now = nanoseconds_now();
  }
  *nanoseconds = now - start;
}
