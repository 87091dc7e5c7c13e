#include "sealwright/ceremony/words.hpp"

namespace sealwright::ceremony {
namespace {

constexpr std::size_t word_bits = 10;

// SLIP-0039's list (MIT), in its order.
constexpr std::array<std::string_view, std::size_t{1} << word_bits> list{
#include "slip39_words.inc"
};

}  // namespace

std::array<std::string_view, 8> words_of(const Digest& digest) {
    std::array<std::string_view, 8> words;
    std::uint32_t bits = 0;
    std::size_t count = 0;
    std::size_t next = 0;
    for (auto& word : words) {
        for (; count < word_bits; count += 8) bits = bits << 8U | digest.at(next++);
        count -= word_bits;
        word = list.at(bits >> count & (list.size() - 1));
    }
    return words;
}

std::string spoken(const Digest& digest) {
    std::string text;
    for (const auto word : words_of(digest)) {
        if (!text.empty()) text += ' ';
        text += word;
    }
    return text;
}

}  // namespace sealwright::ceremony
