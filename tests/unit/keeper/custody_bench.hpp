// CustodyBench: a founded keeper with five custodians, who speak to its ceremonies by hand.
#pragma once

#include "people_bench.hpp"
#include "sealwright/custody/board.hpp"
#include "sealwright/custody/contribution.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/custody/room.hpp"
#include "sealwright/custody/transcript.hpp"
#include "sealwright/threshold/combiner.hpp"
#include "sealwright/threshold/receive.hpp"

#include <deque>

namespace sealwright::test {

// What one custodian has on their own machine.
struct Hand {
    std::string name;
    threshold::Index index;
    crypto::SigningSeed identity;
    crypto::ExchangePair transport;
    std::optional<threshold::Dealer> dealer;
    std::optional<threshold::SecretShare> share;
    std::optional<threshold::Pepper> pepper;

    [[nodiscard]] threshold::Member member() const {
        return {index, crypto::Signer::public_key(identity), transport.public_key()};
    }
};

class CustodyBench : public PeopleBench {
public:
    static constexpr std::uint8_t genesis = 0;
    static constexpr std::uint8_t reshare = 2;

    explicit CustodyBench(std::size_t count = 5) {
        for (const char* name : {"dan", "eli", "fay", "gus", "hal"}) {
            add(name, {Role::custodian});
            if (seats.size() < count) seats.push_back({name, "", "", ""});
        }
        found();
        by_two(operate::VaultAddAsk{"main", "transit", "unseal"});
        REQUIRE(core().state().vault_named("main") != nullptr);
        draw_hands();
    }

    // New keys of everybody, as of another ceremony.
    void draw_hands() {
        hands.clear();
        for (const auto& seat : seats) {
            const auto& roster = core().state().roster.roster;
            const auto number = roster.index_of(*roster.person_named(seat.person));
            hands.push_back({seat.person,
                             *threshold::Index::make(number),
                             crypto::ShareSplitter::fresh_key<crypto::SigningSeedTag>(random),
                             crypto::ExchangePair::generate(random),
                             std::nullopt,
                             std::nullopt,
                             std::nullopt});
        }
    }
    Hand& hand(const std::string& name) { return *std::ranges::find(hands, name, &Hand::name); }

    operate::CeremonyBeginAsk plan(std::uint8_t kind = genesis, std::uint8_t threshold = 3) {
        return {kind, threshold, seats, "the first custodians"};
    }
    // Proposed by ana, approved by bea.
    CeremonyId begin(std::uint8_t kind = genesis, std::uint8_t threshold = 3) {
        const auto request = by_two(plan(kind, threshold));
        INFO(request.why);
        REQUIRE(request.state == ceremony::RequestState::committed);
        return CeremonyId(request.id.bytes());
    }

    operate::CeremonyShown shown_to(const std::string& name, const CeremonyId& id) {
        const auto reply = asks(name, operate::CeremonyAsk{id.bytes()});
        REQUIRE(reply.type == operate::CeremonyShown::type);
        auto shown = wire::decode<operate::CeremonyShown>(reply.body);
        REQUIRE(shown.ok());
        return std::move(*shown);
    }
    ceremony::Ceremony now(const CeremonyId& id) {
        const auto ceremony = wire::decode<ceremony::Ceremony>(shown_to("wil", id).ceremony);
        REQUIRE(ceremony.ok());
        return *ceremony;
    }
    // As a custodian's tool plays it, from what was said.
    custody::Board board_in(const operate::CeremonyShown& shown, std::uint64_t epoch = 1) {
        custody::Board board(
            shown.nonce,
            *threshold::GroupSize::make(shown.plan.threshold, shown.plan.seats.size()),
            threshold::Epoch(epoch));
        for (std::uint8_t round = 0; round < custody::Board::rounds; ++round) {
            for (const auto& each : shown.spoken) {
                if (each.round != round) continue;
                REQUIRE(
                    board.add(round, *threshold::Index::make(each.index), each.contribution).ok());
            }
        }
        return board;
    }

