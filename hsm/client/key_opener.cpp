#include "sealwright/hsm/client/key_opener.hpp"

#include "sealwright/core/log.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/hsm/client/errors.hpp"
#include "sealwright/hsm/errors.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace sealwright::hsm {

Result<std::vector<PrfCodec::Output>> PrfCodec::read(View outputs, std::size_t count) {
    constexpr std::size_t size = PrfAnswer::output_size;
    if (outputs.size() != count * size) return errors::token_answer_wrong;
    std::vector<Output> read(count);
    for (std::size_t index = 0; index < count; ++index) {
        const auto output = outputs.subspan(index * size, size);
        std::copy(output.begin(), output.end(), read[index].write(SecretAccess()).begin());
    }
    return read;
}

}  // namespace sealwright::hsm

namespace sealwright::hsm::client {

// What one call of `open` has collected so far.
struct KeyOpener::Gathering {
    struct Question {
        std::size_t record = 0;
        Bytes context;
        const Envelope* envelope = nullptr;
    };

    std::span<const KeyRecord* const> records;
    std::vector<std::vector<crypto::Share>> shares;          // By record.
    std::map<std::size_t, std::vector<Question>> questions;  // By token, in the order asked.
    std::map<std::size_t, std::vector<Question>> apart;      // To be asked again one by one.
    std::string refused;                                     // What a token said that refused.

