// What an agent reads from outside beside its session: an answer's head, its configuration, its one
// file, its prover's frames. Whatever is accepted has one form.
#include "agent/core/key_version.hpp"
#include "agent/core/prover_messages.hpp"
#include "sealwright/config/agent.hpp"
#include "sealwright/http/strict.hpp"

#include <algorithm>

namespace {

using namespace sealwright;

template <class Message>
void has_one_form(View input) {
    if (const auto message = wire::decode<Message>(input)) {
        check(std::ranges::equal(wire::encode(*message), input));
    }
}

void check_answer(View input) {
    const auto size = http::head_size(input, 0);
    if (!size || !*size) return;
    const auto head = http::check_answer_head(text_of(input.first(**size)));
    if (!head) return;
    check(head->status >= 200 && head->status <= 599);
    check(head->content_length <= http::answer_size_max);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const View input(data, size);
    check_answer(input);
    has_one_form<config::AgentConfig>(input);
    has_one_form<agent::IdentityAnswer>(input);
    has_one_form<agent::ActivateAsk>(input);
    has_one_form<agent::Activated>(input);
    has_one_form<agent::ProveAsk>(input);
    has_one_form<agent::Proved>(input);
    if (const auto config = config::parse_compiled_agent(input)) {
        check(std::ranges::equal(config::compile(*config), input));
    }
    const VaultId vault;
    if (const auto version = agent::decode_key_version(vault, input)) {
        check(std::ranges::equal(agent::encode_key_version(vault, *version), input));
    }
    return 0;
}
