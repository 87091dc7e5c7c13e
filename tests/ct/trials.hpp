// What the constant-time programs share: random bytes that memcheck takes for undefined, and
// trials, each with a twin that does the same wrongly and must be reported.
#pragma once

#include "sealwright/core/now.hpp"

#include <sodium.h>
#include <valgrind/memcheck.h>

#include <iostream>
#include <span>
#include <string_view>

namespace sealwright::ct {

class SecretRandom final : public Random {
public:
    void fill(std::span<std::uint8_t> out) override {
        randombytes_buf(out.data(), out.size());
        VALGRIND_MAKE_MEM_UNDEFINED(out.data(), out.size());
    }
};

struct Trial {
    std::string_view name;
    bool (*right)();
    bool (*wrong)();
};

// `arguments`: which of them, and `right` or `wrong`. The verdict of a trial is public; a wrong
// twin's is not looked at.
inline int run_trial(std::span<const Trial> trials, std::span<char*> arguments) {
    if (arguments.size() != 3 || RUNNING_ON_VALGRIND == 0) return 2;
    const bool is_wrong = std::string_view(arguments[2]) == "wrong";
    for (const auto& trial : trials) {
        if (trial.name != arguments[1]) continue;
        bool passed = is_wrong ? trial.wrong() : trial.right();
        VALGRIND_MAKE_MEM_DEFINED(&passed, sizeof passed);
        std::cout << (passed ? "passed" : "did not pass") << "\n";
        return 0;
    }
    return 2;
}

}  // namespace sealwright::ct
