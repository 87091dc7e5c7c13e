// The reader of a TPMS_ATTEST: whatever it takes lies within what came, and nothing is behind it.
#include "attested.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sealwright;
    const View bytes(data, size);
    const auto attested = attest::read_attested(bytes);
    if (!attested) return 0;
    const auto lies_within = [&](View part) {
        return part.empty() || (part.data() >= data && part.data() + part.size() <= data + size);
    };
    check(lies_within(attested->extra_data));
    check(lies_within(attested->pcr_digest));
    check(attested->selections.size() <= 16);
    check(!attest::read_attested(bytes.first(size - 1)));
    return 0;
}
