#include "vectors.hpp"

#include "sealwright/core/result.hpp"

#include <cctype>
#include <fstream>
#include <iterator>
#include <sstream>

namespace sealwright::test {

// Made by the build: where the checkout is.
std::string_view vectors_source_root();

std::string file_text(const std::string& path) {
    std::ifstream file(std::string(vectors_source_root()) + "/" + path, std::ios::binary);
    check(file.is_open());
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::vector<std::string>> vector_rows(const std::string& name) {
    std::istringstream text(file_text("tests/vectors/" + name));
    std::vector<std::vector<std::string>> rows;
    for (std::string line; std::getline(text, line);) {
        if (line.empty() || line.front() == '#') continue;
        std::istringstream fields(line);
        rows.emplace_back();
        for (std::string field; fields >> field;) {
            rows.back().push_back(field == "-" ? std::string() : field);
        }
    }
    check(!rows.empty());
    return rows;
}

Bytes unhex(std::string_view digits) {
    Bytes bytes(digits.size() / 2);
    if (bytes.empty()) return bytes;
    std::size_t size = 0;
    const char* end = nullptr;
    const auto decoded = sodium_hex2bin(
        bytes.data(), bytes.size(), digits.data(), digits.size(), nullptr, &size, &end);
    check(decoded == 0);
    check(size == bytes.size());
    check(end == digits.data() + digits.size());
    return bytes;
}

NamedVectors::NamedVectors(const std::string& name) {
    for (const auto& row : vector_rows(name)) {
        check(row.size() == 2);
        check(rows_.emplace(row[0], unhex(row[1])).second);
    }
}

const Bytes& NamedVectors::at(const std::string& name) const {
    const auto found = rows_.find(name);
    check(found != rows_.end());
    return found->second;
}

bool NamedVectors::is_shown_in(const std::string& page, const std::string& name) const {
    std::string text;
    for (const auto letter : file_text(page)) {
        if (std::isspace(static_cast<unsigned char>(letter)) == 0) text.push_back(letter);
    }
    return text.find(name + to_hex(at(name))) != std::string::npos;
}

}  // namespace sealwright::test
