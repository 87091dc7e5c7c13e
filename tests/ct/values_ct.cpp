// Values on their way through the service, with their secret bytes undefined for memcheck: whatever
// branches on one, or uses one as an index, is reported with its line.
//
// A verdict that everybody learns (it opened, it is base64) may be branched on; such a line says
// "Public: " and what. Run under valgrind by tests/e2e/test_constant_time.py; argv[1] names what to
// run. Each has a twin that does the same wrongly and must be reported.
#include "sealwright/crypto/hash.hpp"
#include "sealwright/crypto/shares.hpp"
#include "sealwright/hsm/client/key_opener.hpp"
#include "sealwright/hsm/pin_entry.hpp"
#include "sealwright/seal/body.hpp"
#include "sealwright/seal/ciphertext.hpp"
#include "sealwright/seal/classify.hpp"
#include "trials.hpp"

#include <algorithm>
#include <string_view>

using namespace sealwright;

namespace {

constexpr std::string_view digits = "EgT1kwwHWskFfOKMmqjpbyhVvV/Yhi5FgKlNZoGQW+c";

void hide(std::span<const std::uint8_t> bytes) {
    VALGRIND_MAKE_MEM_UNDEFINED(bytes.data(), bytes.size());
}
void show(std::span<const std::uint8_t> bytes) {
    VALGRIND_MAKE_MEM_DEFINED(bytes.data(), bytes.size());
}

// `text` with all letters of `secret` in it hidden.
WipedBytes with_hidden(std::string_view text, std::string_view secret) {
    const auto bytes = view_of(text);
    WipedBytes hidden(bytes.begin(), bytes.end());
    hide(std::span(hidden).subspan(text.find(secret), secret.size()));
    return hidden;
}

WipedBytes secret_bytes(std::size_t size) {
    WipedBytes bytes(size, '7');
    hide(bytes);
    return bytes;
}

seal::SealKey secret_key() {
    ct::SecretRandom random;
    return crypto::ShareSplitter::fresh_key<seal::SealKeyTag>(random);
}

bool decode() {
    const auto body = "{\"plaintext\":\"" + std::string(digits) + "=\"}";
    return seal::read_encrypt_body(with_hidden(body, digits)).ok();
}

// What a decoder with a table does: the secret is an index.
bool decode_by_table() {
    static const std::array<std::uint8_t, 256> table{};
    std::uint8_t sum = 0;
    for (const auto digit : with_hidden(digits, digits)) sum ^= table.at(digit);
    hide({&sum, 1});
    return true;
}

bool encode() {
    return !seal::decrypt_answer(secret_bytes(48)).empty();
}

bool encode_by_table() {
    std::string out;
    for (const auto byte : secret_bytes(48)) out += digits[byte % digits.size()];
    return !out.empty();
}

bool classify() {
    const auto root_key = "[\"" + std::string(digits) + "=\"]";
    using claims::SealClass;
    return seal::classify(with_hidden(root_key, digits)) == SealClass::stored_root_key &&
           seal::classify(secret_bytes(32)) == SealClass::recovery_key &&
           seal::classify(secret_bytes(24)) == SealClass::raft_challenge;
}

bool classify_by_letters() {
    const auto value = secret_bytes(32);
    return std::ranges::all_of(value, [](auto letter) { return letter != '"'; });
}

// Sealed, and opened again as before an answer; the text between is public.
bool read_back(bool compare_early) {
    ct::SecretRandom random;
    const auto key = secret_key();
    const auto value = secret_bytes(48);
    seal::SealHeader header;
    header.version = 1;
    const auto text = seal::seal_value(key, header, "trying", value, random);
    show(view_of(text));
    if (!compare_early) return seal::reads_back(key, text, "trying", value);
    const auto parsed = seal::parse_ciphertext(text);
    const auto opened = parsed ? seal::open_value(key, *parsed, "trying") : parsed.error();
    return opened && std::ranges::equal(*opened, value);
}

// A share's envelope, from a token's answer to the share; the envelope between is public.
bool open_envelope() {
    const auto outputs = hsm::PrfCodec::read(secret_bytes(32), 1);
    const auto share = crypto::ShareSplitter::import_share([] {
        auto exported = secret_bytes(32);
        exported.push_back(1);
        return exported;
    }());
    if (!outputs || !share) return false;
    const auto envelope = crypto::RecordSealer::seal_envelope(
        outputs->front().ref(), crypto::Salt{}, view_of("context"), share->y.ref());
    show(envelope);
    auto opened = crypto::ShareSplitter::import_share(Bytes(33, 1));
    return crypto::RecordSealer::open_envelope(
               outputs->front().ref(), view_of("context"), envelope, opened->y)
        .ok();
}

// A commitment that is compared byte by byte, up to the first that differs.
bool compare_commitments_early() {
    const auto outputs = hsm::PrfCodec::read(secret_bytes(64), 2);
    const auto one = crypto::KeyDeriver::envelope_key(outputs->front().ref()).commitment;
    const auto other = crypto::KeyDeriver::envelope_key(outputs->back().ref()).commitment;
    return std::ranges::equal(one, other);
}

bool enter_pin() {
    WipedBytes pin = secret_bytes(12);
    pin.push_back('\n');
    return hsm::PinEntry::from_bytes(pin).ok();
}

bool enter_pin_letter_by_letter() {
    return std::ranges::none_of(secret_bytes(12), [](auto byte) { return byte < 0x20; });
}

constexpr std::array trials{
    ct::Trial{"decode", decode, decode_by_table},
    ct::Trial{"encode", encode, encode_by_table},
    ct::Trial{"classify", classify, classify_by_letters},
    ct::Trial{"readback", [] { return read_back(false); }, [] { return read_back(true); }},
    ct::Trial{"envelope", open_envelope, compare_commitments_early},
    ct::Trial{"pin", enter_pin, enter_pin_letter_by_letter},
};

}  // namespace

int main(int count, char** arguments) {
    return ct::run_trial(trials, {arguments, static_cast<std::size_t>(count)});
}