    [[nodiscard]] std::size_t needed(std::size_t record) const {
        return records[record]->wraps.front().threshold.needed;
    }
    [[nodiscard]] std::size_t needed_most() const {
        std::size_t most = 0;
        for (std::size_t each = 0; each < records.size(); ++each)
            most = std::max(most, needed(each));
        return most;
    }
    [[nodiscard]] bool is_complete(std::size_t record) const {
        return shares[record].size() >= needed(record);
    }
    [[nodiscard]] bool is_complete() const {
        for (std::size_t record = 0; record < records.size(); ++record) {
            if (!is_complete(record)) return false;
        }
        return true;
    }
};

namespace {

std::size_t reachable_shares(const KeyRecord& record, const std::vector<ReadyToken>& ready) {
    const auto& wrap = record.wraps.front();
    return static_cast<std::size_t>(
        std::count_if(ready.begin(), ready.end(), [&](const ReadyToken& token) {
            return wrap.envelope_of(token.key.key_id) != nullptr;
        }));
}

}  // namespace

void KeyOpener::ask_all(Gathering& gathering,
                        const std::vector<ReadyToken>& ready,
                        std::span<const ReadyToken> asked,
                        Place place) {
    for (const auto& token : asked) {
        PrfAsk ask{place.run, place.sequence, {}};
        auto& questions = gathering.questions[token.number];
        for (std::size_t record = 0; record < gathering.records.size(); ++record) {
            if (gathering.is_complete(record)) continue;
            const auto& wrap = gathering.records[record]->wraps.front();
            // Too few to open it: no token is asked for nothing.
            if (reachable_shares(*gathering.records[record], ready) < wrap.threshold.needed)
                continue;
            const auto* envelope = wrap.envelope_of(token.key.key_id);
            if (envelope == nullptr) continue;
            const auto salt = crypto::RecordSealer::envelope_salt(envelope->sealed);
            if (!salt) continue;
            auto context =
                wire::encode_public(gathering.records[record]->context_of(wrap, *envelope));
            ask.questions.push_back({context, *salt});
            questions.push_back({record, std::move(context), envelope});
        }
        if (!ask.questions.empty()) tokens_.ask(token.number, correlation_, ask);
        if (ask.questions.empty()) gathering.questions.erase(token.number);
    }
}

void KeyOpener::take_answer(Gathering& gathering, const TokenAnswer& answer) {
    const auto asked = gathering.questions.find(answer.number);
    if (asked == gathering.questions.end()) return;
    auto questions = std::move(asked->second);
    gathering.questions.erase(asked);
    if (!answer.refused.empty()) {
        gathering.refused = answer.refused;
        const bool unlisted = answer.refusal_code == errors::hsm_vault_unlisted.code;
        if (!unlisted) return tokens_.leave_out(answer.number);
        // One vault that this token is not for must not shut out the others of the same batch.
        if (questions.size() > 1) gathering.apart[answer.number] = std::move(questions);
        return;
    }

    auto outputs = PrfCodec::read(answer.outputs, questions.size());
    std::size_t opened = 0;
    for (std::size_t index = 0; outputs && index < questions.size(); ++index) {
        const auto& question = questions[index];
        crypto::Share share{question.envelope->index, {}};
        const auto result = crypto::RecordSealer::open_envelope(
            (*outputs)[index].ref(), question.context, question.envelope->sealed, share.y);
        if (!result) continue;
        ++opened;
        auto& shares = gathering.shares[question.record];
        if (shares.size() < gathering.needed(question.record)) shares.push_back(std::move(share));
    }
    if (opened == questions.size()) return;
    log(LogLevel::error,
        "a token's answer does not open its shares",
        {fact("token", answer.number), fact("opened", opened), fact("of", questions.size())});
    // A token that opens others' records well is not to blame for one damaged record.
    if (opened == 0) tokens_.leave_out(answer.number);
}

void KeyOpener::ask_apart(Gathering& gathering, Place place) {
    const auto deadline = clock_.now().boottime_ms + deadline_ms;
    for (auto& [number, questions] : std::exchange(gathering.apart, {})) {
        for (auto& question : questions) {
            if (gathering.is_complete(question.record)) continue;
            const auto salt = crypto::RecordSealer::envelope_salt(question.envelope->sealed);
            check(salt.ok());  // Else it had not been asked before.
            const PrfAsk ask{place.run, place.sequence, {{question.context, *salt}}};
            gathering.questions[number] = {std::move(question)};
            tokens_.ask(number, ++correlation_, ask);
            while (gathering.questions.contains(number)) {
                const auto answer = tokens_.next(deadline);
                if (!answer) return;
                if (answer->correlation == correlation_) take_answer(gathering, *answer);
            }
        }
    }
}

// Another one begins each time; who was late lately comes last.
std::vector<ReadyToken> KeyOpener::in_turn(const std::vector<ReadyToken>& ready) {
    auto order = ready;
    if (order.empty()) return order;
    const auto first = static_cast<std::ptrdiff_t>(turn_++ % order.size());
    std::rotate(order.begin(), order.begin() + first, order.end());
    const auto now = clock_.now().boottime_ms;
    std::erase_if(late_until_ms_, [now](const auto& each) { return each.second <= now; });
    std::stable_partition(order.begin(), order.end(), [this](const ReadyToken& token) {
        return !late_until_ms_.contains(token.number);
    });
    return order;
}

void KeyOpener::listen(Gathering& gathering, std::uint64_t until_ms) {
    while (!gathering.is_complete() && !gathering.questions.empty()) {
        const auto answer = tokens_.next(until_ms);
        if (!answer) return;
        if (answer->correlation == correlation_) take_answer(gathering, *answer);
    }
}

// k tokens are asked, and the others only for what these do not give in time: a key costs k HMACs
// and not n.
std::vector<std::vector<crypto::Share>> KeyOpener::gather(std::span<const KeyRecord* const> records,
                                                          const std::vector<ReadyToken>& ready,
                                                          Place place) {
    Gathering gathering{records, {}, {}, {}, {}};
    gathering.shares.resize(records.size());
    ++correlation_;
    const auto order = in_turn(ready);
    const auto first = std::min(order.size(), gathering.needed_most());
    const auto begun = clock_.now().boottime_ms;
    ask_all(gathering, ready, std::span(order).first(first), place);
    listen(gathering, begun + patience_ms(records.size()));

    std::set<std::size_t> late;
    if (!gathering.is_complete()) {
        for (const auto& [number, questions] : gathering.questions) late.insert(number);
        ask_all(gathering, ready, std::span(order).subspan(first), place);
        listen(gathering, begun + deadline_ms);
    }
    ask_apart(gathering, place);
    const auto now = clock_.now().boottime_ms;
    for (const auto& [number, questions] : gathering.questions) {
        // Who has not answered although it was needed has missed the deadline.
        if (!gathering.is_complete()) tokens_.leave_out(number);
        if (late.contains(number)) late_until_ms_[number] = now + late_ms;
    }
    refused_ = std::move(gathering.refused);
    return std::move(gathering.shares);
}

std::vector<Result<SharedKey>> KeyOpener::open(std::span<const KeyRecord* const> records,
                                               Place place) {
    check(records.size() <= contexts_max);
    const auto ready = tokens_.ready();
    for (const auto* record : records) check(record != nullptr && !record->wraps.empty());
    const auto shares = gather(records, ready, place);

    std::vector<Result<SharedKey>> keys;
    for (std::size_t index = 0; index < records.size(); ++index) {
        const std::size_t needed = records[index]->wraps.front().threshold.needed;
        if (shares[index].size() < needed) {
            // Below the threshold nobody was asked: then it is those who would have been.
            const auto reachable = reachable_shares(*records[index], ready);
            if (reachable < needed && ready.size() >= needed) {
                keys.emplace_back(Error(errors::tokens_foreign,
                                        {fact("ready", ready.size()),
                                         fact("known", reachable),
                                         fact("needed", needed)}));
                continue;
            }
            const auto answered = reachable < needed ? reachable : shares[index].size();
            std::vector<Fact> facts{fact("answered", answered), fact("needed", needed)};
            if (!refused_.empty()) facts.push_back(fact("token_says", refused_));
            const auto& spec = refused_.empty() ? errors::tokens_too_few : errors::tokens_refuse;
            keys.emplace_back(Error(spec, std::move(facts)));
            continue;
        }
        keys.push_back(crypto::ShareSplitter::combine<SharedKeyTag>(shares[index]));
    }
    return keys;
}

Result<SharedKey> KeyOpener::open(const KeyRecord& record, Place place) {
    const std::array<const KeyRecord*, 1> one{&record};
    auto keys = open(one, place);
    return std::move(keys.front());
}

}  // namespace sealwright::hsm::client
