// A release policy and its cases as people write them: what is accepted is written back to the
// same.
#include "sealwright/config/toml/release_policy.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sealwright;
    const auto text = text_of(View(data, size));
    static_cast<void>(config::parse_policy_cases(text).ok());
    const auto policy = config::parse_release_policy(text);
    if (!policy) return 0;
    const auto again = config::parse_release_policy(config::release_policy_toml(*policy));
    check(again.ok());
    check(*again == *policy);
    return 0;
}
