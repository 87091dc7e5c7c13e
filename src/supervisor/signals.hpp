// Signals: the deaths of children and the wish to end, as a descriptor for the loop.
#pragma once

#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/result.hpp"

namespace sealwright::supervisor {

class Signals {
public:
    static Result<Signals> open();

    [[nodiscard]] int number() const { return descriptor_.number(); }

    // Reads what has come, and says what was asked for.
    struct Wishes {
        bool end = false;
        bool reload = false;  // SIGHUP
    };
    [[nodiscard]] Wishes take() const;

private:
    explicit Signals(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

    Descriptor descriptor_;
};

}  // namespace sealwright::supervisor
