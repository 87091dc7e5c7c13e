// Secret<N, Tag>: N secret bytes in a slot of the process's guarded pool.
//
// The pool is one mapping made at start: memfd_secret where the kernel has it, else locked pages
// kept out of core files, between guard pages; if it cannot be locked the process ends. A slot is
// wiped when its Secret dies, so the hot path makes no system call for a key. A Secret moves and
// never copies, has no ==, no stream operator and no conversion to a Secret of another Tag
// (tests/negative/). Reading the bytes needs a SecretAccess. Process: all. Size: N <= 64 bytes.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/result.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

namespace sealwright {

namespace crypto {
class KeyDeriver;
class RecordSealer;
class ShareSplitter;
class Signer;
class SealedBox;
class ExchangePair;
class Hpke;
}  // namespace crypto
namespace attest {
class EnrolmentToken;
}  // namespace attest
namespace hsm {
class PrfCodec;
class PinEntry;
}  // namespace hsm
namespace session {
class KeySchedule;
}  // namespace session
namespace attest {
class PinnedKey;
}  // namespace attest
namespace threshold {
class SecretScalar;
class Element;
class Transcript;
class Tdh2;
}  // namespace threshold

// Proof that the caller may see secret bytes. Only the friends below can mint one, so
// `grep SecretAccess` is the complete list of code an auditor has to read.
class SecretAccess {
    friend class attest::EnrolmentToken;
    friend class crypto::KeyDeriver;
    friend class crypto::RecordSealer;
    friend class crypto::ShareSplitter;
    friend class crypto::Signer;
    friend class crypto::SealedBox;
    friend class crypto::ExchangePair;
    friend class hsm::PrfCodec;
    friend class hsm::PinEntry;
    friend class session::KeySchedule;
    friend class attest::PinnedKey;
    friend class crypto::Hpke;
    friend class threshold::SecretScalar;
    friend class threshold::Element;
    friend class threshold::Transcript;
    friend class threshold::Tdh2;
    SecretAccess() = default;
};

// How the pool's pages are kept; shown by `sealwrightd --self-test-sandbox`.
enum class SecretMemory { memfd_secret, locked_pages };

class SecretPool {
public:
    static constexpr std::size_t slot_size = 64;
    static constexpr std::size_t slots_for_sessions = 16'384;  // One a sealed session.
    static constexpr std::size_t slots_for_work = 4'096;       // What one round of a process opens.
    static constexpr std::size_t slots_max = slots_for_sessions + slots_for_work;

    // Wiped memory of one slot; ends the process when the pool is exhausted, which a bounded
    // process never does.
    static std::uint8_t* take();
    static void give_back(std::uint8_t* slot);
    static std::size_t in_use();
    static SecretMemory memory();
};

// A secret that somebody else owns, to pass as an argument. Reading it needs a SecretAccess too.
template <std::size_t N>
class SecretRef {
public:
    explicit SecretRef(const std::uint8_t* bytes) : bytes_(bytes) {}
    [[nodiscard]] std::span<const std::uint8_t, N> reveal(SecretAccess) const {
        return std::span<const std::uint8_t, N>(bytes_, N);
    }

private:
    const std::uint8_t* bytes_;
};

template <std::size_t N, class Tag>
class Secret {
    static_assert(N <= SecretPool::slot_size);

public:
    static constexpr std::size_t size = N;

    Secret() : slot_(SecretPool::take()) {}
    ~Secret() { drop(); }
    Secret(Secret&& other) noexcept : slot_(std::exchange(other.slot_, nullptr)) {}
    Secret& operator=(Secret&& other) noexcept {
        if (this != &other) {
            drop();
            slot_ = std::exchange(other.slot_, nullptr);
        }
        return *this;
    }
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    bool operator==(const Secret&) const = delete;

    [[nodiscard]] std::span<const std::uint8_t, N> reveal(SecretAccess) const {
        check(slot_ != nullptr);
        return std::span<const std::uint8_t, N>(slot_, N);
    }
    [[nodiscard]] std::span<std::uint8_t, N> write(SecretAccess) {
        check(slot_ != nullptr);
        return std::span<std::uint8_t, N>(slot_, N);
    }
    // The same bytes for a function that takes any secret of this size.
    [[nodiscard]] SecretRef<N> ref() const {
        check(slot_ != nullptr);
        return SecretRef<N>(slot_);
    }

private:
    void drop() {
        if (slot_ != nullptr) SecretPool::give_back(slot_);
        slot_ = nullptr;
    }

    std::uint8_t* slot_;
};

}  // namespace sealwright
