// Fronts: what the connected fronts have said about themselves.
//
// Believed for what is shown to people, never for a decision. Process: keeper. Limits: as many as
// Loop lets in.
#pragma once

#include "sealwright/observe/messages.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>

namespace sealwright::keeper {

class Fronts {
public:
    // `connection` is the Loop's number of it.
    void said(std::uint64_t connection, const observe::FrontFacts& facts) {
        facts_[connection] = facts;
    }
    void left(std::uint64_t connection) { facts_.erase(connection); }

    // When the first of their certificates ends; nothing when no front is there.
    [[nodiscard]] std::optional<std::uint64_t> server_not_after_ms() const {
        const auto first =
            std::min_element(facts_.begin(), facts_.end(), [](const auto& left, const auto& right) {
                return left.second.server_not_after_ms < right.second.server_not_after_ms;
            });
        if (first == facts_.end()) return std::nullopt;
        return first->second.server_not_after_ms;
    }

private:
    std::map<std::uint64_t, observe::FrontFacts> facts_;
};

}  // namespace sealwright::keeper
