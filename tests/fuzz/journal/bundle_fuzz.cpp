// An exported journal: a verdict without an anchor never claims one, and its numbers fit together.
#include "sealwright/journal/bundle.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sealwright;
    const auto text = text_of(View(data, size));
    const auto verdict = journal::verify_bundle(text, nullptr);
    if (!verdict) return 0;
    const auto& verified = verdict->verified;
    check(!verdict->anchored);
    check(verified.entries > 0);
    check(verified.signed_to <= verified.last());
    check(verified.first == verdict->start.sequence + 1);
    check(verified.outcomes + verified.open_intents.size() == verified.intents);

    // Against a key that nobody has: what it says must then be unsigned.
    const journal::VerifierKey stranger{"stranger", {}};
    const auto anchored = journal::verify_bundle(text, &stranger);
    check(!anchored || anchored->verified.signed_to == 0);
    return 0;
}
