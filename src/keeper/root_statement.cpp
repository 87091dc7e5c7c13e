// The route `root statement`: what the journal says of a vault's root, read from it entry by entry,
// and signed.
#include "sealwright/journal/root_statement.hpp"

#include "operating.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

constexpr std::uint64_t entries_max = 200'000;
constexpr std::uint64_t page_max = 512;

}  // namespace

// A checkpoint first, so that an export of now reaches as far as the statement does.
Result<Reply> Operating::root_statement(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::RootStatementAsk>(ask.body));
    TRY(known_vault(core_.state(), message.name));
    const bool is_future = message.to_ms > core_.latest_ms();
    if (message.from_ms >= message.to_ms || is_future) {
        return Error(errors::statement_range,
                     {fact("from", message.from_ms), fact("to", message.to_ms)});
    }
    TRY(core_.checkpoint());
    const auto head = core_.book().head().sequence;
    auto next = core_.state().archives.start.sequence + 1;
    if (head - next >= entries_max) {
        return Error(errors::statement_long, {fact("entries", head - next + 1)});
    }
    journal::RootStatement statement({message.name, message.from_ms, message.to_ms});
    while (next <= head) {
        TRY(opened, opened_entries(next, std::min(page_max, head - next + 1)));
        for (const auto& bytes : opened) {
            TRY(entry, wire::decode<journal::Entry>(bytes));
            TRY(statement.read(entry));
        }
        next += opened.size();
        core_.at_work();
    }
    const auto key = journal::VerifierKey::parse(core_.verifier_key());
    check(key.ok());
    return reply_with(
        operate::RootStatement{journal::sign_text(statement.text(), key->name, core_.identity())});
}

}  // namespace sealwright::keeper
