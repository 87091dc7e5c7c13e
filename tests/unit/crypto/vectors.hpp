// The files of tests/vectors: lines of fields between single blanks, `#` before a remark, a dash
// for an empty field. They are small and ours to commit, so a malformed one ends the test run.
#pragma once

#include "sealwright/core/bytes.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sealwright::test {

// The text of a file of the checkout, by its path from the root.
std::string file_text(const std::string& path);

// The lines of tests/vectors/`name`, each split into its fields.
std::vector<std::vector<std::string>> vector_rows(const std::string& name);

Bytes unhex(std::string_view digits);

// A file whose lines are a name and its bytes.
class NamedVectors {
public:
    explicit NamedVectors(const std::string& name);

    [[nodiscard]] const Bytes& at(const std::string& name) const;
    // Whether the page says `name`, then exactly these bytes, however the lines are broken.
    [[nodiscard]] bool is_shown_in(const std::string& page, const std::string& name) const;

private:
    std::map<std::string, Bytes> rows_;
};

}  // namespace sealwright::test
