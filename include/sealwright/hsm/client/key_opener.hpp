// KeyOpener: gets split keys together for one use, and splits new ones.
//
// Opening asks k ready tokens at once, in turn, many contexts a frame, and the others for what
// these do not give in time: a key costs k HMACs and not n. A token whose answer opens nothing is
// left out and named; one that was late is asked last for a while. Keys are returned in guarded
// memory and live as long as the caller holds them. Making a key needs every token, and the record
// is opened again through k-subsets that reach every token before it is returned. Process: keeper.
// Limits: 1,024 keys a call; a wait is at most `deadline_ms`. Spec: docs/protocol/keys.md
// section 4.
#pragma once

#include "sealwright/core/now.hpp"
#include "sealwright/hsm/client/tokens.hpp"

#include <map>
#include <optional>
#include <span>

namespace sealwright::hsm {

// Moves PRF outputs between wiped frames and Secrets; one of the few that may see secret bytes.
class PrfCodec {
public:
    using Output = Secret<32, struct PrfOutputTag>;
    static Result<std::vector<Output>> read(View outputs, std::size_t count);
};

}  // namespace sealwright::hsm

namespace sealwright::hsm::client {

using SharedKey = Secret<32, struct SharedKeyTag>;

class KeyOpener {
public:
    static constexpr std::uint64_t deadline_ms = 2'000;
    static constexpr std::uint64_t trial_deadline_ms = 500;
    // So long nobody else is asked; and so long is who took longer asked last.
    static constexpr std::uint64_t patience_ms(std::size_t keys) { return 50 + keys / 4; }
    static constexpr std::uint64_t late_ms = 10'000;

    KeyOpener(Tokens& tokens, const Clock& clock, Random& random)
        : tokens_(tokens), clock_(clock), random_(random) {}

    // One result a record, in order.
    std::vector<Result<SharedKey>> open(std::span<const KeyRecord* const> records, Place place);
    Result<SharedKey> open(const KeyRecord& record, Place place);

    // Why a token did not help in a trial.
    struct Fault {
        enum class Kind : std::uint8_t { silent, refused, wrong, other_key };
        std::size_t token = 0;
        Kind kind{};
    };
    struct Tried {
        Result<SharedKey> key;
        std::optional<Fault> fault;  // The first one, when the key did not open.
    };
    // A trial through exactly these tokens. Nobody is left out or counts as late for what comes of
    // it, so it takes no token away from the asks behind it. Waits `trial_deadline_ms` at most.
    Tried try_through(const KeyRecord& record, const std::vector<ReadyToken>& tokens, Place place);

    // A fresh key for `blank` (a record without wraps), split over all ready tokens, and its
    // record.
    struct Made {
        KeyRecord record;
        SharedKey key;
    };
    Result<Made> make(const KeyRecord& blank, crypto::Threshold threshold, Place place);
    // The same for a key that custodians have opened, onto tokens that did not have it.
    Result<KeyRecord> split(const KeyRecord& blank,
                            const SharedKey& key,
                            crypto::Threshold threshold,
                            Place place);

private:
    struct Gathering;

    [[nodiscard]] std::vector<ReadyToken> in_turn(const std::vector<ReadyToken>& ready);
    void ask_all(Gathering& gathering,
                 const std::vector<ReadyToken>& ready,
                 std::span<const ReadyToken> asked,
                 Place place);
    void listen(Gathering& gathering, std::uint64_t until_ms);
    void take_answer(Gathering& gathering, const TokenAnswer& answer);
    void ask_apart(Gathering& gathering, Place place);
    std::vector<std::vector<crypto::Share>> gather(std::span<const KeyRecord* const> records,
                                                   const std::vector<ReadyToken>& ready,
                                                   Place place);
    Result<TokenWrap> wrap_share_by_share(const KeyRecord& blank,
                                          const SharedKey& key,
                                          crypto::Threshold threshold,
                                          const std::vector<ReadyToken>& ready,
                                          Place place);
    Result<PrfCodec::Output> ask_one(const ReadyToken& token,
                                     const ShareContext& context,
                                     const crypto::Salt& salt,
                                     Place place);
    Result<void> prove(const KeyRecord& record,
                       const SharedKey& key,
                       const std::vector<ReadyToken>& ready,
                       Place place);

    Tokens& tokens_;
    const Clock& clock_;
    Random& random_;
    std::uint64_t correlation_ = 0;
    std::uint64_t turn_ = 0;
    std::map<std::size_t, std::uint64_t> late_until_ms_;  // By token.
    std::string refused_;  // What a token said that refused in the last call, for its error.
};

}  // namespace sealwright::hsm::client