    operate::CeremonyActAsk act_in(const std::string& name,
                                   const CeremonyId& id,
                                   const Bytes& contribution,
                                   Choice choice = Choice::approve) {
        const auto ceremony = now(id);
        const auto& roster = core().state().roster.roster;
        const auto* whom = roster.person_named(name);
        ceremony::Act act;
        act.installation = core().state().installation->id;
        act.environment = "trying";
        act.ceremony = id.bytes();
        act.attempt = ceremony.attempt;
        act.plan = ceremony.casting.plan;
        act.person = name;
        act.role = whom->roles.first().value_or(Role::auditor);
        act.index = roster.index_of(*whom);
        act.choice = choice;
        const auto round = ceremony.state == ceremony::CeremonyState::confirming
                               ? custody::confirm_round
                               : ceremony.round;
        const std::string reason(contribution.begin(), contribution.end());
        act.contribution = choice == Choice::approve
                               ? custody::contribution_digest(round, contribution)
                               : ceremony::reason_digest(reason);
        act.epoch = roster.epoch();
        act.expiry_ms = clock.now().wall_ms + 3'600'000;
        return {id.bytes(), contribution, wire::encode_public(sign(name, act))};
    }
    std::uint16_t say(const std::string& name, const CeremonyId& id, const Bytes& contribution) {
        return code_of(asks(name, act_in(name, id, contribution)));
    }

    // What this hand would say to the round that is open.
    Bytes word_of(Hand& hand, const operate::CeremonyShown& shown, std::uint64_t epoch = 1) {
        const auto board = board_in(shown, epoch);
        switch (board.round()) {
            case custody::Board::join_round:
                return wire::encode_public(hand.member());
            case custody::Board::commit_round:
                if (!hand.dealer) {
                    hand.dealer.emplace(
                        *threshold::Dealer::begin(*board.session(), hand.index, random));
                }
                return wire::encode_public(hand.dealer->commit());
            case custody::Board::reveal_round:
                return wire::encode_public(*hand.dealer->reveal(*board.commits()));
            case custody::Board::deal_round:
                return wire::encode_public(*hand.dealer->deal(*board.reveals()));
            default:
                return confirmation(hand, shown, board);
        }
    }
    Bytes confirmation(Hand& hand,
                       const operate::CeremonyShown& shown,
                       const custody::Board& board) {
        const auto pending = board.pending();
        REQUIRE(pending.has_value());
        auto share = threshold::receive(
            *board.reveals(), *board.deals(), hand.index, hand.transport, board.epoch());
        REQUIRE(share.ok());
        hand.share.emplace(std::move(*share));
        auto pepper =
            custody::open_pepper(hand.transport,
                                 custody::pepper_context(pending->transcript(), hand.index),
                                 shown.pepper);
        REQUIRE(pepper.ok());
        hand.pepper.emplace(std::move(*pepper));
        const auto found = pending->certified();
        const threshold::Certificate certificate{hand.index,
                                                 crypto::Signer::sign(hand.identity, found)};
        return wire::encode_public(custody::Confirmation{found, wire::encode_public(certificate)});
    }
    void all_say(const CeremonyId& id, std::uint64_t epoch = 1) {
        for (auto& each : hands) {
            const auto word = word_of(each, shown_to(each.name, id), epoch);
            INFO(each.name);
            REQUIRE(say(each.name, id, word) == 0);
        }
    }
    // The keeper's own part, which its loop does between asks.
    void carry_on() {
        for (int turns = 0; turns < 20; ++turns) {
            clock.advance(100);
            person_desk().step();
        }
    }
    void play_rounds(const CeremonyId& id, std::uint64_t epoch = 1) {
        for (int round = 0; round < custody::Board::rounds; ++round) all_say(id, epoch);
        carry_on();
    }
    // The whole of it, to a group in force.
    CeremonyId make_group(std::uint8_t kind = genesis, std::uint64_t epoch = 1) {
        const auto id = begin(kind);
        play_rounds(id, epoch);
        all_say(id, epoch);
        REQUIRE(now(id).state == ceremony::CeremonyState::committed);
        return id;
    }

