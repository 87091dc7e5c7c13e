// KeeperBench: a keeper without a process, over fakes of all that it asks.
//
// Core, Sealing and Operating as the process has them; depot, tokens, clock and random are the
// tests' own. When it ends, and whenever a test asks, it checks that no secret stayed behind.
#pragma once

#include "canary.hpp"
#include "keeper_fakes.hpp"
#include "operating.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/journal/verify.hpp"
#include "sealwright/seal/body.hpp"
#include "seeded_random.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

namespace sealwright::test {

inline Digest spki_named(std::uint8_t number) {
    Digest spki{};
    spki.fill(number);
    return spki;
}

struct Plain {
    static constexpr std::string_view probe = "a";
    static constexpr std::string_view heartbeat = "Heartbeat 596";
    static constexpr std::string_view root_key =
        "[\"k2t0MXh1V3VmAAECAwQFBgcICQoLDA0ODxAREhMUFRY=\"]";
    static constexpr std::string_view recovery_key = "0123456789abcdef0123456789ABCDEF";
    static constexpr std::string_view challenge = "0123456789abcdef01234567";
    static constexpr std::string_view sums =
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  state.bin\n";
    static constexpr std::string_view other = "nobody knows what this is";
};

// What must be the same after a refusal.
struct Unchanged {
    Digest rows{};
    std::uint64_t revision = 0;
    std::uint64_t questions = 0;
    bool operator==(const Unchanged&) const = default;
};

class KeeperBench {
public:
    static constexpr std::size_t resident_keys = 4;  // Rows, journal, identity key, identity.
    static constexpr std::uint64_t day_ms = 24ULL * 60 * 60 * 1000;
    static constexpr claims::LocalOrigin person{1000, 1000, 4711};

    explicit KeeperBench(std::size_t count = 3, std::uint8_t threshold = 2)
        : tokens(count, "trying", clock),
          watched(tokens, events),
          depot(events),
          desk(tokens),
          slots_before_(SecretPool::in_use()) {
        settings = {"trying", "ana", "main", threshold, {}, 0, 0, {}};
        for (std::size_t each = 0; each < count; ++each) {
            settings.tokens.push_back(SoftwareTokens::name_of(each));
        }
        restart();
    }
    ~KeeperBench() {
        keeper_.reset();
        CHECK(SecretPool::in_use() == slots_before_);
    }
    KeeperBench(const KeeperBench&) = delete;
    KeeperBench& operator=(const KeeperBench&) = delete;

    // A new process over the same store and tokens, which has looked once.
    void restart() {
        keeper_.reset();
        keeper_.emplace(depot, watched, clock, random, settings, desk, fronts, room);
        core().refresh();
    }

    keeper::Core& core() { return keeper_->core; }
    keeper::Sealing& sealing() { return keeper_->sealing; }
    keeper::Canary& canary() { return keeper_->canary; }
    keeper::Operating& operating() { return keeper_->operating; }
    keeper::Fronts fronts;
    keeper::Room room;  // Of the next keeper.
    [[nodiscard]] bool is_open() { return core().phase() == keeper::Phase::open; }
    [[nodiscard]] std::size_t secrets() const { return SecretPool::in_use() - slots_before_; }
    Unchanged unchanged() {
        return {core().state().digest(), core().state().revision, watched.questions};
    }

    // Operators' asks.
    template <class Ask>
    keeper::Reply ask(const Ask& message) {
        return keeper_->operating.answer({Ask::type, wire::encode(message), {person}});
    }
    template <class Answer, class Ask>
    Answer must(const Ask& message) {
        const auto reply = ask(message);
        REQUIRE(reply.type == Answer::type);
        auto answer = wire::decode<Answer>(reply.body);
        REQUIRE(answer.ok());
        return std::move(*answer);
    }
    // The code of the refusal; 0 when it was not refused.
    template <class Ask>
    std::uint16_t refused(const Ask& message) {
        const auto reply = ask(message);
        if (reply.type != claims::Refusal::type) return 0;
        const auto refusal = wire::decode<claims::Refusal>(reply.body);
        REQUIRE(refusal.ok());
        CHECK_FALSE(refusal->remedy.empty());
        return refusal->code;
    }

