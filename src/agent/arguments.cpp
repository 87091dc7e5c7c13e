#include "arguments.hpp"

#include "errors.hpp"
#include "sealwright/core/bytes.hpp"

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

// Names an option and nothing that stands behind it: a token that somebody put here all the same
// is not repeated.
Error odd(std::string_view word) {
    const auto name = word.starts_with('-') ? word.substr(0, word.find('=')) : "(no option)";
    return {errors::agent_usage, {fact("word", name)}};
}

// Lowercase digits, the one form that `to_hex` writes.
std::optional<Digest> digest_of_hex(std::string_view text) {
    constexpr int base = 16;
    Digest digest{};
    if (text.size() != 2 * digest.size()) return std::nullopt;
    for (std::size_t place = 0; place < digest.size(); ++place) {
        const auto* first = text.data() + 2 * place;
        const auto [end, failure] = std::from_chars(first, first + 2, digest[place], base);
        if (failure != std::errc() || end != first + 2) return std::nullopt;
    }
    if (to_hex(digest) != text) return std::nullopt;
    return digest;
}

bool is_of_host(Verb verb) {
    return verb == Verb::host_card || verb == Verb::host_quote;
}

Result<void> put_host_option(std::string_view word, std::string_view value, Arguments& arguments) {
    constexpr std::size_t name_max = 64;
    if (word == "--name" && arguments.verb == Verb::host_card && !value.empty() &&
        value.size() <= name_max) {
        arguments.name = value;
        return done;
    }
    if (word == "--pcrs") {
        const auto pcrs = claims::PcrSet::parse(value);
        if (!pcrs || pcrs->is_empty()) return odd(word);
        arguments.pcrs = *pcrs;
        return done;
    }
    if (word == "--binding" && arguments.verb == Verb::host_quote) {
        const auto binding = digest_of_hex(value);
        if (!binding) return odd(word);
        arguments.binding = *binding;
        return done;
    }
    return odd(word);
}

// Takes the option at the front of `words` with its value; true when it was one.
Result<bool> take_option(std::span<char*>& words, Arguments& arguments) {
    const std::string_view word = words.front();
    const bool is_config = word == "--config";
    const bool is_token = word == "--token-fd" && arguments.verb == Verb::enrol;
    const bool is_host = is_of_host(arguments.verb);
    const bool is_tpm = word == "--tpm" && (arguments.verb == Verb::identify || is_host);
    if (is_host && !is_tpm) {
        if (words.size() < 2) return odd(word);
        TRY(put_host_option(word, words[1], arguments));
        words = words.subspan(2);
        return true;
    }
    const bool is_format = word == "--format" && arguments.verb == Verb::identify;
    if (!is_config && !is_token && !is_tpm && !is_format) return false;
    if (words.size() < 2) return odd(word);
    const std::string_view value = words[1];
    if (is_config) {
        arguments.config = value;
        arguments.tpm.reset();
    }
    if (is_tpm) arguments.tpm = value;
    if (is_format && value != "json" && value != "table") return odd(word);
    if (is_format) arguments.is_json = value == "json";
    if (is_token) arguments.token_descriptor = descriptor_of(value);
    if (is_token && !arguments.token_descriptor) return odd(word);
    words = words.subspan(2);
    return true;
}

}  // namespace

const std::string_view usage_screen =
    "usage: sealwright-agent [--config FILE]                     serve the vault of this host\n"
    "       sealwright-agent enrol [--config FILE] [--token-fd N]  make this node known, once\n"
    "       sealwright-agent attest --dry-run [--config FILE]    show every check, release "
    "nothing\n"
    "       sealwright-agent identity [--tpm ADDRESS | --config FILE] [--format table|json]\n"
    "                                                            show who this machine is\n"
    "       sealwright-agent recovery-host card --name NAME [--tpm ADDRESS] [--pcrs LIST] >FILE\n"
    "                                                            what custodians pin of this host\n"
    "       sealwright-agent recovery-host quote --binding HEX [--tpm ADDRESS] [--pcrs LIST] "
    ">FILE\n"
    "                                                            for `sealwright recover attest`\n"
    "FILE is what `sealwright check-config --agent` wrote; default /etc/sealwright/agent.conf.\n"
    "Without --token-fd the token is read from the terminal, or from standard input.\n";

Result<Arguments> parse_arguments(std::span<char*> words) {
    Arguments arguments;
    words = words.subspan(words.empty() ? 0 : 1);
    const auto first = words.empty() ? std::string_view() : std::string_view(words.front());
    if (first == "--help") arguments.verb = Verb::help;
    if (first == "enrol") arguments.verb = Verb::enrol;
    if (first == "attest") arguments.verb = Verb::rehearse;
    if (first == "identity") arguments.verb = Verb::identify;
    if (first == "--prover") arguments.verb = Verb::prove;
    const auto second = words.size() < 2 ? std::string_view() : std::string_view(words[1]);
    if (first == "recovery-host") {
        if (second != "card" && second != "quote") return odd("recovery-host");
        arguments.verb = second == "card" ? Verb::host_card : Verb::host_quote;
        words = words.subspan(1);
    }
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
    const bool lacks_name = arguments.verb == Verb::host_card && arguments.name.empty();
    const bool lacks_binding = arguments.verb == Verb::host_quote && arguments.binding == Digest{};
    if (lacks_name) return odd("--name");
    if (lacks_binding) return odd("--binding");
    // An attestation that would open something is the serving agent's alone.
    if (arguments.verb == Verb::rehearse && !is_dry) return odd("attest");
    return arguments;
}

}  // namespace sealwright::agent
