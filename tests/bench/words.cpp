#include "words.hpp"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace sealwright::bench {

void give_up(const std::string& why) {
    std::fprintf(stderr, "meter: %s\n", why.c_str());
    std::exit(1);
}

Words::Words(const std::vector<std::string>& words) {
    for (std::size_t at = 0; at < words.size(); at += 2) {
        if (!words[at].starts_with("--") || at + 1 == words.size()) {
            give_up("expected --name value, found " + words[at]);
        }
        values_.emplace(words[at].substr(2), words[at + 1]);
    }
}

std::string Words::text(const std::string& name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) give_up("--" + name + " is missing");
    return found->second;
}

std::vector<std::string> Words::texts(const std::string& name) const {
    std::vector<std::string> found;
    const auto [first, last] = values_.equal_range(name);
    for (auto each = first; each != last; ++each) found.push_back(each->second);
    return found;
}

std::uint64_t Words::number(const std::string& name, std::uint64_t otherwise) const {
    const auto found = values_.find(name);
    if (found == values_.end()) return otherwise;
    const auto& text = found->second;
    std::uint64_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size()) {
        give_up("--" + name + " is no number: " + text);
    }
    return value;
}

std::string read_whole(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) give_up("cannot read " + path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace sealwright::bench
