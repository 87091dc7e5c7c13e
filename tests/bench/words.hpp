// Words: `--name value` pairs of a command line of the benchmark's meter.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace sealwright::bench {

// What is wrong ends the program: it is started by scripts/bench alone.
[[noreturn]] void give_up(const std::string& why);

class Words {
public:
    explicit Words(const std::vector<std::string>& words);

    [[nodiscard]] std::string text(const std::string& name) const;
    [[nodiscard]] std::vector<std::string> texts(const std::string& name) const;
    [[nodiscard]] std::uint64_t number(const std::string& name, std::uint64_t otherwise) const;

private:
    std::multimap<std::string, std::string> values_;
};

std::string read_whole(const std::string& path);

}  // namespace sealwright::bench
