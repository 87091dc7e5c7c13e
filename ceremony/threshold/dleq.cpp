#include "sealwright/threshold/dleq.hpp"

#include "sealwright/threshold/errors.hpp"
#include "wire_scalar.hpp"

#include <limits>

namespace sealwright::threshold {
namespace {

constexpr std::string_view scalar_prefix = "HashToScalar-";

// Calls `use` with each pair and its weight in the sums.
template <class Use>
void for_each_weight(const DleqStatement& statement, const Domain& domain, Use use) {
    const auto count = statement.pairs.size();
    check(count > 0 && count <= std::numeric_limits<std::uint16_t>::max());
    Transcript start;
    start.add_sized(statement.key).add_sized(domain.behind("Seed-").bytes());
    const auto seed = start.hash();
    const auto scalar_domain = domain.behind(scalar_prefix);
    for (std::size_t number = 0; number < count; ++number) {
        const auto& pair = statement.pairs[number];
        Transcript composite;
        composite.add_sized(View(seed)).u16(static_cast<std::uint16_t>(number));
        composite.add_sized(pair.from).add_sized(pair.to).add(view_of("Composite"));
        use(pair, composite.scalar(scalar_domain));
    }
}

Element sum_of_from(const DleqStatement& statement, const Domain& domain) {
    Element sum;
    for_each_weight(statement, domain, [&sum](const DleqPair& pair, const Scalar& weight) {
        sum = sum.plus(pair.from.times(weight));
    });
    return sum;
}

struct Sums {
    Element from;
    Element to;
};

Sums sums_of(const DleqStatement& statement, const Domain& domain) {
    Sums sums;
    for_each_weight(statement, domain, [&sums](const DleqPair& pair, const Scalar& weight) {
        sums.from = sums.from.plus(pair.from.times(weight));
        sums.to = sums.to.plus(pair.to.times(weight));
    });
    return sums;
}

Scalar challenge_of(const DleqStatement& statement,
                    const Sums& sums,
                    const Sums& drawn,
                    const Domain& domain) {
    Transcript transcript;
    if (statement.form == DleqStatement::Base::hashed) transcript.add_sized(statement.base);
    transcript.add_sized(statement.key).add_sized(sums.from).add_sized(sums.to);
    transcript.add_sized(drawn.from).add_sized(drawn.to).add(view_of("Challenge"));
    return transcript.scalar(domain.behind(scalar_prefix));
}

}  // namespace

void DleqProof::write(wire::Writer& writer) const {
    writer.raw(challenge.bytes());
    writer.raw(response.bytes());
}

DleqProof DleqProof::read(wire::Reader& reader) {
    const auto challenge = read_scalar(reader);
    return {challenge, read_scalar(reader)};
}

DleqProof prove(const DleqStatement& statement,
                const SecretScalar& witness,
                Nonce nonce,
                const Domain& domain) {
    Sums sums{sum_of_from(statement, domain), {}};
    sums.to = witness.times(sums.from);
    const Sums drawn{nonce.times(statement.base), nonce.times(sums.from)};
    const auto challenge = challenge_of(statement, sums, drawn, domain);
    return {challenge, std::move(nonce).answer(challenge, witness)};
}

DleqProof prove(const DleqStatement& statement,
                const SecretScalar& witness,
                const Domain& domain,
                Random& random) {
    Transcript all;
    all.add(statement.key);
    for (const auto& pair : statement.pairs) all.add(pair.to);
    return prove(statement, witness, Nonce::hedged(witness, all, domain, random), domain);
}

Result<void> verify(const DleqStatement& statement, const DleqProof& proof, const Domain& domain) {
    const auto sums = sums_of(statement, domain);
    const auto& [challenge, response] = proof;
    const Sums drawn{
        statement.base.times(response).plus(statement.key.times(challenge)),
        sums.from.times(response).plus(sums.to.times(challenge)),
    };
    if (challenge_of(statement, sums, drawn, domain) != challenge) return errors::proof_wrong;
    return done;
}

}  // namespace sealwright::threshold
