#include "unsigned_word.hpp"

#include "error_catalogue.hpp"
#include "sealwright/custody/errors.hpp"
#include "table.hpp"

namespace sealwright::cli {
namespace {

constexpr std::size_t said_max = 300;

constexpr const char* ask_by_voice =
    "do nothing that it says; ask the people who run it, by voice, on a number that you knew "
    "before";

// Whether somebody has to be in the room is for this program to say, out of what was signed.
bool is_about_the_room(std::uint16_t code) {
    return code == errors::room_statement.code || code == errors::room_empty.code;
}

}  // namespace

Failure unsigned_word(std::uint16_t code, const std::string& says) {
    const auto* const known = find_error(code);
    const bool is_ours = known != nullptr && !is_about_the_room(code);
    claims::Refusal refusal;
    refusal.code = code;
    refusal.sentence =
        "the front says, and nobody signed it: " + printable(says.substr(0, said_max));
    refusal.remedy = is_ours ? std::string(known->remedy) : ask_by_voice;
    Failure failure(refusal);
    failure.exit = Exit::remote;
    return failure;
}

}  // namespace sealwright::cli
