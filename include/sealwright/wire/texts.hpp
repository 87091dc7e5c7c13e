// A list of texts, as messages carry it: a count, then each text.
//
// Process: all. Spec: docs/protocol/encoding.md.
#pragma once

#include "sealwright/wire/reader.hpp"
#include "sealwright/wire/writer.hpp"

#include <string>
#include <vector>

namespace sealwright::wire {

inline void write_texts(Writer& writer, const std::vector<std::string>& texts) {
    writer.count(texts.size());
    for (const auto& text : texts) writer.text(text);
}

inline std::vector<std::string> read_texts(Reader& reader,
                                           std::size_t count_max,
                                           std::size_t size_max) {
    std::vector<std::string> texts;
    const auto count = reader.count(count_max);
    for (std::uint32_t each = 0; each < count && !reader.failed(); ++each) {
        texts.push_back(reader.text(size_max));
    }
    return texts;
}

}  // namespace sealwright::wire
