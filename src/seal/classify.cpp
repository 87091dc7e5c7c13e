#include "sealwright/seal/classify.hpp"

#include <algorithm>

namespace sealwright::seal {
namespace {

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}
bool is_hex(char letter) {
    return is_digit(letter) || (letter >= 'a' && letter <= 'f');
}
// Every letter is looked at in the same way, whichever it is: it may be one of a root key.
bool are_base64(std::string_view text) {
    unsigned odd = 0;
    for (const auto letter : text) {
        const auto is_between = [letter](char low, char high) {
            return static_cast<unsigned>(letter >= low) & static_cast<unsigned>(letter <= high);
        };
        const auto is_letter = is_between('0', '9') | is_between('a', 'z') | is_between('A', 'Z') |
                               is_between('+', '+') | is_between('/', '/');
        odd |= is_letter ^ 1U;
    }
    return odd == 0;
}

// `Heartbeat ` and one to three digits.
bool is_heartbeat(std::string_view text) {
    constexpr std::string_view prefix = "Heartbeat ";
    if (text.size() <= prefix.size() || text.size() > prefix.size() + 3) return false;
    if (!text.starts_with(prefix)) return false;
    const auto digits = text.substr(prefix.size());
    return std::all_of(digits.begin(), digits.end(), is_digit);
}

// `diagnose-` and a UUID, as `bao operator diagnose` sends.
bool is_diagnose(std::string_view text) {
    constexpr std::string_view prefix = "diagnose-";
    constexpr std::size_t uuid_size = 36;
    if (text.size() != prefix.size() + uuid_size || !text.starts_with(prefix)) return false;
    const auto uuid = text.substr(prefix.size());
    return std::all_of(
        uuid.begin(), uuid.end(), [](char letter) { return is_hex(letter) || letter == '-'; });
}

// `["` 44 characters of base64 (of 32 bytes: 43 and one `=`) `"]`.
bool is_stored_root_key(std::string_view text) {
    constexpr std::size_t size = 48;
    if (text.size() != size || !text.starts_with("[\"") || !text.ends_with("=\"]")) return false;
    return are_base64(text.substr(2, 43));
}

// One `<64 hex digits>  <file name>` line.
bool is_sum_line(std::string_view line) {
    constexpr std::size_t digest_digits = 64;
    if (line.size() <= digest_digits + 2) return false;
    const auto digest = line.substr(0, digest_digits);
    if (!std::all_of(digest.begin(), digest.end(), is_hex)) return false;
    return line[digest_digits] == ' ' && line[digest_digits + 1] == ' ';
}

bool is_snapshot_sums(std::string_view text) {
    if (text.empty() || text.back() != '\n') return false;
    while (!text.empty()) {
        const auto end = text.find('\n');
        if (!is_sum_line(text.substr(0, end))) return false;
        text.remove_prefix(end + 1);
    }
    return true;
}

}  // namespace

// Sizes before letters: what is as long as a raw key is not compared with anything.
claims::SealClass classify(View plaintext) {
    using claims::SealClass;
    const auto text = text_of(plaintext);
    if (plaintext.size() == 32) return SealClass::recovery_key;
    if (plaintext.size() == 24) return SealClass::raft_challenge;
    if (text == "a") return SealClass::probe;
    if (is_heartbeat(text) || is_diagnose(text)) return SealClass::heartbeat;
    if (is_stored_root_key(text)) return SealClass::stored_root_key;  // Public: its class.
    if (is_snapshot_sums(text)) return SealClass::snapshot_sums;
    return SealClass::other;
}

}  // namespace sealwright::seal
