#include "arguments.hpp"

#include "errors.hpp"

#include <charconv>
#include <string_view>

namespace sealwright::agent {
namespace {

using Verb = Arguments::Verb;

std::optional<int> descriptor_of(std::string_view word) {
    int number = -1;
    const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), number);
    const bool whole = failure == std::errc() && end == word.data() + word.size();
    return whole && number >= 0 ? std::optional(number) : std::nullopt;
}

Error odd(std::string_view word) {
    return {errors::agent_usage, {fact("word", word)}};
}

// Takes the option at the front of `words` with its value; true when it was one.
Result<bool> take_option(std::span<char*>& words, Arguments& arguments) {
    const std::string_view word = words.front();
    const bool is_config = word == "--config";
    const bool is_token = word == "--token-fd" && arguments.verb == Verb::enrol;
    if (!is_config && !is_token) return false;
    if (words.size() < 2) return odd(word);
    const std::string_view value = words[1];
    if (is_config) arguments.config = value;
    if (is_token) arguments.token_descriptor = descriptor_of(value);
    if (is_token && !arguments.token_descriptor) return odd(value);
    words = words.subspan(2);
    return true;
}

}  // namespace

const std::string_view usage_screen =
    "usage: sealwright-agent [--config FILE]                     serve the vault of this host\n"
    "       sealwright-agent enrol [--config FILE] [--token-fd N]  make this node known, once\n"
    "       sealwright-agent attest --dry-run [--config FILE]    show every check, release "
    "nothing\n"
    "FILE is what `sealwright check-config --agent` wrote; default /etc/sealwright/agent.conf.\n"
    "Without --token-fd the token is read from the terminal, or from standard input.\n";

Result<Arguments> parse_arguments(std::span<char*> words) {
    Arguments arguments;
    words = words.subspan(words.empty() ? 0 : 1);
    const auto first = words.empty() ? std::string_view() : std::string_view(words.front());
    if (first == "--help") arguments.verb = Verb::help;
    if (first == "enrol") arguments.verb = Verb::enrol;
    if (first == "attest") arguments.verb = Verb::rehearse;
    if (first == "--prover") arguments.verb = Verb::prove;
    if (arguments.verb != Verb::serve) words = words.subspan(1);
    bool is_dry = false;
    while (!words.empty()) {
        const std::string_view word = words.front();
        TRY(taken, take_option(words, arguments));
        if (taken) continue;
        if (word != "--dry-run" || arguments.verb != Verb::rehearse) return odd(word);
        is_dry = true;
        words = words.subspan(1);
    }
    // An attestation that would open something is the serving agent's alone.
    if (arguments.verb == Verb::rehearse && !is_dry) return odd("attest");
    return arguments;
}

}  // namespace sealwright::agent