    // The same, and that nothing changed by it.
    template <class Ask>
    void refused_unchanged(const Ask& message, const ErrorSpec& spec) {
        const auto before = unchanged();
        CHECK(refused(message) == spec.code);
        CHECK(unchanged() == before);
    }

    operate::Status init() { return must<operate::Status>(operate::InitAsk{true}); }
    void add_vault(const std::string& name) {
        must<operate::Vaults>(operate::VaultAddAsk{name, "transit", "unseal"});
    }
    void add_node(const std::string& vault, const std::string& node, std::uint8_t spki) {
        must<operate::Nodes>(
            operate::NodeAddAsk{vault, node, spki_named(spki), clock.now().wall_ms + day_ms});
    }
    void allow_init(const std::string& vault, std::uint32_t seconds = 600) {
        must<operate::Vaults>(operate::VaultAllowInitAsk{vault, seconds});
    }
    // One vault `main` with node `one` (certificate 1), inside its init window.
    void found() {
        init();
        add_vault("main");
        add_node("main", "one", 1);
        allow_init("main");
    }
    // The same, initialised: `root` is what the vault stored.
    void found_and_init() {
        found();
        root = sealed(Plain::root_key);
        recovery = sealed(Plain::recovery_key);
        REQUIRE(opened(root) == Plain::root_key);
        idle();
        REQUIRE(window_of("main") == 0);
    }
    std::uint64_t window_of(const std::string& vault) {
        const auto* found = core().state().vault_named(vault);
        REQUIRE(found != nullptr);
        return found->init_until_ms;
    }

    // A vault's asks.
    seal::SealAsk seal_ask(seal::Operation operation, const std::string& json, std::uint8_t spki) {
        seal::SealAsk ask;
        ask.origin.of =
            claims::ChannelOrigin{spki_named(spki), clock.now().wall_ms + day_ms, "127.0.0.1:5000"};
        ask.operation = operation;
        ask.mount = "transit";
        ask.key = "unseal";
        ask.body.assign(json.begin(), json.end());
        return ask;
    }
    seal::SealAsk encrypt_ask(std::string_view plaintext, std::uint8_t spki = 1) {
        const auto json = "{\"plaintext\":\"" + to_base64(view_of(plaintext)) + "\"}";
        return seal_ask(seal::Operation::encrypt, json, spki);
    }
    seal::SealAsk decrypt_ask(const std::string& ciphertext, std::uint8_t spki = 1) {
        return seal_ask(seal::Operation::decrypt, "{\"ciphertext\":\"" + ciphertext + "\"}", spki);
    }
    void take(seal::SealAsk ask) {
        sealing().take({{1, ++correlation_}, std::move(ask), clock.now().boottime_ms});
    }
    // One turn of the process's loop, 100 ms after the last.
    std::vector<keeper::SealReply> turn() {
        clock.advance(100);
        core().refresh();
        return sealing().run();
    }
    void idle() {
        for (int turns = 0; turns < 20 && sealing().has_outcomes(); ++turns) turn();
        CHECK(secrets() == (core().state().installation ? resident_keys : 0U));
    }
    // The answer to one ask, which comes in the next turn.
    seal::SealAnswer serve(seal::SealAsk ask) {
        take(std::move(ask));
        auto replies = turn();
        REQUIRE(replies.size() == 1);
        return std::move(replies.front().answer);
    }
    static std::string text_of_answer(const seal::SealAnswer& answer) {
        return std::string(text_of(answer.body));
    }
    static std::string ciphertext_in(const seal::SealAnswer& answer) {
        const auto text = text_of_answer(answer);
        const std::string before = "{\"data\":{\"ciphertext\":\"";
        REQUIRE(text.starts_with(before));
        return text.substr(before.size(), text.size() - before.size() - 3);
    }
    std::string sealed(std::string_view plaintext, std::uint8_t spki = 1) {
        const auto answer = serve(encrypt_ask(plaintext, spki));
        INFO(text_of_answer(answer));
        REQUIRE(answer.status == 200);
        return ciphertext_in(answer);
    }
    std::string opened(const std::string& ciphertext, std::uint8_t spki = 1) {
        const auto answer = serve(decrypt_ask(ciphertext, spki));
        const auto text = text_of_answer(answer);
        INFO(text);
        REQUIRE(answer.status == 200);
        const std::string before = "{\"data\":{\"plaintext\":\"";
        REQUIRE(text.starts_with(before));
        const auto bytes =
            seal::from_base64(text.substr(before.size(), text.size() - before.size() - 3));
        REQUIRE(bytes.ok());
        return std::string(text_of(*bytes));
    }

