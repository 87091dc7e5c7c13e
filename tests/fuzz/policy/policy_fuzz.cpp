// A compiled release policy: what is read has one form, and everything that looks at it ends.
#include "../round_trip.hpp"
#include "sealwright/policy/review.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sealwright;
    const View bytes(data, size);
    fuzz::check_round_trip<policy::ReleasePolicy>(bytes);
    const auto policy = wire::decode<policy::ReleasePolicy>(bytes);
    if (!policy) return 0;
    policy::ReleaseClaims release;
    release.evidence = claims::EvidenceKind::tpm2;
    release.source = policy::Address::parse("192.0.2.1");
    const bool is_allowed = policy->decide(release).ok();
    release.is_production = true;
    check(policy->decide(release).ok() == is_allowed);
    release.evidence = claims::EvidenceKind::pinned_key;
    check(!policy->decide(release));
    check(policy->explain(release).size() > policy->rules().size());
    static_cast<void>(policy::lint(*policy).ok());
    static_cast<void>(policy::lint_warnings(*policy, {}));
    return 0;
}
