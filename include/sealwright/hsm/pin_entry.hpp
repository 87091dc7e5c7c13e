// PinEntry: a token's PIN on its way from its source to the module, in guarded memory.
//
// One trailing newline is cut; an empty PIN (CVE-2023-40660), one over 64 bytes and one with
// control characters are refused before any module sees them. The file must belong to root or to
// this process's user and be closed to everybody else. Process: token; cli reads and seals one.
// Limits: 1 to 64 bytes; a descriptor has 30 s to be written to its end. Spec:
// docs/protocol/token.md section 4.
#pragma once

#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/secret.hpp"
#include "sealwright/crypto/sealed_box.hpp"

#include <string>
#include <utility>

namespace sealwright::hsm {

class PinEntry {
public:
    static constexpr std::size_t size_max = SecretPool::slot_size;

    static Result<PinEntry> from_file(const std::string& path);
    static Result<PinEntry> from_descriptor(Descriptor source);
    static Result<PinEntry> from_box(const crypto::SealedBox& box, View sealed);
    static Result<PinEntry> from_bytes(View bytes);

    [[nodiscard]] std::size_t size() const { return size_; }

    // The one way to the bytes: they are valid during the call only.
    template <class Take>
    auto show_to(Take&& take) const {
        return std::forward<Take>(take)(View(pin_.reveal(SecretAccess())).first(size_));
    }

private:
    PinEntry() = default;

    Secret<size_max, struct PinTag> pin_;
    std::size_t size_ = 0;
};

}  // namespace sealwright::hsm
