// vault_steps ADDRESS AUTHORITY status|census|make|change|purge [TTL|GRANTED…]
//
// ADDRESS is https://HOST:PORT or unix:PATH. From standard input come a token (or an empty line)
// and key shares in base64, a line each. Prints what came, a line each; what failed with exit
// code 1.
#include "sealwright/root/key_change.hpp"
#include "sealwright/root/making.hpp"
#include "sealwright/root/purge.hpp"
#include "sealwright/vault/client/vault_line.hpp"
#include "sealwright/vault/steps/census.hpp"
#include "sealwright/vault/steps/errors.hpp"
#include "sealwright/vault/steps/status.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <array>
#include <charconv>
#include <iostream>

namespace asio = boost::asio;
using namespace sealwright;

namespace {

constexpr std::chrono::milliseconds limit{10'000};

struct Job {
    vault::VaultLine line;
    vault::SecretText token;
    std::vector<WipedBytes> shares;
    std::uint64_t ttl_s = 900;
    std::vector<std::string> granted;
    SystemRandom random;
    int code = 1;
};

std::optional<http::ForeignAddress> address_of(const std::string& text) {
    if (text.starts_with("unix:")) return http::LocalAddress{text.substr(5)};
    const auto colon = text.rfind(':');
    std::uint16_t port = 0;
    std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
    if (!text.starts_with("https://") || port == 0) return std::nullopt;
    return http::ServiceAddress{text.substr(8, colon - 8), port};
}

void say(const Error& error) {
    std::cout << "E" << error.code() << " " << error.sentence() << "\n";
}

http::Awaitable<Result<void>> status(Job& job) {
    CO_TRY(reply, co_await job.line.ask(vault::ask_seal_status(), nullptr, limit));
    CO_TRY(found, vault::read_seal_status(reply));
    CO_TRY(probe, co_await job.line.ask(vault::ask_product(), nullptr, limit));
    const bool is_openbao = vault::read_product(probe) == vault::Product::openbao;
    std::cout << (is_openbao ? "openbao " : "vault ") << found.version << " " << found.type
              << (found.sealed ? " sealed " : " open ") << found.needed << "/" << found.total
              << "\n";
    co_return done;
}

http::Awaitable<Result<void>> census(Job& job) {
    CO_TRY(about_self, co_await job.line.ask(vault::look_at_self(), &job.token, limit));
    CO_TRY(self, vault::read_token(about_self));
    vault::Census census(true, self.accessor);
    while (const auto call = census.next()) {
        CO_TRY(reply, co_await job.line.ask(*call, &job.token, limit));
        CO_TRY(census.take(reply));
    }
    std::cout << "tokens " << census.tokens() << " namespaces " << census.namespaces() << "\n";
    for (const auto& root : census.roots()) {
        std::cout << "root " << root.token.accessor << " "
                  << (root.inside.empty() ? "/" : root.inside) << " "
                  << (root.token.is_unlimited() ? "unlimited" : "limited") << "\n";
    }
    co_return done;
}

http::Awaitable<Result<void>> make(Job& job) {
    root::Order order;
    order.standing = std::move(job.token);
    order.shares = std::move(job.shares);
    order.ttl_s = job.ttl_s;
    order.name = "test";
    root::Making making(std::move(order), job.random);
    while (const auto ask = making.next()) {
        std::cout << "step " << root::words_of(making.step()) << "\n";
        const auto reply = co_await job.line.ask(ask->call, ask->token, limit);
        if (reply) {
            making.take(*reply);
        } else {
            making.lost(reply.error());
        }
    }
    for (const auto& accessor : making.left().accessors) std::cout << "left " << accessor << "\n";
    if (making.left().has_nameless) std::cout << "left nameless\n";
    if (making.failure()) co_return *making.failure();
    const auto made = making.release();
    std::cout << "made " << made.accessor << "\n";
    co_return done;
}

// Of a vault that is sealed by shares. The new key is printed, which is its keeping here.
http::Awaitable<Result<void>> change(Job& job) {
    root::KeyChange change(vault::KeyKind::unseal, std::move(job.shares));
    while (change.step() != root::KeyChange::Step::done) {
        if (change.must_keep()) {
            std::cout << "key " << to_base64(change.fresh()) << std::endl;
            change.kept();
        }
        const auto reply = co_await job.line.ask(*change.next(), &job.token, limit);
        if (reply) {
            change.take(*reply);
        } else {
            change.lost(reply.error());
        }
    }
    constexpr std::array words = {"old", "fresh", "unknown"};
    std::cout << "in force " << words.at(static_cast<std::size_t>(change.outcome())) << "\n";
    if (change.failure()) co_return *change.failure();
    co_return done;
}

void say_found(const root::Purge& purge) {
    std::cout << "round\n";
    for (const auto& root : purge.found()) std::cout << "root " << root.token.accessor << "\n";
}

// The token that asks is a root here, so its accessor has to be among those that are granted.
http::Awaitable<Result<void>> purge(Job& job) {
    CO_TRY(about_self, co_await job.line.ask(vault::look_at_self(), &job.token, limit));
    CO_TRY(self, vault::read_token(about_self));
    root::Purge purge(job.granted, self.accessor);
    while (purge.step() != root::Purge::Step::done) {
        if (purge.must_tell()) {
            if (purge.step() == root::Purge::Step::tell_found) say_found(purge);
            purge.told();
            continue;
        }
        const auto reply = co_await job.line.ask(*purge.next(), &job.token, limit);
        if (reply) {
            purge.take(*reply);
        } else {
            purge.lost(reply.error());
        }
    }
    std::cout << "revoked " << purge.revoked() << "\n";
    if (purge.failure()) co_return *purge.failure();
    co_return done;
}

asio::awaitable<void> run(Job& job, std::string command) {
    Result<void> ended = errors::answer_unreadable;
    if (command == "status") ended = co_await status(job);
    if (command == "census") ended = co_await census(job);
    if (command == "make") ended = co_await make(job);
    if (command == "change") ended = co_await change(job);
    if (command == "purge") ended = co_await purge(job);
    if (!ended) say(ended.error());
    job.code = ended ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
    const std::vector<std::string> given(words + 1, words + count);
    const auto address = given.size() >= 3 ? address_of(given[0]) : std::nullopt;
    if (!address || sodium_init() < 0) return 2;
    const auto server = http::ForeignServer::open(*address, given[1]);
    if (!server) {
        say(server.error());
        return 1;
    }
    asio::io_context io;
    Job job{vault::VaultLine(io, **server), {}, {}, 900, {}, {}, 1};
    if (given[2] == "purge") job.granted.assign(given.begin() + 3, given.end());
    if (given[2] != "purge" && given.size() > 3) job.ttl_s = std::stoull(given[3]);
    std::string text;
    if (std::getline(std::cin, text)) {
        const auto bytes = view_of(text);
        job.token = vault::SecretText(WipedBytes(bytes.begin(), bytes.end()));
    }
    while (std::getline(std::cin, text)) {
        auto share = from_base64(text);
        if (!share) return 2;
        job.shares.push_back(std::move(*share));
    }
    asio::co_spawn(io, run(job, given[2]), [](const std::exception_ptr& thrown) {
        if (thrown) std::rethrow_exception(thrown);
    });
    io.run();
    return job.code;
}
