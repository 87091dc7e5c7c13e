// A vault's ciphertext: whatever parses has one text, and nothing a fuzzer writes ever opens.
#include "sealwright/seal/ciphertext.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sealwright;
    const auto text = text_of(View(data, size));
    const auto ciphertext = seal::parse_ciphertext(text);
    if (!ciphertext) return 0;

    auto bytes = wire::encode_public(ciphertext->header);
    bytes.insert(bytes.end(), ciphertext->sealed.begin(), ciphertext->sealed.end());
    check(ciphertext->header.version != 0);
    check("vault:v" + std::to_string(ciphertext->header.version) + ":" + to_base64(bytes) == text);

    static const seal::SealKey key;  // 32 zeros, which no key ever is.
    check(!seal::open_value(key, *ciphertext, "staging"));
    return 0;
}
