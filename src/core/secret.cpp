#include "sealwright/core/secret.hpp"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>

namespace sealwright {
namespace {

constexpr std::size_t page_size = 4096;
constexpr std::size_t pool_size = SecretPool::slot_size * SecretPool::slots_max;

#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447
#endif

// The pool of this process: one mapping between two guard pages, and which slots are free.
class Pool {
public:
    Pool() {
        check(sodium_init() >= 0);
        map_secret_file();
        if (base_ == nullptr) map_locked_pages();
        for (std::size_t index = 0; index < SecretPool::slots_max; ++index) {
            free_[index] = static_cast<std::uint16_t>(SecretPool::slots_max - 1 - index);
        }
    }

    std::uint8_t* take() {
        check(free_count_ > 0);
        --free_count_;
        return base_ + std::size_t{free_[free_count_]} * SecretPool::slot_size;
    }

    void give_back(std::uint8_t* slot) {
        sodium_memzero(slot, SecretPool::slot_size);
        const auto offset = static_cast<std::size_t>(slot - base_);
        check(offset < pool_size);
        free_[free_count_] = static_cast<std::uint16_t>(offset / SecretPool::slot_size);
        ++free_count_;
    }

    [[nodiscard]] std::size_t in_use() const { return SecretPool::slots_max - free_count_; }
    [[nodiscard]] SecretMemory memory() const { return memory_; }

private:
    // A guard page on each side: an overrun ends the process instead of reading a neighbour.
    static std::uint8_t* reserve() {
        void* area = ::mmap(
            nullptr, pool_size + 2 * page_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        check(area != MAP_FAILED);
        return static_cast<std::uint8_t*>(area) + page_size;
    }

    void map_secret_file() {
        const auto file = static_cast<int>(::syscall(SYS_memfd_secret, 0));
        if (file < 0) return;
        if (::ftruncate(file, pool_size) == 0) {
            void* area = ::mmap(
                reserve(), pool_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0);
            if (area != MAP_FAILED && ::madvise(area, pool_size, MADV_DONTFORK) == 0) {
                base_ = static_cast<std::uint8_t*>(area);
                memory_ = SecretMemory::memfd_secret;
            }
        }
        // While the descriptor lives another process could map the same pages through it.
        ::close(file);
    }

    void map_locked_pages() {
        void* area = ::mmap(reserve(),
                            pool_size,
                            PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
                            -1,
                            0);
        check(area != MAP_FAILED);
        check(::mlock(area, pool_size) == 0);
        check(::madvise(area, pool_size, MADV_DONTDUMP) == 0);
        check(::madvise(area, pool_size, MADV_DONTFORK) == 0);
        base_ = static_cast<std::uint8_t*>(area);
        memory_ = SecretMemory::locked_pages;
    }

    std::uint8_t* base_ = nullptr;
    SecretMemory memory_ = SecretMemory::locked_pages;
    std::array<std::uint16_t, SecretPool::slots_max> free_{};
    std::size_t free_count_ = SecretPool::slots_max;
};

Pool& pool() {
    static Pool pool;
    return pool;
}

}  // namespace

std::uint8_t* SecretPool::take() {
    return pool().take();
}
void SecretPool::give_back(std::uint8_t* slot) {
    pool().give_back(slot);
}
std::size_t SecretPool::in_use() {
    return pool().in_use();
}
SecretMemory SecretPool::memory() {
    return pool().memory();
}

}  // namespace sealwright
