#include "tasks.hpp"

#include "errors.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/vault/steps/status.hpp"
#include "task_run.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <charconv>
#include <exception>

namespace sealwright::agent {
namespace asio = boost::asio;
namespace {

constexpr std::chrono::milliseconds look_interval{1'000};
constexpr std::uint64_t jitter_ms = 250;
constexpr std::chrono::milliseconds health_max{5'000};
constexpr std::string_view by_socket = "unix://";
constexpr std::string_view by_tls = "https://";

std::optional<http::ForeignAddress> address_of(std::string_view text) {
    if (text.starts_with(by_socket)) {
        return http::LocalAddress{std::string(text.substr(by_socket.size()))};
    }
    if (!text.starts_with(by_tls)) return std::nullopt;
    text.remove_prefix(by_tls.size());
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::uint16_t port = 0;
    std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
    auto host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (port == 0 || host.empty()) return std::nullopt;
    return http::ServiceAddress{std::string(host), port};
}

// Agents that started at once do not look at once.
std::chrono::milliseconds pause(Random& random) {
    std::array<std::uint8_t, 2> bytes{};
    random.fill(bytes);
    const auto number = std::uint64_t{bytes[0]} << 8U | bytes[1];
    return look_interval + std::chrono::milliseconds(number % jitter_ms);
}

void say_end(const session::TaskEnded& ended) {
    if (ended.code == 0) {
        log(LogLevel::info, "the task is done", {fact("revoked", ended.revoked)});
        return;
    }
    log(LogLevel::warning,
        "the task was not done",
        {fact("code", std::uint64_t{ended.code}), fact("why", ended.why)});
}

}  // namespace

Result<std::unique_ptr<http::ForeignServer>> vault_server(const config::AgentConfig& config) {
    if (config.vault_address.empty()) return std::unique_ptr<http::ForeignServer>();
    const auto address = address_of(config.vault_address);
    if (!address) return Error(errors::agent_vault_config, {fact("address", config.vault_address)});
    return http::ForeignServer::open(*address, config.vault_authority);
}

void Tasks::start() {
    asio::co_spawn(io_, work(), [](const std::exception_ptr& thrown) {
        if (thrown) std::rethrow_exception(thrown);
    });
}

http::Awaitable<void> Tasks::work() {
    for (;;) {
        co_await look_once();
        asio::steady_timer timer(io_, pause(random_));
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

http::Awaitable<bool> Tasks::is_active() {
    vault::VaultLine line(io_, server_);
    const auto reply = co_await line.ask(vault::ask_health(), nullptr, health_max);
    co_return reply&& vault::read_active(*reply);
}

http::Awaitable<void> Tasks::look_once() {
    const auto offer = co_await talk_.look();
    if (!offer || !offer->task.is_set()) co_return;
    if (!co_await is_active()) co_return;
    auto order = co_await talk_.take(offer->task);
    if (!order) {
        log(LogLevel::warning, "the task was not given", order.error());
        co_return;
    }
    log(LogLevel::info,
        "a task",
        {fact("task", order->task.str()), fact("kind", session::name_of(order->kind))});
    const auto run = std::make_unique<TaskRun>(io_, server_, talk_, std::move(*order), random_);
    say_end(co_await run->run());
}

}  // namespace sealwright::agent
