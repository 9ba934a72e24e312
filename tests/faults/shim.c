/* What stands between a program and its disk: it notes what is written to the files of one folder, and lets it fail.
 *
 * SHIM_ROOT     the folder whose files are watched
 * SHIM_LOG      where each write, sync, truncation and removal is noted, in order (see shim.py)
 * SHIM_CONTROL  a file with one word: eio-fsync, eio-write, enospc, short, read-only; it may change meanwhile
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FILES 4096
static char *names[FILES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -2;

static void note(char op, const char *name, uint64_t offset, const void *data, uint32_t size) {
    const char *path = getenv("SHIM_LOG");
    if (!path) return;
    pthread_mutex_lock(&lock);
    if (log_fd == -2)
        log_fd = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    uint32_t length = strlen(name);
    char head[17];
    head[0] = op;
    memcpy(head + 1, &length, 4);
    memcpy(head + 5, &offset, 8);
    memcpy(head + 13, &size, 4);
    syscall(SYS_write, log_fd, head, sizeof head);
    syscall(SYS_write, log_fd, name, length);
    if (size && data) syscall(SYS_write, log_fd, data, size);
    pthread_mutex_unlock(&lock);
}

static int fault(const char *word) {
    const char *path = getenv("SHIM_CONTROL");
    char said[32] = {0};
    if (!path) return 0;
    int fd = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    long got = syscall(SYS_read, fd, said, sizeof said - 1);
    syscall(SYS_close, fd);
    return got > 0 && strncmp(said, word, strlen(word)) == 0;
}

static void opened(int fd, const char *path) {
    const char *root = getenv("SHIM_ROOT");
    if (fd < 0 || fd >= FILES) return;
    free(names[fd]);
    names[fd] = NULL;
    if (!root || strncmp(path, root, strlen(root)) != 0 || strstr(path, "-shm") || strstr(path, ".lock")) return;
    struct stat st;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) names[fd] = strdup(path);
}

static const char *name_of(int fd) { return fd >= 0 && fd < FILES ? names[fd] : NULL; }

#define OPEN(NAME)                                                                  \
    int NAME(const char *path, int flags, ...) {                                    \
        static int (*real)(const char *, int, ...);                                 \
        if (!real) real = dlsym(RTLD_NEXT, #NAME);                                  \
        va_list more;                                                               \
        va_start(more, flags);                                                      \
        int mode = va_arg(more, int);                                               \
        va_end(more);                                                               \
        const char *root = getenv("SHIM_ROOT");                                     \
        if ((flags & (O_WRONLY | O_RDWR)) && root && !strncmp(path, root, strlen(root)) \
            && fault("read-only")) { errno = EROFS; return -1; }                    \
        int fd = real(path, flags, mode);                                           \
        opened(fd, path);                                                           \
        if (fd >= 0 && (flags & O_TRUNC) && name_of(fd)) note('t', path, 0, NULL, 0); \
        return fd;                                                                  \
    }
OPEN(open)
OPEN(open64)

int close(int fd) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "close");
    if (fd >= 0 && fd < FILES && names[fd]) {
        free(names[fd]);
        names[fd] = NULL;
    }
    return real(fd);
}

/* How much of a write may happen: all, a part (a short write is no error), or -1 with errno. */
static ssize_t allowed(size_t size) {
    if (fault("enospc")) { errno = ENOSPC; return -1; }
    if (fault("eio-write")) { errno = EIO; return -1; }
    if (fault("short") && size > 1) return size / 2;
    return size;
}

#define PWRITE(NAME, OFFSET)                                                        \
    ssize_t NAME(int fd, const void *data, size_t size, OFFSET at) {                \
        static ssize_t (*real)(int, const void *, size_t, OFFSET);                  \
        if (!real) real = dlsym(RTLD_NEXT, #NAME);                                  \
        const char *name = name_of(fd);                                             \
        if (!name) return real(fd, data, size, at);                                 \
        ssize_t may = allowed(size);                                                \
        if (may < 0) return -1;                                                     \
        ssize_t done = real(fd, data, may, at);                                     \
        if (done > 0) note('w', name, at, data, done);                              \
        return done;                                                                \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *data, size_t size) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = dlsym(RTLD_NEXT, "write");
    const char *name = name_of(fd);
    if (!name) return real(fd, data, size);
    ssize_t may = allowed(size);
    if (may < 0) return -1;
    off_t at = lseek(fd, 0, SEEK_CUR);
    ssize_t done = real(fd, data, may);
    if (done > 0) note('w', name, at, data, done);
    return done;
}

#define SYNC(NAME)                                                                  \
    int NAME(int fd) {                                                              \
        static int (*real)(int);                                                    \
        if (!real) real = dlsym(RTLD_NEXT, #NAME);                                  \
        const char *name = name_of(fd);                                             \
        if (name && fault("eio-fsync")) { errno = EIO; return -1; }                 \
        int done = real(fd);                                                        \
        if (name && done == 0) note('s', name, 0, NULL, 0);                         \
        return done;                                                                \
    }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(NAME, OFFSET)                                                      \
    int NAME(int fd, OFFSET size) {                                                 \
        static int (*real)(int, OFFSET);                                            \
        if (!real) real = dlsym(RTLD_NEXT, #NAME);                                  \
        int done = real(fd, size);                                                  \
        if (done == 0 && name_of(fd)) note('t', name_of(fd), size, NULL, 0);        \
        return done;                                                                \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int unlink(const char *path) {
    static int (*real)(const char *);
    if (!real) real = dlsym(RTLD_NEXT, "unlink");
    int done = real(path);
    const char *root = getenv("SHIM_ROOT");
    if (done == 0 && root && strncmp(path, root, strlen(root)) == 0) note('u', path, 0, NULL, 0);
    return done;
}
