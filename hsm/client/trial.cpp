// Opening one key through exactly the tokens that are named, to see whether it would open.
#include "sealwright/hsm/client/errors.hpp"
#include "sealwright/hsm/client/key_opener.hpp"

namespace sealwright::hsm::client {
namespace {

struct Question {
    Bytes context;
    const Envelope* envelope = nullptr;
};

}  // namespace

KeyOpener::Tried KeyOpener::try_through(const KeyRecord& record,
                                        const std::vector<ReadyToken>& tokens,
                                        Place place) {
    check(!record.wraps.empty());
    const auto& wrap = record.wraps.front();
    std::vector<crypto::Share> shares;
    std::optional<Fault> fault;
    std::map<std::size_t, Question> waiting;  // By token.
    const auto blame = [&fault](std::size_t token, Fault::Kind kind) {
        if (!fault) fault = Fault{token, kind};
    };
    ++correlation_;
    for (const auto& token : tokens) {
        const auto* envelope = wrap.envelope_of(token.key.key_id);
        const auto salt = envelope == nullptr
                              ? Result<crypto::Salt>(errors::token_answer_wrong)
                              : crypto::RecordSealer::envelope_salt(envelope->sealed);
        if (envelope == nullptr || !salt) {
            blame(token.number, Fault::Kind::other_key);
            continue;
        }
        auto context = wire::encode_public(record.context_of(wrap, *envelope));
        tokens_.ask(token.number, correlation_, {place.run, place.sequence, {{context, *salt}}});
        waiting[token.number] = {std::move(context), envelope};
    }

    const auto deadline = clock_.now().boottime_ms + trial_deadline_ms;
    while (!waiting.empty()) {
        const auto answer = tokens_.next(deadline);
        if (!answer) break;
        const auto asked = waiting.find(answer->number);
        if (answer->correlation != correlation_ || asked == waiting.end()) continue;
        const auto [context, envelope] = std::move(asked->second);
        waiting.erase(asked);
        if (!answer->refused.empty()) {
            blame(answer->number, Fault::Kind::refused);
            continue;
        }
        crypto::Share share{envelope->index, {}};
        const auto outputs = PrfCodec::read(answer->outputs, 1);
        const auto opened =
            outputs && crypto::RecordSealer::open_envelope(
                           outputs->front().ref(), context, envelope->sealed, share.y);
        if (!opened) blame(answer->number, Fault::Kind::wrong);
        if (opened) shares.push_back(std::move(share));
    }
    for (const auto& [number, question] : waiting) blame(number, Fault::Kind::silent);
    if (shares.size() >= wrap.threshold.needed) {
        return {crypto::ShareSplitter::combine<SharedKeyTag>(shares), std::nullopt};
    }
    return {Error(errors::tokens_too_few,
                  {fact("answered", shares.size()), fact("needed", wrap.threshold.needed)}),
            fault};
}

}  // namespace sealwright::hsm::client
