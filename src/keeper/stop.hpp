// Stop: a hold of one vault, or the freeze of the service, by whom and until when.
//
// By one person it ends after 4 hours, unless another person confirms it; then only a lift ends it.
// Whoever held alone and was overruled (lifted, or not confirmed in time) cannot do it again for 24
// hours, so nobody alone keeps a vault down. The local socket is nobody's name: its stop confirms
// none and none confirms it, but a person's takes its place. In a solo installation its operator
// confirms himself. Process: keeper. Limits: 65 overruled. Spec: docs/protocol/acts.md section 8.
#pragma once

#include "sealwright/core/result.hpp"
#include "sealwright/wire/codec.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sealwright::keeper {

struct Stop {
    std::uint64_t since_ms = 0;  // Wall time, as all here.
    std::string by;              // Who, for people to read.
    std::string reason;
    std::uint64_t entry = 0;  // Of the journal, where it began or was confirmed: what a lift names.
    std::string who;          // A person's name; empty: the local socket.
    std::uint64_t until_ms = 0;  // 0: confirmed.
    std::string confirmed_by;

    void write(wire::Writer& writer) const;
    static Stop read(wire::Reader& reader);
    [[nodiscard]] bool in_force(std::uint64_t wall_ms) const {
        return until_ms == 0 || wall_ms < until_ms;
    }
    bool operator==(const Stop&) const = default;
};

// Who asks for a stop, and how it will be shown.
struct Stopper {
    std::string by;
    std::string who;
    bool is_alone = false;  // A solo installation's operator, who is everybody.
};

class Stops {
public:
    static constexpr std::uint64_t alone_ms = std::uint64_t{4} * 60 * 60 * 1000;
    static constexpr std::uint64_t overruled_ms = std::uint64_t{24} * 60 * 60 * 1000;

    enum class Effect { begun, confirmed };
    Result<Effect> begin(const Stopper& stopper,
                         std::string_view reason,
                         std::uint64_t entry,
                         std::uint64_t wall_ms);
    // Of the stop that this entry began or confirmed (0: whichever it is), and of no other.
    Result<Stop> lift(std::uint64_t entry, std::uint64_t wall_ms);

    // The one in force.
    [[nodiscard]] const Stop* now(std::uint64_t wall_ms) const;

    void write(wire::Writer& writer) const;
    static Stops read(wire::Reader& reader);
    bool operator==(const Stops&) const = default;

private:
    struct Overruled {
        std::string who;
        std::uint64_t until_ms = 0;
        bool operator==(const Overruled&) const = default;
    };
    void overrule(const Stop& stop, std::uint64_t from_ms);
    [[nodiscard]] bool is_overruled(const std::string& who, std::uint64_t wall_ms) const;

    std::optional<Stop> stop_;
    std::vector<Overruled> overruled_;
};

}  // namespace sealwright::keeper
