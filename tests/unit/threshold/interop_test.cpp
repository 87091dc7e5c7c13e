// A whole ceremony, sealing and opening by another implementation, in Go; and shares by a third
// one, in Rust. What is deterministic has to come out to the byte, from both sides.
#include "house.hpp"
#include "sealwright/wire/codec.hpp"

using namespace sealwright;
using namespace sealwright::threshold;
using test::index_of;

namespace {

const std::vector<std::uint64_t> indices{1, 2, 7, 300, 65535};
const Epoch epoch(9);

const Bytes& go(const std::string& name) {
    static const test::NamedVectors vectors("threshold/go.txt");
    return vectors.at(name);
}
const Bytes& go(const std::string& name, std::uint64_t index) {
    return go(name + "." + std::to_string(index));
}
const Bytes& rust(const std::string& name) {
    static const test::NamedVectors vectors("threshold/rust.txt");
    return vectors.at(name);
}

template <std::size_t N>
std::array<std::uint8_t, N> array_of(View bytes) {
    std::array<std::uint8_t, N> out{};
    check(bytes.size() == N);
    std::ranges::copy(bytes, out.begin());
    return out;
}

Session go_session() {
    std::vector<Member> members;
    const auto roster = View(go("roster"));
    for (std::size_t from = 0; from < roster.size(); from += 66) {
        members.push_back(*wire::decode<Member>(roster.subspan(from, 66)));
    }
    return *Session::make(array_of<32>(go("nonce")), *GroupSize::make(3, 5), members);
}

struct GoCeremony {
    Session session = go_session();
    CommitRound commits = *CommitRound::close(session, read<Commit>("commit"));
    RevealRound reveals = *RevealRound::close(session, commits, shown(session));
    DealRound deals = *DealRound::close(reveals, read<Deal>("deal"));
    PendingGroup pending = PendingGroup::of(reveals, deals, epoch);

    template <class Message>
    static std::vector<Message> read(const std::string& name) {
        std::vector<Message> found;
        for (const auto each : indices) found.push_back(*wire::decode<Message>(go(name, each)));
        return found;
    }
    static std::vector<Reveal> shown(const Session& session) {
        std::vector<Reveal> found;
        for (const auto each : indices) {
            found.push_back(*Reveal::parse(session, go("reveal", each)));
        }
        return found;
    }
    [[nodiscard]] Group group() const { return *pending.certify(read<Certificate>("certificate")); }
    [[nodiscard]] SecretShare share(std::uint64_t index) const {
        const auto transport = crypto::ExchangePair::shown(array_of<32>(go("transport", index)));
        return *receive(reveals, deals, index_of(index), transport, epoch);
    }
};

}  // namespace

TEST_SUITE("threshold/interop") {
    TEST_CASE("a ceremony that Go played is ours: session, rounds, transcript and certificates") {
        const GoCeremony ceremony;

        CHECK(std::ranges::equal(ceremony.session.id().bytes(), go("sid")));
        CHECK(std::ranges::equal(ceremony.reveals.digest(), go("published")));
        CHECK(ceremony.reveals.sum().bytes() == go("sum"));
        CHECK(std::ranges::equal(ceremony.pending.transcript(), go("transcript")));
        CHECK(ceremony.pending.certify(GoCeremony::read<Certificate>("certificate")).ok());
    }

    TEST_CASE("what Go sealed to each custodian opens, and is the share that Go says") {
        const GoCeremony ceremony;
        for (const auto each : indices) {
            CHECK(test::bytes_of(ceremony.share(each).value().held().ref()) == go("share", each));
        }
    }

    TEST_CASE("what is sealed to Go's group comes out as Go sealed it") {
        const auto group = GoCeremony().group();
        const auto label = Label::parse(go("label"));
        REQUIRE(label.ok());
        const auto pepper = test::secret_of<PepperTag>(go("pepper"));
        const auto secret = test::secret_of<test::AnyKeyTag>(go("secret"));

        const auto sealed = Tdh2::seal_with(
            group.key(),
            label->bytes(),
            pepper,
            secret.ref(),
            {test::secret_scalar(go("seal.r")), Nonce::exactly(test::secret_scalar(go("seal.s")))});

        CHECK(label->group == group.key().id());
        CHECK(sealed.bytes() == go("ciphertext"));
        CHECK(check_sealed(group.key(), *label, sealed).ok());
    }

    TEST_CASE("partial decryptions come out as Go's, and Go's open what Go sealed") {
        const GoCeremony ceremony;
        const auto group = ceremony.group();
        const auto label = *Label::parse(go("label"));
        const auto sealed = *Ciphertext::parse(go("ciphertext"));
        const Occasion occasion{array_of<16>(go("ceremony")), array_of<32>(go("recipient"))};
        const Opening opening{group, sealed, label, occasion};
        auto combiner = *Combiner::begin(opening);
        for (const std::uint64_t each : {2, 300, 65535}) {
            auto nonce = Nonce::exactly(test::secret_scalar(go("partial.nonce", each)));
            const auto ours = make_partial(opening, ceremony.share(each), std::move(nonce));
            const auto written = PartialBox::write(*ours);

            CHECK(std::ranges::equal(written, go("partial", each)));
            REQUIRE(combiner.add(*PartialBox::parse(go("partial", each))).ok());
        }

        const auto opened =
            combiner.open<test::AnyKeyTag>(test::secret_of<PepperTag>(go("pepper")));

        CHECK(test::bytes_of(opened->ref()) == go("secret"));
    }

    TEST_CASE("one proof over seven pairs is Go's to the byte") {
        const auto witness = test::secret_scalar(go("batch.k"));
        const auto base = Element::base();
        const auto key = witness.times_base();
        std::vector<Element> from;
        std::vector<Element> to;
        for (const auto& each : test::pieces(go("batch.from"))) {
            from.emplace_back(test::point_of(each));
            to.push_back(witness.times(from.back()));
        }
        DleqStatement statement{base, key, {}};
        for (std::size_t place = 0; place < from.size(); ++place) {
            statement.pairs.push_back({from[place], to[place]});
        }

        const auto proof = prove(statement,
                                 witness,
                                 Nonce::exactly(test::secret_scalar(go("batch.nonce"))),
                                 Domain::foreign(view_of("VUS-V1-EXAMPLE")));

        CHECK(wire::encode_public(proof) == go("batch.proof"));
    }

    TEST_CASE("shares that FROST participants made together fit what they published") {
        std::vector<Commitments> dealers;
        std::vector<const Commitments*> parts;
        for (const auto each : indices) {
            dealers.push_back(
                test::commitments_of(rust("dkg.commitments." + std::to_string(each))));
        }
        for (const auto& each : dealers) parts.push_back(&each);

        const auto sum = *Commitments::sum(parts);

        CHECK(std::ranges::equal(sum.constant().bytes(), rust("dkg.key")));
        for (const auto each : indices) {
            const auto number = std::to_string(each);
            const auto expected = sum.at(index_of(each));
            CHECK(test::secret_scalar(rust("dkg.share." + number)).times_base().is(expected));
            CHECK(std::ranges::equal(expected.point()->bytes(), rust("dkg.point." + number)));
        }
    }

    TEST_CASE("shares of a FROST dealer fit what they published") {
        const auto commitments = test::commitments_of(rust("dealer.commitments"));

        CHECK(std::ranges::equal(commitments.constant().bytes(), rust("dealer.key")));
        for (std::uint64_t each = 1; each <= 13; ++each) {
            const auto share = test::secret_scalar(rust("dealer.share." + std::to_string(each)));
            CHECK(share.times_base().is(commitments.at(index_of(each))));
        }
    }
}
