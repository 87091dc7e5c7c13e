// Outcome<T>: a value, or why there is none: an Error of this process or a Refusal of the service.
//
// Shaped like Result, so TRY passes both kinds on. A Failure knows its exit code, which scripts
// rely on. Process: cli. Spec: docs/reference/commands.md section "Exit codes".
#pragma once

#include "sealwright/claims/refusal.hpp"
#include "sealwright/core/result.hpp"

#include <optional>
#include <string>
#include <utility>

namespace sealwright::cli {

enum class Exit : int {
    ok = 0,
    usage = 1,     // The command line, or something on this machine.
    remote = 2,    // The service refused or is away, or is not in the wanted state.
    pending = 10,  // It waits for other people.
    denied = 11,   // Who asks may not.
    broken = 13,   // The journal does not hold.
    finding = 14,  // Something was found that a person should change.
};

// Nothing has failed: a change that was asked for waits for other people.
struct Waiting {
    std::string request;
    std::string state;
    std::uint64_t approvals = 0;
    std::uint64_t needed = 0;
    std::uint64_t until_ms = 0;
};

struct Failure {
    explicit(false) Failure(const Error& error);
    explicit(false) Failure(const claims::Refusal& refusal);
    explicit(false) Failure(Waiting what_waits);

    std::uint16_t code = 0;
    Exit exit = Exit::usage;
    std::string what;
    std::string remedy;
    std::optional<Waiting> waiting{};
};

template <class T>
class [[nodiscard]] Outcome {
public:
    explicit(false) Outcome(T value) : value_(std::move(value)) {}
    explicit(false) Outcome(Failure failure) : failure_(std::move(failure)) {}
    explicit(false) Outcome(const Error& error) : failure_(error) {}
    explicit(false) Outcome(const ErrorSpec& spec) : failure_(Error(spec)) {}

    explicit operator bool() const { return value_.has_value(); }

    T& operator*() & {
        check(value_.has_value());
        return *value_;
    }
    const T& operator*() const& {
        check(value_.has_value());
        return *value_;
    }
    T&& operator*() && {
        check(value_.has_value());
        return std::move(*value_);
    }
    T* operator->() { return &**this; }
    const T* operator->() const { return &**this; }

    [[nodiscard]] const Failure& error() const {
        check(failure_.has_value());
        return *failure_;
    }

private:
    std::optional<T> value_;
    std::optional<Failure> failure_;
};

}  // namespace sealwright::cli
