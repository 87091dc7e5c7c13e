#include "vectors.hpp"

#include "words.hpp"

#include <fstream>
#include <sstream>

namespace sealwright::bench {

Bytes bytes_of(const std::string& digits) {
    Bytes bytes;
    for (std::size_t place = 0; place + 1 < digits.size(); place += 2) {
        bytes.push_back(
            static_cast<std::uint8_t>(std::strtoul(digits.substr(place, 2).c_str(), nullptr, 16)));
    }
    return bytes;
}

Vectors::Vectors(const std::string& path) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        std::istringstream fields(line);
        std::string name;
        std::string digits;
        if (fields >> name >> digits) rows_[name] = bytes_of(digits);
    }
}

const Bytes& Vectors::at(const std::string& name) const {
    const auto row = rows_.find(name);
    if (row == rows_.end()) give_up("there is no vector " + name);
    return row->second;
}

}  // namespace sealwright::bench