    Digest drawn_for(const std::string& name) {
        const auto reply = asks(name, operate::HeldChallengeAsk{});
        const auto drawn = wire::decode<operate::HeldChallenge>(reply.body);
        REQUIRE(drawn.ok());
        return drawn->challenge;
    }
    operate::HeldAsk proof_of(const std::string& name, const Digest& challenge) {
        const auto group = core().state().custody.group->read_group();
        const auto proof = threshold::prove_held(*hand(name).share, group, challenge, random);
        REQUIRE(proof.ok());
        return {challenge, wire::encode_public(*proof)};
    }
    // With the share of `whose`.
    keeper::Reply proves(const std::string& name, const std::string& whose) {
        return asks(name, proof_of(whose, drawn_for(name)));
    }

    // A recovery: all tokens are destroyed, new ones stand in their places.
    void lose_tokens() {
        for (std::size_t token = 0; token < tokens.count(); ++token) tokens.replace(token);
        restart_people();
        REQUIRE(core().phase() == keeper::Phase::locked);
    }
    operate::RecoveryShown begin_recovery() {
        return must<operate::RecoveryShown>(operate::RecoverAsk{"the HSMs burned"});
    }
    custody::RecoveryPlan plan_in(const operate::RecoveryShown& shown) {
        const auto plan = wire::decode<custody::RecoveryPlan>(shown.plan);
        REQUIRE(plan.ok());
        return *plan;
    }
    operate::RecoveryGiveAsk gift(const Hand& hand,
                                  const operate::RecoveryShown& shown,
                                  bool in_the_room = true) {
        const auto plan = plan_in(shown);
        const auto group = *threshold::Group::parse(shown.group);
        operate::RecoveryGiveAsk give;
        give.ceremony = plan.occasion.ceremony;
        if (in_the_room) {
            give.room = custody::say_in_the_room(plan.digest(), hand.index, hand.identity);
        }
        give.pepper = *custody::seal_pepper(
            *hand.pepper, plan.occasion.recipient, custody::pepper_context(plan.occasion), random);
        for (const auto& wrap : shown.wraps) {
            const auto label = *threshold::Label::parse(wrap.label);
            const auto ciphertext = *threshold::Ciphertext::parse(wrap.ciphertext);
            const auto part = threshold::make_partial(
                {group, ciphertext, label, plan.occasion}, *hand.share, random);
            REQUIRE(part.ok());
            give.parts.push_back(*threshold::PartialBox::seal(*part, plan.occasion, random));
        }
        sign(give, hand, plan);
        return give;
    }
    using PeopleBench::sign;
    void sign(operate::RecoveryGiveAsk& give, const Hand& hand, const custody::RecoveryPlan& plan) {
        const auto key = crypto::Signer::public_key(hand.identity);
        const auto given = custody::given_in(give, plan.digest(), hand.index.value(), key);
        give.signature = crypto::Signer::sign(hand.identity, given.digest());
    }
    // Signed by the key that stands in the group.
    template <class Ask>
    operate::PersonAsk custodians_ask(const Hand& hand,
                                      const custody::RecoveryPlan& plan,
                                      const Ask& ask) {
        operate::Question question;
        question.installation = plan.installation.bytes();
        question.environment = plan.environment;
        question.wall_ms = clock.now().wall_ms;
        random.fill(question.nonce);
        question.type = Ask::type;
        question.body = wire::encode(ask);
        operate::PersonAsk signed_ask;
        signed_ask.question = wire::encode_public(question);
        signed_ask.key = crypto::Signer::public_key(hand.identity);
        signed_ask.signature =
            crypto::Signer::sign(hand.identity, ceremony::question_digest(signed_ask.question));
        return signed_ask;
    }
    std::uint16_t give(const Hand& hand,
                       const operate::RecoveryShown& shown,
                       const operate::RecoveryGiveAsk& gift) {
        auto answer = person_desk().answer(custodians_ask(hand, plan_in(shown), gift));
        if (!answer) return answer.error().spec().code;
        return code_of({answer->answer_type, std::move(answer->body)});
    }

    std::vector<operate::Seat> seats;
    std::deque<Hand> hands;
};

}  // namespace sealwright::test
