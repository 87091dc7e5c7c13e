#include "meter.hpp"
#include "sealwright/attest/parse.hpp"
#include "tally.hpp"
#include "vectors.hpp"

namespace sealwright::bench {
// All that one enrolment costs a verifier but its start: chain, keys, credential.
int verify(const Words& words) {
    const auto run = std::chrono::milliseconds(words.number("run-ms", 2000));
    const Vectors vectors(words.text("vectors"));
    const auto key = "a." + words.text("key");
    attest::Trust trust;
    for (const auto& [kind, name] : {std::pair(attest::Trust::Kind::root, "root.pem"),
                                     std::pair(attest::Trust::Kind::intermediate, "issuer.pem")}) {
        const auto added = trust.add(kind, text_of(vectors.at(name)));
        if (!added) give_up(added.error().sentence());
    }
    attest::ParseAsk ask;
    ask.identity.certificates = {vectors.at(key + ".certificate")};
    ask.identity.endorsement_key = vectors.at(key + ".public");
    ask.identity.attestation_key = vectors.at("a.ak.public");
    ask.secret.assign(32, 1);
    const SystemClock clock;
    SystemRandom random;

    Tally tally;
    const auto start = Clock::now();
    tally.start(start);
    auto now = start;
    while (now - start < run) {
        const auto asked = now;
        const auto parsed = attest::parse(ask, trust, random, clock.now());
        if (!parsed) give_up(parsed.error().sentence());
        now = Clock::now();
        tally.count(asked, now);
    }
    tally.print(now);
    return 0;
}

}  // namespace sealwright::bench
