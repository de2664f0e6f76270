/*
 * What a disk and a clock do when they fail: preloaded into PostgreSQL and the gateways by the
 * torture run, which steers it through a page of memory that it maps from a file.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* The same as PreloadSwitch.java: six words of 8 bytes. */
struct page {
  volatile int64_t stall;      /* not 0: fsync and fdatasync wait */
  volatile int64_t stalled;    /* how many wait now */
  volatile int64_t sync_fails; /* how many more of them fail with EIO */
  volatile int64_t full;       /* not 0: files of the database cannot grow, ENOSPC */
  volatile int64_t refused;    /* how many writes were refused for that */
  volatile int64_t clock_nanos; /* added to the time of day */
};

#define BILLION 1000000000LL
#define STALL_LOOK_MICROS 500
#define PATH_BYTES_MAX 4096

static struct page *page;

#define REAL(type, name, ...)                                       \
  static type (*real)(__VA_ARGS__);                                 \
  if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

__attribute__((constructor)) static void map_page(void) {
  const char *file = getenv("TORTURE_SWITCH");
  if (!file) return;
  int fd = open(file, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  void *at = mmap(NULL, sizeof(struct page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (at != MAP_FAILED) page = at;
}

/* Waits while syncs are stalled; -1 with EIO when this one must fail. */
static int before_sync(void) {
  if (!page) return 0;
  if (page->stall) {
    __atomic_add_fetch(&page->stalled, 1, __ATOMIC_SEQ_CST);
    while (page->stall) usleep(STALL_LOOK_MICROS);
    __atomic_sub_fetch(&page->stalled, 1, __ATOMIC_SEQ_CST);
  }
  if (page->sync_fails > 0 && __atomic_sub_fetch(&page->sync_fails, 1, __ATOMIC_SEQ_CST) >= 0) {
    errno = EIO;
    return -1;
  }
  return 0;
}

int fdatasync(int fd) {
  REAL(int, "fdatasync", int);
  return before_sync() ? -1 : real(fd);
}

int fsync(int fd) {
  REAL(int, "fsync", int);
  return before_sync() ? -1 : real(fd);
}

/* Whether the disk is full for this file: tables, indexes and the write-ahead log. */
static int is_full(int fd) {
  if (!page || !page->full) return 0;
  char link[64], path[PATH_BYTES_MAX];
  char *end = link + sizeof link - 1;
  *end = 0;
  int number = fd;
  do {
    *--end = (char)('0' + number % 10);
    number /= 10;
  } while (number);
  const char *head = "/proc/self/fd/";
  end -= strlen(head);
  memcpy(end, head, strlen(head));
  ssize_t length = readlink(end, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  if (!strstr(path, "/base/") && !strstr(path, "/pg_wal/")) return 0;
  __atomic_add_fetch(&page->refused, 1, __ATOMIC_SEQ_CST);
  return 1;
}

#define REFUSE_WHEN_FULL(fd) \
  if (is_full(fd)) {         \
    errno = ENOSPC;          \
    return -1;               \
  }

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
  REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
  REFUSE_WHEN_FULL(fd)
  return real(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
  REFUSE_WHEN_FULL(fd)
  return real(fd, bytes, count, at);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  REAL(ssize_t, "pwritev", int, const struct iovec *, int, off_t);
  REFUSE_WHEN_FULL(fd)
  return real(fd, parts, count, at);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) {
  REAL(ssize_t, "pwritev64", int, const struct iovec *, int, off64_t);
  REFUSE_WHEN_FULL(fd)
  return real(fd, parts, count, at);
}

int posix_fallocate(int fd, off_t at, off_t length) {
  REAL(int, "posix_fallocate", int, off_t, off_t);
  return is_full(fd) ? ENOSPC : real(fd, at, length);
}

int posix_fallocate64(int fd, off64_t at, off64_t length) {
  REAL(int, "posix_fallocate64", int, off64_t, off64_t);
  return is_full(fd) ? ENOSPC : real(fd, at, length);
}

static int64_t shift(void) { return page ? page->clock_nanos : 0; }

int clock_gettime(clockid_t which, struct timespec *now) {
  REAL(int, "clock_gettime", clockid_t, struct timespec *);
  int result = real(which, now);
  int64_t by = shift();
  if (!result && by && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) {
    int64_t nanos = now->tv_sec * BILLION + now->tv_nsec + by;
    now->tv_sec = nanos / BILLION;
    now->tv_nsec = nanos % BILLION;
  }
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  REAL(int, "gettimeofday", struct timeval *restrict, void *restrict);
  int result = real(now, zone);
  int64_t by = shift() / 1000;
  if (!result && by) {
    int64_t micros = now->tv_sec * 1000000LL + now->tv_usec + by;
    now->tv_sec = micros / 1000000LL;
    now->tv_usec = micros % 1000000LL;
  }
  return result;
}

time_t time(time_t *out) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (out) *out = now.tv_sec;
  return now.tv_sec;
}
