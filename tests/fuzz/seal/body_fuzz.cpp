// The two request bodies: whatever is read must be exactly what the one shape around it gives.
#include "sealwright/seal/body.hpp"
#include "sealwright/seal/messages.hpp"

#include <algorithm>
#include <string>

namespace {

using namespace sealwright;

void check_shape(View body, std::string_view key, std::string_view value) {
    const auto expected = "{\"" + std::string(key) + "\":\"" + std::string(value) + "\"}";
    auto text = text_of(body);
    if (text.ends_with('\n')) text.remove_suffix(1);
    check(text == expected);
    check(body.size() <= seal::body_max);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const View body(data, size);
    const auto plaintext = seal::read_encrypt_body(body);
    if (plaintext) check_shape(body, "plaintext", to_base64(*plaintext));
    const auto ciphertext = seal::read_decrypt_body(body);
    if (ciphertext) check_shape(body, "ciphertext", *ciphertext);
    check(!plaintext || !ciphertext);

    // The answer to any text is one JSON string in ASCII.
    const auto answer = seal::error_answer(text_of(body));
    check(
        std::ranges::all_of(answer, [](std::uint8_t byte) { return byte >= 0x20 && byte < 0x7f; }));
    return 0;
}
