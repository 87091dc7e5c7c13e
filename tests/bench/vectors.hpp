// Vectors: a file of tests/vectors whose lines are a name and its bytes in hex digits.
#pragma once

#include "sealwright/core/bytes.hpp"

#include <map>
#include <string>

namespace sealwright::bench {

Bytes bytes_of(const std::string& digits);

class Vectors {
public:
    explicit Vectors(const std::string& path);

    // What is wrong ends the program.
    [[nodiscard]] const Bytes& at(const std::string& name) const;

private:
    std::map<std::string, Bytes> rows_;
};

}  // namespace sealwright::bench
