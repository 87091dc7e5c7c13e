// Prints every key of an installation, as root with k running tokens can get them: the memory test
// must know what to look for, and the product has no door for it.
//
// Arguments: a copy of the depot's database, then the sockets of the tokens. Each line is a name
// and 32 bytes in hex. Nothing here is used by the product, and nothing is written.
#include "../../src/depot/database.hpp"
#include "rows.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/hsm/client/key_opener.hpp"
#include "sealwright/ipc/connection.hpp"
#include "sealwright/ipc/socket.hpp"

#include <deque>
#include <iostream>

using namespace sealwright;
using hsm::client::SharedKey;

namespace {

constexpr std::uint64_t answer_ms = 5'000;

// What must have worked, or the test has nothing to look for.
template <class T>
T need(Result<T> result) {
    if (!result) {
        std::cerr << result.error().sentence() << "\n";
        std::exit(1);
    }
    return std::move(*result);
}

// The running token processes; they answer root as they answer a keeper.
class RunningTokens final : public hsm::client::Tokens {
public:
    explicit RunningTokens(std::span<char*> sockets) {
        for (const auto* path : sockets) {
            auto& line = lines_.emplace_back(need(ipc::connect_to(path)));
            const auto frame =
                need(ipc::call(line, hsm::StatusAsk::type, 1, {}, clock_, in_time()));
            const auto status = need(wire::decode<hsm::Status>(frame.body));
            ready_.push_back({ready_.size(), {status.serial, status.key_id, status.generation}});
        }
    }

    std::vector<hsm::client::ReadyToken> ready() override { return ready_; }
    void ask(std::size_t number, std::uint64_t correlation, const hsm::PrfAsk& ask) override {
        lines_.at(number).queue(hsm::PrfAsk::type, correlation, wire::encode(ask));
        asked_.push_back(number);
    }
    std::optional<hsm::client::TokenAnswer> next(std::uint64_t) override {
        if (asked_.empty()) return std::nullopt;
        const auto number = asked_.front();
        asked_.pop_front();
        const auto frame = need(ipc::receive(lines_.at(number), clock_, in_time()));
        if (frame.type == claims::Refusal::type) {
            const auto refusal = need(wire::decode<claims::Refusal>(frame.body));
            return hsm::client::TokenAnswer{number, frame.correlation, {}, refusal.sentence};
        }
        auto answer = need(wire::decode<hsm::PrfAnswer>(frame.body));
        for (std::size_t at = 0; at < answer.outputs.size(); at += 32) {
            std::cout << "prf-output " << to_hex(View(answer.outputs).subspan(at, 32)) << "\n";
        }
        return hsm::client::TokenAnswer{number, frame.correlation, std::move(answer.outputs), {}};
    }
    // The call then fails, and says why.
    void leave_out(std::size_t) override {}

private:
    std::uint64_t in_time() const { return clock_.now().boottime_ms + answer_ms; }

    SystemClock clock_;
    std::vector<ipc::Connection> lines_;
    std::vector<hsm::client::ReadyToken> ready_;
    std::deque<std::size_t> asked_;
};

// A Secret has no way out; but what is sealed under a key can be opened as bytes by who has it.
template <class Tag>
void print(const std::string& name, const Secret<32, Tag>& secret) {
    SystemRandom random;
    const auto key = crypto::ShareSplitter::fresh_key<crypto::ShareTag>(random);
    const auto sealed = crypto::RecordSealer::seal_key(key.ref(), {}, secret, random);
    const auto bytes = need(crypto::RecordSealer::open(key.ref(), {}, sealed));
    std::cout << name << " " << to_hex(bytes) << "\n";
}

std::vector<store::Row> read_rows(depot::Database& database) {
    std::vector<store::Row> rows;
    for (std::string after;;) {
        auto page = need(database.load({InstanceId(), after}));
        for (auto& row : page.rows) rows.push_back(std::move(row));
        if (!page.more) return rows;
        after = rows.back().key;
    }
}

// Vaults first: a seal key's row names one.
keeper::State read_state(const std::vector<store::Row>& rows, const keeper::Keyring& keyring) {
    keeper::State state;
    for (const bool of_vaults : {true, false}) {
        for (const auto& row : rows) {
            if (row.key.starts_with("vault/") != of_vaults) continue;
            const auto applied = keeper::apply_row(state, keyring, row);
            if (!applied) need(Result<int>(applied.error()));
        }
    }
    return state;
}

const store::Row& row_of(const std::vector<store::Row>& rows, std::string_view key) {
    const auto found = std::ranges::find_if(rows, [&](const auto& row) { return row.key == key; });
    check(found != rows.end());
    return *found;
}

void print_service_keys(const SharedKey& service, const keeper::Installation& installation) {
    print("service-key", service);
    for (const auto* purpose : {"row", "journal", "identity"}) {
        print(std::string(purpose) + "-key",
              crypto::KeyDeriver::record_key(service.ref(), purpose, installation.id.bytes(), 1));
    }
}

void print_vault_keys(const keeper::Vault& vault,
                      const keeper::VaultKeys& keys,
                      const SharedKey& data_key) {
    print("data-key-of-" + vault.name, data_key);
    for (const auto& [version, sealed] : keys.seal_keys) {
        const auto key = need(keeper::open_seal_key(data_key, vault, version, sealed));
        print("seal-key-" + std::to_string(version) + "-of-" + vault.name, key);
    }
}

}  // namespace

int main(int count, char** arguments) {
    check(count > 2);
    auto database = need(depot::Database::open(arguments[1]));
    const auto rows = read_rows(database);
    const auto installation =
        need(keeper::read_installation(row_of(rows, keeper::installation_row)));
    const auto head = need(database.head(installation.provenance.instance));
    const hsm::client::Place place{installation.run, head.sequence};

    RunningTokens tokens(std::span(arguments, static_cast<std::size_t>(count)).subspan(2));
    const SystemClock clock;
    SystemRandom random;
    hsm::client::KeyOpener opener(tokens, clock, random);
    const auto service = need(opener.open(installation.service_key, place));
    print_service_keys(service, installation);

    const keeper::Keyring keyring(service, installation);
    const auto state = read_state(rows, keyring);
    print("signing-seed", need(keyring.open_identity(state.identity)));
    for (const auto& [id, keys] : state.keys) {
        print_vault_keys(state.vaults.at(id), keys, need(opener.open(keys.data_key, place)));
    }
    return 0;
}
