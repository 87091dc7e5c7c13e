// Result<T>: a value or an Error, which nobody may ignore.
//
// Shaped like std::expected. A default-constructed Result is a *failure*: whatever produced nothing
// (a coroutine's exception path, a forgotten branch) fails closed. Broken invariants are not
// Results: `check()` ends the process, in release too. Process: all.
#pragma once

#include "sealwright/core/error.hpp"
#include "sealwright/core/errors.hpp"

#include <optional>
#include <source_location>
#include <utility>

namespace sealwright {

// Ends the process at once when an invariant is broken; a dead keeper is a sealed keeper.
void check(bool condition, std::source_location place = std::source_location::current());

template <class T>
class [[nodiscard]] Result {
public:
    Result() : error_(errors::nothing_yet) {}
    explicit(false) Result(T value) : value_(std::move(value)) {}
    explicit(false) Result(Error error) : error_(std::move(error)) {}
    explicit(false)
        Result(const ErrorSpec& spec, std::source_location place = std::source_location::current())
        : error_(Error(spec, {}, place)) {}

    explicit operator bool() const { return value_.has_value(); }
    [[nodiscard]] bool ok() const { return value_.has_value(); }

    T& operator*() & { return held(); }
    const T& operator*() const& {
        check(value_.has_value());
        return *value_;
    }
    T&& operator*() && { return std::move(held()); }
    T* operator->() { return &held(); }
    const T* operator->() const { return &**this; }

    [[nodiscard]] const Error& error() const {
        check(error_.has_value());
        return *error_;
    }

private:
    T& held() {
        check(value_.has_value());
        return *value_;
    }

    std::optional<T> value_;
    std::optional<Error> error_;
};

struct Done {};

template <>
class [[nodiscard]] Result<void> : public Result<Done> {
public:
    using Result<Done>::Result;
};

inline constexpr Done done{};

}  // namespace sealwright

// TRY(name, expression) binds the value or returns the error; TRY(expression) only does the latter.
// CO_TRY is the same inside a coroutine. These are the only control-flow macros of this house.
#define SEALWRIGHT_TRY_VALUE(leave, name, expression) \
    auto name##_result = (expression);                \
    if (!name##_result) leave(name##_result.error()); \
    auto&& name = *std::move(name##_result)
#define SEALWRIGHT_TRY_VOID(leave, expression)      \
    do {                                            \
        auto try_result = (expression);             \
        if (!try_result) leave(try_result.error()); \
    } while (false)
#define SEALWRIGHT_TRY_RETURN(...) return (__VA_ARGS__)
#define SEALWRIGHT_TRY_CO_RETURN(...) co_return (__VA_ARGS__)
#define SEALWRIGHT_TRY_PICK(first, second, picked, ...) picked
#define SEALWRIGHT_TRY_2(name, expression) \
    SEALWRIGHT_TRY_VALUE(SEALWRIGHT_TRY_RETURN, name, expression)
#define SEALWRIGHT_TRY_1(expression) SEALWRIGHT_TRY_VOID(SEALWRIGHT_TRY_RETURN, expression)
#define SEALWRIGHT_CO_TRY_2(name, expression) \
    SEALWRIGHT_TRY_VALUE(SEALWRIGHT_TRY_CO_RETURN, name, expression)
#define SEALWRIGHT_CO_TRY_1(expression) SEALWRIGHT_TRY_VOID(SEALWRIGHT_TRY_CO_RETURN, expression)
#define TRY(...) SEALWRIGHT_TRY_PICK(__VA_ARGS__, SEALWRIGHT_TRY_2, SEALWRIGHT_TRY_1)(__VA_ARGS__)
#define CO_TRY(...) \
    SEALWRIGHT_TRY_PICK(__VA_ARGS__, SEALWRIGHT_CO_TRY_2, SEALWRIGHT_CO_TRY_1)(__VA_ARGS__)
