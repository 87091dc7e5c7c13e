#include "sealwright/session/handshake.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/session/errors.hpp"

#include <array>

namespace sealwright::session {
namespace {

Result<void> is_for(const Challenge& challenge, const Begin& begin) {
    const bool is_same = challenge.purpose == begin.purpose && challenge.node == begin.node &&
                         challenge.vault == begin.vault;
    if (!is_same) return errors::challenge_other;
    return done;
}

}  // namespace

Digest signed_part(const Challenge& challenge) {
    return crypto::th("sealwright/challenge/v1", {challenge.without_signature()});
}

Digest binding(const Challenge& challenge, View activated, const ExchangeKey& agents) {
    const auto purpose = static_cast<std::uint8_t>(challenge.purpose);
    return crypto::th("sealwright/binding/v1",
                      {View(&purpose, 1),
                       wire::encode_public(challenge),
                       activated,
                       agents,
                       challenge.node.bytes(),
                       challenge.vault.bytes()});
}

// Which ask is legal in which phase: exactly one row an ask.
struct Handshake::Routes {
    struct Route {
        Ask ask;
        Phase legal;
    };

    static constexpr std::array table{
        Route{Ask::challenge, Phase::begun},
        Route{Ask::binding, Phase::challenged},
        Route{Ask::finish, Phase::challenged},
        Route{Ask::opened, Phase::finished},
    };

    static constexpr bool each_ask_has_one_row() {
        for (std::size_t index = 0; index < table.size(); ++index) {
            if (static_cast<std::size_t>(table[index].ask) != index) return false;
        }
        return table.size() == static_cast<std::size_t>(Ask::opened) + 1;
    }
};

Result<void> Handshake::legal(Ask ask) const {
    static_assert(Routes::each_ask_has_one_row());
    if (Routes::table[static_cast<std::size_t>(ask)].legal != phase_) return errors::session_order;
    return done;
}

const Challenge& Handshake::challenge() const {
    check(phase_ == Phase::challenged);
    return finish_.challenge;
}

Result<void> Handshake::on(const Challenge& challenge,
                           const crypto::PublicKey& pinned,
                           Random& random) {
    TRY(legal(Ask::challenge));
    const auto verified = crypto::verify(pinned, signed_part(challenge), challenge.signature);
    if (!verified) return errors::service_unproven;
    TRY(is_for(challenge, begin_));

    exchange_ = crypto::ExchangePair::generate(random);
    finish_ = Finish{challenge, exchange_->public_key(), {}};
    phase_ = Phase::challenged;
    return done;
}

Result<Digest> Handshake::binding(View activated) const {
    TRY(legal(Ask::binding));
    return session::binding(finish_.challenge, activated, finish_.exchange);
}

Result<Finish> Handshake::finish(Bytes evidence) {
    TRY(legal(Ask::finish));
    if (evidence.size() > evidence_max) return errors::record_too_long;
    finish_.evidence = std::move(evidence);
    phase_ = Phase::finished;
    return finish_;
}

Result<Established> Handshake::on(const Opened& opened) {
    TRY(legal(Ask::opened));
    const auto own = std::move(*exchange_);
    exchange_.reset();
    phase_ = Phase::ended;

    auto with_first = own.agree(finish_.challenge.exchange);
    auto with_second = own.agree(opened.exchange);
    if (!with_first || !with_second) return errors::exchange_invalid;
    Channel channel(
        Side::agent,
        finish_,
        {std::move(*with_first), std::move(*with_second), opened.exchange, opened.session});
    const auto plaintext = channel.open({opened.session, 0, 0, {}, {}, opened.sealed});
    if (!plaintext) return errors::service_unproven;
    TRY(facts, wire::decode<OpenedFacts>(*plaintext));
    return Established{std::move(facts), std::move(channel)};
}

}  // namespace sealwright::session
