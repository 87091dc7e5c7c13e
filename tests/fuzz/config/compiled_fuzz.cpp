// The compiled configuration: whatever decodes must encode to the same bytes.
#include "sealwright/config/compiled.hpp"

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sealwright;
    const View input(data, size);
    // With the digest, as a file; and without it, so that a fuzzer gets past the digest.
    if (const auto config = config::parse_compiled(input)) {
        check(std::ranges::equal(config::compile(*config), input));
    }
    if (const auto config = wire::decode<config::Config>(input)) {
        check(std::ranges::equal(wire::encode_public(*config), input));
    }
    return 0;
}
