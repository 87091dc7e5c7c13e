#include "sealwright/custody/giving.hpp"

#include "sealwright/custody/errors.hpp"
#include "sealwright/custody/transcript.hpp"
#include "sealwright/journal/note.hpp"

#include <algorithm>

namespace sealwright::custody {
namespace {

// Clocks of two machines may be so far apart.
constexpr std::uint64_t apart_ms = std::uint64_t{5} * 60 * 1000;

Error other(std::string_view what) {
    return {errors::recovery_other, {fact("what", what)}};
}

// That was taken with this very group; when its group stands in the file, byte by byte that one.
const HeldShare* share_in(const Holdings& holdings, const threshold::Group& group, View bytes) {
    const auto is_its = [&](const HeldShare& each) {
        return each.of(group).ok() && (each.group.empty() || std::ranges::equal(each.group, bytes));
    };
    const auto found = std::ranges::find_if(holdings.shares, is_its);
    return found == holdings.shares.end() ? nullptr : &*found;
}

}  // namespace

Result<Asked> Asked::read(const operate::RecoveryShown& shown,
                          const Holdings& holdings,
                          std::uint64_t wall_ms) {
    auto plan = wire::decode<RecoveryPlan>(shown.plan);
    if (!plan) return errors::recovery_plan_invalid;
    TRY(group, threshold::Group::parse(shown.group));
    const auto* share = share_in(holdings, group, shown.group);
    if (share == nullptr) return errors::share_absent;
    Asked asked(*std::move(plan), std::move(group), *share);
    TRY(asked.check_plan(shown, holdings, wall_ms));
    for (const auto& wrap : shown.wraps) TRY(asked.take(wrap));
    TRY(asked.take_checkpoint(shown.checkpoint));
    TRY(room, check_room(asked.plan_.digest(), asked.group_, shown.room));
    asked.room_ = std::move(room);
    if (!shown.quote.empty() && !holdings.hosts.empty()) {
        TRY(host, appraise_host(holdings.hosts, asked.plan_.digest(), shown.quote, wall_ms));
        asked.host_ = std::move(host);
    }
    return asked;
}

Result<void> Asked::check_host(bool is_in_the_room) const {
    if (host_ || is_in_the_room || plan_.is_served()) return done;
    const auto is_other = [&](const operate::InTheRoom& each) {
        return each.statement.index != share_->index.value();
    };
    const auto others = static_cast<std::size_t>(std::ranges::count_if(room_, is_other));
    if (others >= room_min) return done;
    return Error(errors::room_empty, {fact("in the room", words_of_room(room_))});
}

Result<void> Asked::check_plan(const operate::RecoveryShown& shown,
                               const Holdings& holdings,
                               std::uint64_t wall_ms) const {
    const auto seen = holdings.epoch_of(share_->installation);
    if (group_.epoch().value() < seen) {
        return Error(errors::epoch_old,
                     {fact("epoch", group_.epoch().value()), fact("seen", seen)});
    }
    if (plan_.installation != share_->installation || plan_.environment != share_->environment) {
        return other("installation");
    }
    // A store of somebody else's making has another identity, whatever it is made of.
    if (plan_.identity != share_->service) return other("service identity");
    const auto id = group_.key().id();
    if (plan_.group != id) return other("group");
    if (plan_.pepper != pepper_digest(share_->pepper, id)) return other("pepper");
    if (shown.wraps.empty() || plan_.wraps != wraps_digest(shown.wraps)) return other("keys");
    const bool is_over = shown.is_done || plan_.until_ms + apart_ms <= wall_ms;
    if (is_over) return plan_.is_served() ? errors::drill_over : errors::recovery_over;
    return done;
}

// What is opened for one aim is opened for no other. A drill opens one thing, which was made for
// it; a root window what the recovery key of one vault is sealed to.
bool Asked::is_wanted(const threshold::Label& label) const {
    using Purpose = threshold::Label::Purpose;
    switch (plan_.aim) {
        case Aim::recovery:
            return label.purpose == Purpose::data_key || label.purpose == Purpose::service_key;
        case Aim::drill:
            return label.purpose == Purpose::drill && labels_.empty() &&
                   label.vault_name == CeremonyId(plan_.occasion.ceremony).str();
        case Aim::root:
            return label.purpose == Purpose::recovery_key &&
                   (labels_.empty() || label.vault == labels_.front().vault);
    }
    return false;
}

Result<void> Asked::take(const operate::Wrap& wrap) {
    TRY(label, threshold::Label::parse(wrap.label));
    const bool is_ours = label.installation == plan_.installation &&
                         label.environment == plan_.environment && label.group == plan_.group;
    if (!is_ours || !is_wanted(label)) return other("label");
    TRY(ciphertext, threshold::Ciphertext::parse(wrap.ciphertext));
    TRY(threshold::check_sealed(group_.key(), label, ciphertext));
    labels_.push_back(std::move(label));
    ciphertexts_.push_back(ciphertext);
    return done;
}

// By the key that the custodian's share was made under, for this installation, and no further than
// the plan says that the journal goes: but a journal that is served goes on behind its plan.
Result<void> Asked::take_checkpoint(const std::string& note) {
    store_.installation = plan_.installation;
    if (note.empty()) return done;
    const auto name = journal::name_in(note);
    const auto head = journal::open_note(note, {std::string(name), share_->service});
    const bool is_ours = journal::installation_in(name) == plan_.installation;
    if (!is_ours || !head) return other("checkpoint");
    if (head->size > plan_.entry && !plan_.is_served()) return other("checkpoint");
    store_.entry = head->size;
    store_.head = head->root;
    return done;
}

Result<void> Asked::check_store(const Holdings& holdings) const {
    const auto* seen = holdings.store_of(plan_.installation);
    if (seen == nullptr || store_.entry > seen->entry || store_ == *seen) return done;
    return Error(errors::store_older,
                 {fact("entry", store_.entry),
                  fact("its tree", store_.head),
                  fact("seen", seen->entry),
                  fact("seen tree", seen->head)});
}

Result<operate::RecoveryGiveAsk> Asked::give(bool is_in_the_room, Random& random) const {
    TRY(share, share_->of(group_));
    const auto& occasion = plan_.occasion;
    operate::RecoveryGiveAsk ask;
    ask.ceremony = occasion.ceremony;
    ask.has_appraised = host_.has_value();
    if (is_in_the_room) {
        ask.room = say_in_the_room(plan_.digest(), share_->index, share_->identity);
    }
    TRY(pepper, seal_pepper(share_->pepper, occasion.recipient, pepper_context(occasion), random));
    ask.pepper = std::move(pepper);
    for (std::size_t each = 0; each < ciphertexts_.size(); ++each) {
        const threshold::Opening opening{group_, ciphertexts_[each], labels_[each], occasion};
        TRY(partial, threshold::make_partial(opening, share, random));
        TRY(box, threshold::PartialBox::seal(partial, occasion, random));
        ask.parts.push_back(std::move(box));
    }
    const auto& identity = share_->identity;
    const auto key = crypto::Signer::public_key(identity);
    const auto given = given_in(ask, plan_.digest(), share_->index.value(), key);
    ask.signature = crypto::Signer::sign(identity, given.digest());
    return ask;
}

}  // namespace sealwright::custody