    // The code under which a decrypt is refused, without a change and without asking a token.
    std::uint64_t refusal_of(const std::string& ciphertext, std::uint8_t spki = 1) {
        const auto before = unchanged();
        CHECK(serve(decrypt_ask(ciphertext, spki)).status == 403);
        CHECK(unchanged() == before);
        return *entries(journal::Kind::refusal).back().number("code");
    }
    operate::VaultInfo info() {
        return must<operate::Vaults>(operate::VaultsAsk{"main"}).vaults.at(0);
    }

    // The journal, as a person gets it.
    std::vector<journal::Entry> entries() {
        std::vector<journal::Entry> all;
        for (const auto& bytes : entry_bytes()) {
            auto entry = wire::decode<journal::Entry>(bytes);
            REQUIRE(entry.ok());
            all.push_back(std::move(*entry));
        }
        return all;
    }
    std::vector<journal::Entry> entries(journal::Kind kind) {
        auto all = entries();
        std::erase_if(all, [kind](const journal::Entry& entry) { return entry.kind != kind; });
        return all;
    }
    // An offline verification of the whole chain.
    journal::Verified verified() {
        const auto page = must<operate::JournalPage>(operate::JournalAsk{1, 1, true});
        const auto key = journal::VerifierKey::parse(page.verifier_key);
        REQUIRE(key.ok());
        journal::Verifier verifier(*key);
        for (const auto& bytes : entry_bytes()) {
            const auto fed = verifier.feed(bytes);
            INFO((fed.ok() ? std::string() : fed.error().sentence()));
            REQUIRE(fed.ok());
        }
        return verifier.so_far();
    }

    std::vector<Event> events;
    MovingClock clock;
    SeededRandom random;
    SoftwareTokens tokens;
    WatchedTokens watched;
    WatchedDepot depot;
    FakeDesk desk;
    supervise::Settings settings;
    std::string root;
    std::string recovery;

private:
    struct Keeper {
        Keeper(store::Depot& store,
               hsm::client::Tokens& group,
               const Clock& time,
               Random& dice,
               const supervise::Settings& given,
               keeper::TokenDesk& token_desk,
               const keeper::Fronts& connected,
               keeper::Room limits)
            : core(store, group, time, dice, given),
              sealing(core),
              canary(core),
              operating(core, sealing, token_desk, canary, connected, limits) {}
        keeper::Core core;
        keeper::Sealing sealing;
        keeper::Canary canary;
        keeper::Operating operating;
    };

    std::vector<Bytes> entry_bytes() {
        std::vector<Bytes> all;
        for (;;) {
            const auto page = must<operate::JournalPage>(
                operate::JournalAsk{all.size() + 1, operate::entries_max, false});
            if (page.entries.empty()) return all;
            all.insert(all.end(), page.entries.begin(), page.entries.end());
        }
    }

    std::size_t slots_before_;
    std::optional<Keeper> keeper_;
    std::uint64_t correlation_ = 0;
};

}  // namespace sealwright::test
