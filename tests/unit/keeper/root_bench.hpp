// RootBench: a vault that its agent took over, and the agent's side of its tasks.
#pragma once

#include "node_bench.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/session/task_messages.hpp"

namespace sealwright::test {

struct PinnedVault : SealedVault {
    PinnedVault() : SealedVault(claims::EvidenceKind::pinned_key) {}

    operate::RootShown root_page() {
        return must<operate::RootShown>(operate::RootShowAsk{"main"});
    }
};

// What a vault's agent tells in its sealed session. `House` has the node, its channel, and what
// `root show` says.
template <class House>
struct AgentSide : House {
    using Step = session::TaskStep;
    using House::House;

    // What the agent tells; the answer, or the code of the refusal in `code`.
    template <class Answer, class Message>
    std::optional<Answer> tell(const Message& message) {
        const auto reply = this->tell_in(*this->channel, message);
        code = 0;
        if (reply.status != 200) {
            const auto refusal = wire::decode<claims::Refusal>(reply.body);
            REQUIRE(refusal.ok());
            code = refusal->code;
            return std::nullopt;
        }
        wire::Reader reader(reply.body);
        REQUIRE(reader.u16() == Answer::type);
        auto answer = Answer::read(reader);
        REQUIRE(reader.finish().ok());
        return answer;
    }
    session::TaskOffer look() { return *tell<session::TaskOffer>(session::TaskLook{}); }
    std::optional<session::TaskOrder> take() {
        return tell<session::TaskOrder>(session::TaskTake{task()});
    }
    TaskId task() { return TaskId(this->root_page().task.id); }
    std::optional<session::TaskHeard> say(Step step, std::uint64_t needed = 0) {
        session::TaskSaid said;
        said.task = task();
        said.step = step;
        said.needed = needed;
        return tell<session::TaskHeard>(said);
    }
    // `changed`: the recovery key that is in force now, if it is another one.
    bool ended(std::uint16_t failure = 0, std::string_view changed = {}) {
        session::TaskEnded end;
        end.task = task();
        end.code = failure;
        end.why = failure == 0 ? "" : "the vault is sealed";
        end.tokens = 3;
        end.namespaces = 1;
        end.changed_recovery = !changed.empty();
        if (!changed.empty()) {
            end.recovery = crypto::th(session::recovery_digest, {view_of(changed)});
        }
        return finish(end);
    }
    bool finish(const session::TaskEnded& end) { return tell<session::TaskHeard>(end).has_value(); }
    void fresh() {
        auto established = this->attest(this->node, claims::EvidenceKind::pinned_key);
        REQUIRE(established);
        this->channel.emplace(std::move(established->channel));
    }
    // The vault sends its recovery key to be sealed, as it does when that has changed.
    std::string seal_recovery(std::string_view key = Plain::recovery_key) {
        return this->ciphertext_of(this->encrypt_in(*this->channel, key));
    }

    std::uint16_t code = 0;
};

struct RootBench : AgentSide<PinnedVault> {
    operate::RootShown claim(std::uint32_t seconds = 3600) {
        return must<operate::RootShown>(operate::VaultClaimAsk{"main", seconds, false});
    }
    operate::RootShown rotate() {
        return must<operate::RootShown>(operate::RootRotateAsk{"main", "INC-412"});
    }
    operate::RootShown request(std::uint32_t ttl_s = 900) {
        return must<operate::RootShown>(
            operate::RootRequestAsk{"main", "INC-7", ttl_s, recipient.public_key()});
    }

    void become_ours() {
        claim();
        REQUIRE(take());
        REQUIRE(say(Step::begin_recovery));
        recovery = seal_recovery();
        REQUIRE(ended(0, Plain::recovery_key));
        settle();
        REQUIRE(root_page().is_managed);
        fresh();
    }

    crypto::ExchangePair recipient = crypto::ExchangePair::generate(random);
};

}  // namespace sealwright::test
