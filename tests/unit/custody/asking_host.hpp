// AskingHost: two keys that are sealed to five custodians, and the host that asks for them.
#pragma once

#include "../ceremony/people.hpp"
#include "holders.hpp"
#include "sealwright/custody/giving.hpp"
#include "sealwright/journal/note.hpp"

namespace sealwright::custody_test {

inline CeremonyId genesis() {
    return CeremonyId(IdBytes{1});
}

// Two keys that are sealed to five custodians, and the host that asks for them.
struct AskingHost {
    Five five;
    Board board = five.played(Board::rounds);
    threshold::Group group = five.group(board);
    Bytes group_bytes = wire::encode_public(group);
    test::SeededRandom random;
    crypto::ExchangePair host = crypto::ExchangePair::generate(random);
    threshold::Label label = sealwright::test::label_of(group);
    crypto::SigningSeed service_seed = test::secret_of<crypto::SigningSeedTag>(Bytes(32, 0x5e));
    crypto::PublicKey service = crypto::Signer::public_key(service_seed);
    RecoveryPlan plan = make_plan();
    operate::RecoveryShown shown;

    AskingHost() {
        seal(label);
        auto of_service = label;
        of_service.purpose = threshold::Label::Purpose::service_key;
        of_service.vault = VaultId();
        of_service.vault_name.clear();
        seal(of_service);
        show();
    }

    [[nodiscard]] RecoveryPlan make_plan() const {
        RecoveryPlan made;
        made.installation = label.installation;
        made.environment = label.environment;
        made.occasion = {{4}, host.public_key()};
        made.group = group.key().id();
        made.reason = "the rack burned";
        made.asked_by = "local:uid 0";
        made.begun_ms = ceremony_test::noon_ms;
        made.until_ms = ceremony_test::noon_ms + ceremony_test::hour_ms;
        made.pepper = pepper_digest(test::pepper(), made.group);
        made.identity = service;
        return made;
    }
    void seal(const threshold::Label& its) {
        const auto sealed = test::seal(group, its, random);
        shown.wraps.push_back({its.bytes(), sealed.bytes()});
    }
    // As the service says it, with a plan that fits the wraps.
    void show() {
        plan.wraps = wraps_digest(shown.wraps);
        shown.plan = wire::encode_public(plan);
        shown.group = group_bytes;
    }
    // What the service signed of its journal when it had so many entries.
    [[nodiscard]] std::string checkpoint(std::uint64_t entries, const Digest& root) const {
        const auto name = "sealwright/" + to_hex(label.installation.bytes()) + "/01";
        return journal::sign_head({name, entries, root}, service_seed);
    }
    [[nodiscard]] Holdings holdings(std::size_t place) const {
        Holdings made;
        check(made.join({genesis(),
                         label.installation,
                         label.environment,
                         service,
                         index_of(place + 1),
                         threshold::Epoch(1),
                         {},
                         {},
                         seed_of(static_cast<std::uint8_t>(place + 1))})
                  .ok());
        check(made.take(genesis(), *five.finish(board, place), ceremony_test::noon_ms).ok());
        check(made.settle(genesis(), group).ok());
        return made;
    }
};

}  // namespace sealwright::custody_test
