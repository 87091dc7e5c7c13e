// VaultLine: carries Calls to one vault, and its Replies back.
//
// Reached over TLS with the vault's authority, or over a local listener of its own. The token is
// passed with each Call that wants one, and lies in wiped memory wherever it goes. One Call at a
// time. A connection that has ended is opened anew, once, before a Call and never in one: whether
// the vault has done what a lost Call asked is for the step to find out. Process: agent. Units:
// milliseconds. Spec: docs/protocol/vault.md section 1.
#pragma once

#include "sealwright/http/foreign.hpp"
#include "sealwright/vault/steps/call.hpp"

namespace sealwright::vault {

class VaultLine {
public:
    VaultLine(boost::asio::io_context& io, const http::ForeignServer& server)
        : io_(io), server_(server) {}

    // `token` may be nothing for a Call that needs none.
    http::Awaitable<Result<Reply>> ask(const Call& call,
                                       const SecretText* token,
                                       std::chrono::milliseconds limit);

private:
    boost::asio::io_context& io_;
    const http::ForeignServer& server_;
    std::unique_ptr<http::ForeignClient> client_;
};

}  // namespace sealwright::vault
