#include "fake_service.hpp"

#include "sealwright/attest/enrolment.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/http/certificate.hpp"
#include "sealwright/session/errors.hpp"
#include "sealwright/session/handshake.hpp"
#include "sealwright/session/open_session.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <doctest/doctest.h>

#include <netinet/in.h>
#include <sys/socket.h>

namespace agent_test {
using namespace sealwright;
namespace {

Descriptor listen_on(std::uint16_t& port) {
    Descriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int yes = 1;
    ::setsockopt(listener.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = static_cast<sockaddr*>(static_cast<void*>(&address));
    REQUIRE(::bind(listener.number(), generic, size) == 0);
    REQUIRE(::listen(listener.number(), 64) == 0);
    REQUIRE(::getsockname(listener.number(), generic, &size) == 0);
    port = ntohs(address.sin_port);
    return listener;
}

template <class Message>
void say(http::Exchange& exchange, const Message& message) {
    exchange.answer_bytes(200, wire::encode(message));
}

}  // namespace

FakeService::FakeService(std::string folder, std::uint16_t port) : port_(port) {
    const http::CertificateFiles authority{folder + "/ca.pem", folder + "/ca.key"};
    const http::CertificateFiles files{folder + "/server.pem", folder + "/server.key"};
    const auto now = clock_.now();
    if (!http::read_certificate(authority.certificate)) {
        REQUIRE(http::make_authority(authority, "test", now).ok());
        REQUIRE(http::make_server_certificate(authority, files, {"127.0.0.1"}, now).ok());
    }
    const auto token = attest::EnrolmentToken::generate();
    token_ = text_of(token.text());
    auto listener = listen_on(port_);
    auto server = http::Server::open(
        io_, std::move(listener), {files.certificate, files.key}, *this, http::Limits());
    REQUIRE(server.ok());
    server_ = std::move(*server);
    loop_ = std::thread([this] {
        const auto work = boost::asio::make_work_guard(io_);
        io_.run();
    });
}

void FakeService::trust(const NodeId& node, const std::array<std::uint8_t, 32>& key) {
    boost::asio::post(io_, [this, node, key] { keys_[node] = key; });
}

FakeService::~FakeService() {
    io_.stop();
    loop_.join();
    server_.reset();
}

crypto::PublicKey FakeService::identity() {
    return crypto::Signer::public_key(crypto::SigningSeed());
}

void FakeService::ask(http::Exchange& exchange) {
    const auto route = http::match_route(exchange.method(), exchange.target());
    check(route.ok());
    if (route->endpoint == http::Endpoint::node_begin) return begin(exchange);
    if (route->endpoint == http::Endpoint::node_finish) return finish(exchange);
    serve(exchange);
}

void FakeService::forget(http::Exchange&) {}

void FakeService::refuse(http::Exchange& exchange, std::uint16_t status, const Error& error) {
    exchange.answer_bytes(status, wire::encode(claims::Refusal(error)));
}

void FakeService::begin(http::Exchange& exchange) {
    ++script.begins;
    const auto begin = wire::decode<session::Begin>(exchange.body());
    check(begin.ok());
    if (begin->purpose == session::Purpose::enrol) {
        const auto hello = wire::decode<attest::EnrolHello>(begin->hello);
        check(hello.ok() && attest::verify_hello(*hello, begin->node, begin->vault).ok());
        keys_[begin->node] = std::get<attest::KeyIdentity>(hello->identity).key;
    }
    session::ChallengeFacts facts;
    facts.purpose = begin->purpose;
    facts.node = begin->node;
    facts.vault = begin->vault;
    const auto ticket = challenger_.start(clock_.now(), random_);
    auto challenge = challenger_.make(ticket, facts, seed_, clock_.now());
    check(challenge.ok());
    if (script.forges) challenge->signature[3] ^= 1U;
    say(exchange, *challenge);
}

bool FakeService::believes(const session::Finish& finish, const Digest& binding) {
    if (script.refuses) return false;
    auto evidence = wire::decode<attest::Evidence>(finish.evidence);
    if (finish.challenge.purpose == session::Purpose::enrol) {
        const auto proof = wire::decode<attest::EnrolProof>(finish.evidence);
        if (!proof) return false;
        evidence = proof->evidence;
    }
    const auto* signature = evidence ? std::get_if<attest::KeySignature>(&evidence->of) : nullptr;
    return signature != nullptr &&
           crypto::verify(keys_[finish.challenge.node], binding, signature->signature).ok();
}

void FakeService::finish(http::Exchange& exchange) {
    ++script.finishes;
    const auto finish = wire::decode<session::Finish>(exchange.body());
    check(finish.ok());
    const auto recognized = challenger_.recognize(finish->challenge, clock_.now());
    if (!recognized) return refuse(exchange, 403, recognized.error());
    const auto binding = session::binding(finish->challenge, {}, finish->exchange);
    if (!believes(*finish, binding)) {
        return refuse(exchange, 403, Error(errors::attestation_refused));
    }
    session::OpenedFacts facts;
    facts.result.status = script.is_overdue ? claims::Trust::warning : claims::Trust::affirming;
    facts.result.kind = claims::EvidenceKind::pinned_key;
    facts.result.checks = {{"signature", "", "", claims::CheckStatus::passed, 0}};
    if (script.denies) {
        facts.result.status = claims::Trust::contraindicated;
        facts.result.checks.push_back({"pcr 7", "a", "b", claims::CheckStatus::failed, 1861});
    }
    facts.seal_key_version = script.version;
    facts.waits_for_approval = finish->challenge.purpose == session::Purpose::enrol;
    const bool opens = finish->challenge.purpose == session::Purpose::open && !script.denies;
    facts.lifetime_s = opens ? 3'600 : 0;
    auto opening = session::open_session(*recognized, *finish, facts, random_);
    check(opening.ok());
    if (opens) channels_.emplace(opening->opened.session, std::move(opening->channel));
    say(exchange, opening->opened);
}

// An encrypt is answered with its body's size, a decrypt with its mount and key.
void FakeService::serve(http::Exchange& exchange) {
    ++script.asks;
    if (script.is_silent) return;
    const auto record = wire::decode<session::Record>(exchange.body());
    check(record.ok());
    if (script.forgets > 0) {
        --script.forgets;
        channels_.clear();
    }
    const auto found = channels_.find(record->session);
    if (found == channels_.end()) return refuse(exchange, 404, Error(errors::session_unknown));
    const auto opened = found->second.open(*record);
    if (!opened) return refuse(exchange, 404, opened.error());
    const auto request = wire::decode<session::Request>(*opened);
    check(request.ok());
    process = request->process;

    session::Reply reply;
    reply.seal_key_version = script.version;
    reply.status = 200;
    if (script.wants_fresh > 0) {
        --script.wants_fresh;
        reply.status = 403;
        reply.wants_fresh_evidence = true;
    }
    const auto text = R"({"data":"operation )" + std::to_string(record->operation) + " of " +
                      record->mount + "/" + record->key + ": " +
                      std::string(text_of(request->body)).substr(0, 40) + "\"}";
    reply.body.assign(text.begin(), text.end());
    const auto answer =
        found->second.seal({record->operation, record->mount, record->key}, wire::encode(reply));
    check(answer.ok());
    say(exchange, *answer);
}

}  // namespace agent_test
