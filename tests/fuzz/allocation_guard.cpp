// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/allocation_guard.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <malloc.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define KLAS_SANITIZER_HOOKS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define KLAS_SANITIZER_HOOKS 1
#endif
#endif

namespace {

std::atomic<bool> counting{false};
std::atomic<long> live{0};
std::atomic<size_t> mostAtOnce{0}, mostLive{0};

/// No memory is asked for here: this runs inside malloc.
[[noreturn]] void tooMuch(const char* what, size_t bytes, size_t allowed) {
    counting = false;
    char line[160];
    const int length = std::snprintf(line, sizeof line, "FINDING: %s of %zu bytes, at most %zu are allowed for this input\n",
                                     what, bytes, allowed);
    if (::write(STDERR_FILENO, line, static_cast<size_t>(length)) < 0) std::abort();
    std::abort();
}

void asked(size_t bytes) {
    if (counting.load(std::memory_order_relaxed) && bytes > mostAtOnce) tooMuch("one allocation", bytes, mostAtOnce);
}

void given(size_t bytes) {
    if (!counting.load(std::memory_order_relaxed)) return;
    const long now = live.fetch_add(static_cast<long>(bytes)) + static_cast<long>(bytes);
    if (now > 0 && static_cast<size_t>(now) > mostLive) tooMuch("memory in use", static_cast<size_t>(now), mostLive);
}

void takenBack(size_t bytes) {
    if (counting.load(std::memory_order_relaxed)) live.fetch_sub(static_cast<long>(bytes));
}

} // namespace

#ifdef KLAS_SANITIZER_HOOKS

extern "C" {
int __sanitizer_install_malloc_and_free_hooks(void (*)(const volatile void*, size_t), void (*)(const volatile void*));
size_t __sanitizer_get_allocated_size(const volatile void*);
}

namespace {

void onMalloc(const volatile void*, size_t bytes) {
    asked(bytes);
    given(bytes);
}
void onFree(const volatile void* memory) {
    if (memory) takenBack(__sanitizer_get_allocated_size(memory));
}
[[maybe_unused]] const int hooked = __sanitizer_install_malloc_and_free_hooks(onMalloc, onFree);

} // namespace

#else

// glibc's own names; a program's malloc stands before the library's, for all libraries too.
extern "C" {
void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void* __libc_memalign(size_t, size_t);
void __libc_free(void*);

static void* counted(void* memory) {
    if (memory) given(malloc_usable_size(memory));
    return memory;
}
static void uncounted(void* memory) {
    if (memory) takenBack(malloc_usable_size(memory));
}

void* malloc(size_t bytes) noexcept {
    asked(bytes);
    return counted(__libc_malloc(bytes));
}
void* calloc(size_t count, size_t bytes) noexcept {
    asked(bytes && count > SIZE_MAX / bytes ? SIZE_MAX : count * bytes);
    return counted(__libc_calloc(count, bytes));
}
void* realloc(void* memory, size_t bytes) noexcept {
    asked(bytes);
    uncounted(memory);
    return counted(__libc_realloc(memory, bytes));
}
void* memalign(size_t alignment, size_t bytes) noexcept {
    asked(bytes);
    return counted(__libc_memalign(alignment, bytes));
}
void* aligned_alloc(size_t alignment, size_t bytes) noexcept {
    return memalign(alignment, bytes);
}
int posix_memalign(void** memory, size_t alignment, size_t bytes) noexcept {
    void* const place = memalign(alignment, bytes);
    if (!place) return 12; // ENOMEM
    *memory = place;
    return 0;
}
void free(void* memory) noexcept {
    uncounted(memory);
    __libc_free(memory);
}
}

#endif

namespace klas::fuzz {

AllocationGuard::AllocationGuard(const Allowance& allowance, size_t inputSize) {
    const auto size = static_cast<double>(inputSize);
    mostAtOnce = static_cast<size_t>(allowance.single * size) + allowance.singleBytes;
    mostLive = static_cast<size_t>(allowance.live * size) + allowance.liveBytes;
    live = 0;
    counting = true;
}

AllocationGuard::~AllocationGuard() {
    counting = false;
}

void stopCounting() {
    counting = false;
}

} // namespace klas::fuzz
