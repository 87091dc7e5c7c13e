#include "sealwright/vault/client/vault_line.hpp"

#include <boost/asio/awaitable.hpp>

namespace sealwright::vault {
namespace {

std::string_view words_of(Method method) {
    switch (method) {
        case Method::get:
            return "GET";
        case Method::put:
            return "PUT";
        case Method::list:
            return "LIST";
        case Method::remove:
            return "DELETE";
    }
    return "GET";
}

}  // namespace

http::Awaitable<Result<Reply>> VaultLine::ask(const Call& call,
                                              const SecretText* token,
                                              std::chrono::milliseconds limit) {
    check(!call.by_token || (token != nullptr && !token->is_empty()));
    if (!client_ || !client_->is_open()) {
        client_ = server_.client(io_);
        CO_TRY(co_await client_->connect(limit));
    }
    const auto target = "/v1/" + call.path;
    http::ForeignRequest request{words_of(call.method), target, {}, call.body};
    request.fields.emplace_back("X-Vault-Request", view_of("true"));
    if (call.by_token) request.fields.emplace_back("X-Vault-Token", token->reveal());
    if (!call.inside.empty()) {
        request.fields.emplace_back("X-Vault-Namespace", view_of(call.inside));
    }
    if (!call.body.empty()) {
        request.fields.emplace_back("Content-Type", view_of("application/json"));
    }
    auto answer = co_await client_->ask(std::move(request), limit);
    if (!answer) co_return answer.error();
    co_return Reply{answer->status, std::move(answer->body)};
}

}  // namespace sealwright::vault
