// docs/protocol/session.md's derivations, against a second implementation (tests/interop/go).
#include "../crypto/vectors.hpp"
#include "parties.hpp"

using namespace sealwright;
using namespace sealwright::session;

namespace {

const Now issued{61'000, 1'700'000'000'000};

Bytes counting(std::uint8_t first, std::size_t size) {
    Bytes bytes(size);
    for (auto& byte : bytes) byte = first++;
    return bytes;
}

Bytes joined(std::initializer_list<Bytes> parts) {
    Bytes all;
    for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

Digest digest_of(std::uint8_t first) {
    const auto bytes = counting(first, 32);
    Digest digest{};
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

template <class Message>
Bytes form(const Message& message) {
    return wire::encode_public(message);
}

crypto::SigningSeed identity() {
    return test::secret_of<crypto::SigningSeedTag>(counting(0x40, 32));
}

OpenedFacts facts() {
    OpenedFacts facts;
    facts.result.status = claims::Trust::affirming;
    facts.result.kind = claims::EvidenceKind::tpm2;
    facts.result.provenance = "ek-chain";
    facts.result.reference_id = "baseline-1";
    facts.result.policy = digest_of(0xb0);
    facts.result.evidence = digest_of(0xc0);
    facts.result.nonce = digest_of(0xd0);
    facts.result.reset_count = 9;
    facts.result.made_ms = 1'700'000'000'000;
    facts.seal_key_version = 3;
    facts.lifetime_s = 3600;
    facts.fresh_s = 60;
    return facts;
}

Bytes bytes_of_text(std::string_view text) {
    const auto view = view_of(text);
    return {view.begin(), view.end()};
}

}  // namespace

TEST_SUITE("session/page") {
    TEST_CASE("a whole session has the bytes that a second implementation of the page gives") {
        const test::NamedVectors vectors("session.txt");
        // Epoch, nonce; b; c, session id.
        test::FixedRandom random(joined({counting(0, 32),
                                         counting(0x20, 32),
                                         counting(0x60, 32),
                                         counting(0x80, 32),
                                         counting(0xa0, 16)}));
        Challenger challenger;
        const auto key = crypto::Signer::public_key(identity());
        CHECK(Bytes(key.begin(), key.end()) == vectors.at("identity"));

        const auto ticket = challenger.start(issued, random);
        const auto challenge = challenger.make(ticket, test::some_facts(), identity(), issued);
        REQUIRE(challenge);
        CHECK(form(*challenge) == vectors.at("challenge"));

        Handshake handshake(test::some_begin());
        REQUIRE(handshake.on(*challenge, key, random));
        const auto bound = handshake.binding({});
        CHECK(Bytes(bound->begin(), bound->end()) == vectors.at("binding"));
        const auto finish = handshake.finish(bytes_of_text("evidence"));
        CHECK(form(*finish) == vectors.at("finish"));

        const auto recognized = challenger.recognize(*challenge, issued);
        REQUIRE(recognized);
        auto opening = open_session(*recognized, *finish, facts(), random);
        REQUIRE(opening);
        CHECK(form(opening->opened) == vectors.at("opened"));
        auto established = handshake.on(opening->opened);
        REQUIRE(established);

        const Header header{1, "transit", "unseal"};
        const auto ask = established->channel.seal(header, view_of("the first ask"));
        CHECK(form(*ask) == vectors.at("ask-0"));
        REQUIRE(opening->channel.open(*ask));
        const auto answer = opening->channel.seal(header, view_of("the first answer"));
        CHECK(form(*answer) == vectors.at("answer-1"));
        REQUIRE(established->channel.open(*answer));
        const auto next = established->channel.seal({2, "transit", "unseal"}, {});
        CHECK(form(*next) == vectors.at("ask-1"));
        CHECK(random.is_used_up());
    }

    TEST_CASE("the page shows the numbers of that implementation") {
        const test::NamedVectors vectors("session.txt");
        const std::string page = "docs/protocol/session.md";

        for (const auto* name : {"identity",
                                 "challenge",
                                 "binding",
                                 "secret",
                                 "salt",
                                 "chains",
                                 "ask-0",
                                 "answer-1",
                                 "activation-secret"}) {
            CHECK_MESSAGE(vectors.is_shown_in(page, name), name);
        }
    }

    TEST_CASE("a challenge with something to activate has the page's secret and binding") {
        const test::NamedVectors vectors("session.txt");
        test::FixedRandom random(joined({counting(0, 32), counting(0x20, 32), counting(0x60, 32)}));
        Challenger challenger;
        const auto ticket = challenger.start(issued, random);
        auto asked = test::some_facts();
        asked.credential = bytes_of_text("credential");
        asked.encrypted_secret = bytes_of_text("encrypted");
        const auto challenge = challenger.make(ticket, asked, identity(), issued);
        REQUIRE(challenge);
        CHECK(form(*challenge) == vectors.at("activation-challenge"));

        const auto recognized = challenger.recognize(*challenge, issued);
        REQUIRE(recognized);
        const auto& secret = recognized->activated;
        CHECK(Bytes(secret.begin(), secret.end()) == vectors.at("activation-secret"));
        const auto agents = crypto::ExchangePair::generate(random);
        const auto bound = binding(*challenge, secret, agents.public_key());
        CHECK(Bytes(bound.begin(), bound.end()) == vectors.at("activation-binding"));
    }
}
