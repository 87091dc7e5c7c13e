#include "machine.hpp"

#include <utility>

namespace sealwright::bench {
namespace {

constexpr std::uint32_t first_address = 0x7f010001;  // 127.1.0.1, and so on.

}  // namespace

void Machine::be(const NodeId& node, const VaultId& vault) {
    node_ = node;
    vault_ = vault;
}

bool Machine::begin(SSL_CTX* tls, const attest::EnrolmentToken* token) {
    token_ = token;
    failure_.clear();
    const auto purpose = token == nullptr ? session::Purpose::open : session::Purpose::enrol;
    session::Begin begin{purpose, node_, vault_, {}};
    if (token != nullptr) {
        attest::EnrolHello hello;
        hello.identity = tpm_.identity();
        token->sign(hello, node_, vault_);
        begin.hello = wire::encode_public(hello);
    }
    handshake_.emplace(std::move(begin));
    return client_.dial(tls, service_.port, first_address + number_);
}

void Machine::send(const char* target, View body) {
    request_ = std::string("POST ") + target +
               " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(service_.port) +
               "\r\nContent-Type: application/octet-stream\r\nContent-Length: " +
               std::to_string(body.size()) + "\r\n\r\n";
    request_ += text_of(body);
    client_.ask(request_);
}

Machine::Progress Machine::go_on() {
    switch (client_.go_on()) {
        case Client::Progress::waits:
            return Progress::waits;
        case Client::Progress::failed:
            return fail(client_.failure());
        case Client::Progress::ready:
            send("/v1/node/begin", wire::encode(handshake_->begin()));
            return Progress::waits;
        case Client::Progress::answered:
            break;
    }
    return handshake_->phase() == session::Handshake::Phase::begun ? on_challenge() : on_opened();
}

Machine::Progress Machine::on_challenge() {
    const auto challenge = wire::decode<session::Challenge>(view_of(client_.body()));
    if (!challenge) return fail(challenge.error().sentence());
    SystemRandom random;
    const auto believed = handshake_->on(*challenge, service_.key, random);
    if (!believed) return fail(believed.error().sentence());
    Bytes activated;
    if (!challenge->credential.empty()) {
        activated = tpm_.activate(challenge->credential, challenge->encrypted_secret);
    }
    const auto binding = handshake_->binding(activated);
    if (!binding) return fail(binding.error().sentence());
    const attest::Evidence evidence{tpm_.quote(*binding, challenge->pcrs)};
    auto proof =
        token_ == nullptr
            ? wire::encode_public(evidence)
            : wire::encode_public(attest::EnrolProof{evidence, token_->sign_binding(*binding)});
    const auto finish = handshake_->finish(std::move(proof));
    if (!finish) return fail(finish.error().sentence());
    send("/v1/node/finish", wire::encode(*finish));
    return Progress::waits;
}

Machine::Progress Machine::on_opened() {
    const auto opened = wire::decode<session::Opened>(view_of(client_.body()));
    if (!opened) return fail(opened.error().sentence());
    const auto established = handshake_->on(*opened);
    if (!established) return fail(established.error().sentence());
    const auto& facts = established->facts;
    const auto* failure = facts.result.first_failure();
    const bool is_there = token_ == nullptr ? facts.lifetime_s != 0 : facts.waits_for_approval;
    if (!is_there) return fail(failure == nullptr ? "no session" : "claim " + failure->claim);
    return Progress::over;
}

Machine::Progress Machine::fail(std::string why) {
    failure_ = std::move(why);
    return Progress::failed;
}

}  // namespace sealwright::bench
