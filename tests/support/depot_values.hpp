// Rows, entries and commits for tests of whatever speaks to a depot.
#pragma once

#include "sealwright/store/depot.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace sealwright::test {

inline InstanceId instance_named(std::uint8_t number) {
    IdBytes bytes{};
    bytes.back() = number;
    return InstanceId(bytes);
}

inline Digest digest_named(std::uint64_t number) {
    Digest digest{};
    for (auto& byte : digest) {
        byte = static_cast<std::uint8_t>(number);
        number = number / 2 + 1;
    }
    return digest;
}

// Entries that continue `head`, with bodies of `size` bytes.
inline std::vector<store::StoredEntry> entries_after(const store::Head& head,
                                                     std::size_t count,
                                                     std::size_t size = 5) {
    std::vector<store::StoredEntry> entries;
    for (std::size_t index = 1; index <= count; ++index) {
        const auto sequence = head.sequence + index;
        entries.push_back({sequence, digest_named(sequence), Bytes(size, 0xe5)});
    }
    return entries;
}

inline store::Row row(std::string key, std::uint64_t version, std::size_t size = 3) {
    return {std::move(key), version, Bytes(size, static_cast<std::uint8_t>(version))};
}

inline store::Loaded all_of(store::Depot& depot, const InstanceId& instance) {
    auto loaded = depot.load({instance, ""});
    REQUIRE(loaded);
    return *loaded;
}

// A commit on the state that is there now.
inline store::Commit commit_on(store::Depot& depot,
                               const InstanceId& instance,
                               std::vector<store::Row> puts,
                               std::size_t entries) {
    const auto now = all_of(depot, instance);
    return {now.revision, instance, now.head, std::move(puts), entries_after(now.head, entries)};
}

inline store::Committed made(store::Depot& depot, const store::Commit& commit) {
    const auto answer = depot.commit(commit);
    REQUIRE(answer);
    REQUIRE(std::holds_alternative<store::Committed>(*answer));
    return std::get<store::Committed>(*answer);
}

inline store::Conflict lost(store::Depot& depot, const store::Commit& commit) {
    const auto answer = depot.commit(commit);
    REQUIRE(answer);
    REQUIRE(std::holds_alternative<store::Conflict>(*answer));
    return std::get<store::Conflict>(*answer);
}

}  // namespace sealwright::test
