// Sealing: the seal API's asks, in batches: decide in order, one durable commit, release, answer.
//
// `run` is the promise as code: identity, class rule and capacity are decided on a draft; the
// intents are durable before any token is asked; keys live for one request; every value that is
// sealed is opened again before it is answered. A refusal is journalled once a minute for one asker
// and reason. Asks of a vault inside its init window wait for what is missing instead of being
// refused. Process: keeper. Limits: 4,096 asks wait, 512 a batch, an init waits 45 s. Spec:
// docs/protocol/seal.md.
#pragma once

#include "core.hpp"
#include "outcomes.hpp"
#include "rewrap_watch.hpp"
#include "sealwright/policy/class_policy.hpp"
#include "sealwright/seal/messages.hpp"
#include "tally.hpp"

#include <deque>
#include <map>
#include <set>
#include <span>
#include <variant>

namespace sealwright::keeper {

// Where an answer goes.
struct Asker {
    std::uint64_t connection = 0;
    std::uint64_t correlation = 0;
};

struct SealJob {
    Asker asker;
    seal::SealAsk ask;
    std::uint64_t arrived_ms = 0;  // Boottime.
    // Which process of the vault asks, by its agent's word; nothing in the channel tier.
    std::optional<Digest> process{};
};

struct SealReply {
    Asker asker;
    seal::SealAnswer answer;
    std::uint16_t code = 0;  // Of the refusal; 0: none.
};

// Whether a vault asked for its recovery key, and where in the order of its asks.
enum class RecoveryAsked : std::uint8_t { no, before_unseal, running };

class Sealing {
public:
    static constexpr std::size_t waiting_max = 4096;
    static constexpr std::size_t batch_max = 512;
    static constexpr std::uint64_t init_hold_ms = 45'000;
    static constexpr std::uint64_t init_retry_ms = 100;
    static constexpr std::uint64_t start_grace_ms = 3'000;
    static constexpr std::uint64_t refusal_repeat_ms = 60'000;
    static constexpr std::size_t refusals_max = 4096;
    static constexpr std::size_t shapes_max = 1024;

    explicit Sealing(Core& core);

    void take(SealJob job);
    // Probes that a front answered while this keeper could not.
    void probed_before(const seal::ProbesAnswered& answered);
    // One batch, if anything waits; and outcomes that have waited long enough.
    std::vector<SealReply> run();
    [[nodiscard]] bool is_waiting() const { return !waiting_.empty() || !held_.empty(); }
    [[nodiscard]] std::size_t backlog() const { return waiting_.size() + held_.size(); }
    [[nodiscard]] bool has_outcomes() const { return !outcomes_.is_empty(); }
    [[nodiscard]] std::size_t outcomes_waiting() const { return outcomes_.size(); }
    [[nodiscard]] const Tally& tally() const { return tally_; }
    [[nodiscard]] std::uint64_t heartbeats() const { return heartbeats_; }
    // Whether asks of the vault's init wait for what is missing.
    [[nodiscard]] bool holds_init_of(const Vault& vault) const;
    // Wall time of a vault's last release in this process; 0: none.
    [[nodiscard]] std::uint64_t root_opened_ms(const VaultId& vault) const;

private:
    // A decided ask that needs a key.
    struct Work {
        std::size_t job = 0;  // Its place in the batch.
        seal::Operation operation{};
        VaultId vault;
        NodeId node;  // Who asks.
        seal::SealHeader header;
        WipedBytes plaintext;         // To seal.
        seal::Ciphertext ciphertext;  // To open.
        std::uint64_t intent = 0;     // 0: not journalled (heartbeats).
        bool begins_rewrap = false;   // Opens a recovery key of an older N, once.
    };
    struct Refused {
        Error error;
        std::uint64_t entry = 0;
        bool is_not_yet = false;  // It could be served once something is back; not a "no".
    };
    struct Hold {};
    // How long the asks of one vault's init have been held, all together.
    struct InitHold {
        std::uint64_t until_ms = 0;  // Of the window: the next one begins anew.
        std::uint64_t since_ms = 0;  // Boottime; 0: none is held now.
        std::uint64_t total_ms = 0;  // Of the holds before.
    };
    using Decision = std::variant<seal::SealAnswer, Work, Refused, Hold>;

    struct RefusalKey {
        NodeId asker;  // Not set: a stranger.
        std::uint16_t code = 0;
        seal::Operation operation{};
        RecoveryAsked recovery{};
        auto operator<=>(const RefusalKey&) const = default;
    };
    struct RefusalNote {
        std::uint64_t entry = 0;
        std::uint64_t noted_ms = 0;
        std::uint64_t repeated = 0;
    };

