#include "sealwright/session/challenger.hpp"

#include "key_schedule.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/session/errors.hpp"
#include "sealwright/session/handshake.hpp"

namespace sealwright::session {
namespace {

std::uint64_t epoch_at(std::uint64_t boottime_ms) {
    return boottime_ms / Challenger::epoch_ms;
}

// A boottime that fell would be another machine's.
bool is_young(std::uint64_t issued_ms, Now now) {
    return issued_ms <= now.boottime_ms && now.boottime_ms - issued_ms <= Challenger::age_max_ms;
}

}  // namespace

Challenger::Ticket Challenger::start(Now now, Random& random) {
    forget(now);
    if (!present_) present_ = Epoch{epoch_at(now.boottime_ms), KeySchedule::fresh_epoch(random)};

    Ticket ticket{++last_number_, now.boottime_ms, {}};
    random.fill(ticket.nonce);
    return ticket;
}

Result<WipedBytes> Challenger::activation_secret(const Ticket& ticket, Now now) {
    TRY(epoch, secret_for(ticket, now));
    return KeySchedule::activation_secret(*epoch, ticket.nonce);
}

Result<Challenge> Challenger::make(const Ticket& ticket,
                                   const ChallengeFacts& facts,
                                   const crypto::SigningSeed& identity,
                                   Now now) {
    TRY(epoch, secret_for(ticket, now));
    Challenge challenge;
    challenge.purpose = facts.purpose;
    challenge.node = facts.node;
    challenge.vault = facts.vault;
    challenge.number = ticket.number;
    challenge.issued_ms = ticket.issued_ms;
    challenge.nonce = ticket.nonce;
    challenge.exchange = KeySchedule::exchange(*epoch, ticket.nonce).public_key();
    challenge.pcrs = facts.pcrs;
    challenge.credential = facts.credential;
    challenge.encrypted_secret = facts.encrypted_secret;
    challenge.subject = facts.subject;
    challenge.cookie = KeySchedule::cookie(*epoch, challenge.without_cookie());
    challenge.signature = crypto::Signer::sign(identity, signed_part(challenge));
    return challenge;
}

// The cookie first: until it is ours, nothing in the challenge means anything.
Result<Recognized> Challenger::recognize(const Challenge& challenge, Now now) {
    forget(now);
    const auto* epoch = secret_at(challenge.issued_ms);
    if (epoch == nullptr) return errors::challenge_foreign;
    const auto cookie = KeySchedule::cookie(*epoch, challenge.without_cookie());
    if (!crypto::equal(cookie, challenge.cookie)) return errors::challenge_foreign;
    if (!is_young(challenge.issued_ms, now)) return errors::challenge_old;

    Recognized recognized{KeySchedule::exchange(*epoch, challenge.nonce), {}};
    if (!challenge.credential.empty()) {
        recognized.activated = KeySchedule::activation_secret(*epoch, challenge.nonce);
    }
    return recognized;
}

void Challenger::forget(Now now) {
    const auto current = epoch_at(now.boottime_ms);
    if (present_ && present_->index != current) {
        before_ = std::move(present_);
        present_.reset();
    }
    if (before_ && before_->index + 1 != current) before_.reset();
}

const EpochSecret* Challenger::secret_at(std::uint64_t issued_ms) const {
    const auto index = epoch_at(issued_ms);
    if (present_ && present_->index == index) return &present_->secret;
    if (before_ && before_->index == index) return &before_->secret;
    return nullptr;
}

Result<const EpochSecret*> Challenger::secret_for(const Ticket& ticket, Now now) {
    forget(now);
    const auto* epoch = secret_at(ticket.issued_ms);
    if (epoch == nullptr || !is_young(ticket.issued_ms, now)) return errors::challenge_old;
    return epoch;
}

}  // namespace sealwright::session
