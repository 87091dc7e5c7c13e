// Making a split key: a share for every token, and the proof that k of them open it again.
#include "sealwright/hsm/client/errors.hpp"
#include "sealwright/hsm/client/key_opener.hpp"

#include <algorithm>
#include <utility>

namespace sealwright::hsm::client {

Result<PrfCodec::Output> KeyOpener::ask_one(const ReadyToken& token,
                                            const ShareContext& context,
                                            const crypto::Salt& salt,
                                            Place place) {
    ++correlation_;
    PrfAsk ask{place.run, place.sequence, {{wire::encode_public(context), salt}}};
    tokens_.ask(token.number, correlation_, ask);
    const auto deadline = clock_.now().boottime_ms + deadline_ms;
    for (;;) {
        const auto answer = tokens_.next(deadline);
        if (!answer) {
            tokens_.leave_out(token.number);
            return Error(errors::tokens_all_needed, {fact("token", token.key.serial)});
        }
        // Another token may not answer for this one: it would know the share that is sealed with
        // it.
        if (answer->correlation != correlation_ || answer->number != token.number) continue;
        if (!answer->refused.empty()) {
            return Error(errors::tokens_refuse,
                         {fact("token", token.key.serial), fact("token_says", answer->refused)});
        }
        TRY(outputs, PrfCodec::read(answer->outputs, 1));
        return std::move(outputs.front());
    }
}

Result<TokenWrap> KeyOpener::wrap_share_by_share(const KeyRecord& blank,
                                                 const SharedKey& key,
                                                 crypto::Threshold threshold,
                                                 const std::vector<ReadyToken>& ready,
                                                 Place place) {
    TokenWrap wrap{threshold, {}};
    const auto shares = crypto::ShareSplitter::split(key.ref(), threshold, random_);
    for (std::size_t index = 0; index < shares.size(); ++index) {
        Envelope envelope{shares[index].x, ready[index].key, {}};
        const auto context = blank.context_of(wrap, envelope);
        crypto::Salt salt{};
        random_.fill(salt);
        TRY(output, ask_one(ready[index], context, salt, place));
        envelope.sealed = crypto::RecordSealer::seal_envelope(
            output.ref(), salt, wire::encode_public(context), shares[index].y.ref());
        wrap.envelopes.push_back(std::move(envelope));
    }
    return wrap;
}

Result<void> KeyOpener::prove(const KeyRecord& record,
                              const SharedKey& key,
                              const std::vector<ReadyToken>& ready,
                              Place place) {
    const std::size_t needed = record.wraps.front().threshold.needed;
    // A trial value under the key: opening it with what the tokens give back proves the shares.
    const auto trial = crypto::RecordSealer::seal(key.ref(), {}, view_of("trial"), random_);
    const std::array<const KeyRecord*, 1> one{&record};
    // k after k, the last k reaching back, so that each token's share is proved at least once.
    for (std::size_t start = 0; start < ready.size(); start += needed) {
        const auto* first = ready.data() + std::min(start, ready.size() - needed);
        const auto shares = gather(one, {first, first + needed}, place);
        if (shares.front().size() < needed) return errors::tokens_all_needed;
        TRY(opened, crypto::ShareSplitter::combine<SharedKeyTag>(shares.front()));
        TRY(crypto::RecordSealer::open(opened.ref(), {}, trial));
    }
    return done;
}

Result<KeyOpener::Made> KeyOpener::make(const KeyRecord& blank,
                                        crypto::Threshold threshold,
                                        Place place) {
    auto key = crypto::ShareSplitter::fresh_key<SharedKeyTag>(random_);
    TRY(record, split(blank, key, threshold, place));
    return Made{std::move(record), std::move(key)};
}

Result<KeyRecord> KeyOpener::split(const KeyRecord& blank,
                                   const SharedKey& key,
                                   crypto::Threshold threshold,
                                   Place place) {
    check(blank.wraps.empty() && threshold.is_valid());
    const auto ready = tokens_.ready();
    if (ready.size() != threshold.total) {
        return Error(errors::tokens_all_needed,
                     {fact("ready", ready.size()), fact("needed", threshold.total)});
    }
    // One token under two names would hold two shares.
    for (const auto& one : ready) {
        const auto same = [&](const ReadyToken& each) { return each.key.key_id == one.key.key_id; };
        if (std::count_if(ready.begin(), ready.end(), same) != 1) {
            return Error(errors::tokens_not_distinct, {fact("serial", one.key.serial)});
        }
    }
    TRY(wrap, wrap_share_by_share(blank, key, threshold, ready, place));
    auto record = blank;
    record.wraps.push_back(std::move(wrap));
    TRY(prove(record, key, ready, place));
    return record;
}

}  // namespace sealwright::hsm::client