    Decision decide(Draft& draft, const SealJob& job, Now now);
    Result<Decision> decide_known(Draft& draft, const SealJob& job, const Node& node, Now now);
    Result<const Node*> identify(const State& state, const SealJob& job, Now now) const;
    Result<Decision> decide_encrypt(Draft& draft, const SealJob& job, const Node& node, Now now);
    Result<Decision> decide_decrypt(Draft& draft, const SealJob& job, const Node& node, Now now);
    static policy::Windows windows_of(const State& state,
                                      const VaultId& vault,
                                      std::uint64_t latest_ms);
    static bool is_end_of_init(const State& state,
                               const Node& node,
                               const seal::SealHeader& header,
                               Now now,
                               std::uint64_t latest_ms);
    [[nodiscard]] policy::OpenAsk open_ask(const State& state,
                                           const SealJob& job,
                                           const Node& node,
                                           const seal::SealHeader& header,
                                           Now now) const;
    void end_rewrap(Draft& draft, const SealJob& job, const Node& node, Now now) const;
    void note_recovery_sealed(Draft& draft, const SealJob& job, const Node& node, const Work& work);
    [[nodiscard]] bool is_in_its_window(const State& state,
                                        const SealJob& job,
                                        const Node& node) const;
    static policy::Windows seal_windows_of(const State& state,
                                           const VaultId& vault,
                                           std::uint64_t latest_ms);
    Result<std::optional<RecoveryKept>> keep_recovery_key(Draft& draft, const Work& work);
    Result<void> check_opened(const State& state, const seal::SealHeader& header);
    Result<WipedBytes> open_recovery(const Work& work, WipedBytes plaintext);
    static Result<void> use_root_window(Draft& draft,
                                        const seal::SealHeader& header,
                                        const policy::OpenAsk& ask);
    [[nodiscard]] bool is_counted(const Work& work) const;
    Decision refuse(Draft& draft, const SealJob& job, const Error& error, Now now);
    [[nodiscard]] RecoveryAsked recovery_asked(const seal::SealAsk& ask, const Node& node) const;
    [[nodiscard]] std::optional<seal::SealAnswer> probe_answer(const SealJob& job, Now now);
    bool may_hold(const SealJob& job, Now now);
    [[nodiscard]] const Vault* init_vault_of(const SealJob& job) const;

    std::vector<SealJob> next_batch(Now now);
    std::vector<SealReply> turn(std::vector<SealJob> jobs);
    // Without a state, or without a commit: hold who may be held, refuse the others.
    std::vector<SealReply> turn_away(std::vector<SealJob> jobs, const Error& error);
    void answer_refused(const SealJob& job,
                        const Refused& refused,
                        std::vector<SealReply>& replies);
    void end_hold(const VaultId& vault);
    void release(std::vector<SealJob>& jobs,
                 const std::vector<Work>& works,
                 std::vector<SealReply>& replies);
    void release_some(std::vector<SealJob>& jobs,
                      std::span<const Work> works,
                      std::vector<SealReply>& replies);
    std::vector<SealReply> carry_on(std::vector<SealJob> jobs, std::vector<Decision> decisions);
    void begin_works(const std::vector<Work>& works);
    [[nodiscard]] std::size_t keys_at_once() const;
    Result<WipedBytes> carry_out(const Work& work, const hsm::client::SharedKey& data_key);
    void note_outcome(const Work& work, const Result<WipedBytes>& result);
    void note_carried_out(const Work& work);
    [[nodiscard]] std::uint64_t init_ended_by(const Work& work) const;
    static Outcomes::Begun begun_by(const std::vector<Decision>& decisions);

    Core& core_;
    std::uint64_t started_ms_;
    std::deque<SealJob> waiting_;
    std::vector<SealJob> held_;  // Asks of an init that wait for what is missing.
    std::uint64_t held_try_ms_ = 0;
    bool was_open_ = false;  // In the turn before.
    Outcomes outcomes_;
    RewrapWatch rewraps_;
    std::set<std::pair<VaultId, std::size_t>> shapes_;  // Journalled once, then counted.
    std::map<RefusalKey, RefusalNote> refusals_;
    std::map<VaultId, InitHold> init_holds_;
    std::map<VaultId, std::uint64_t> root_opened_;
    std::uint64_t heartbeats_ = 0;
    Tally tally_;
};

seal::SealAnswer refusal_answer(std::uint16_t status, const Error& error, std::uint64_t entry);

}  // namespace sealwright::keeper
