// Refusal: the answer frame of an ask that was not carried out, whoever refuses.
//
// Carries the stable code, the sentence with its facts and the remedy, never a secret (it is made
// from an Error). Frame type 0x0001. Process: all. Spec: docs/protocol/frames.md section 2.
#pragma once

#include "sealwright/core/error.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>

namespace sealwright::claims {

struct Refusal {
    static constexpr std::uint16_t type = 0x0001;

    std::uint16_t code = 0;
    std::string sentence;
    std::string remedy;

    Refusal() = default;
    explicit Refusal(const Error& error);

    void write(wire::Writer& writer) const;
    static Refusal read(wire::Reader& reader);
};

}  // namespace sealwright::claims
