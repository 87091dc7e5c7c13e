// What a process says about who asks and why it refuses; and the texts that name things.
//
// The first byte chooses the reader. Whatever is accepted writes back to the same bytes.
#include "sealwright/claims/origin.hpp"
#include "sealwright/claims/provenance.hpp"
#include "sealwright/claims/refusal.hpp"

#include <algorithm>

using namespace sealwright;

namespace {

template <class Message>
void round_trip(View bytes) {
    const auto message = wire::decode<Message>(bytes);
    if (!message) return;
    const auto again = wire::encode_public(*message);
    check(std::equal(bytes.begin(), bytes.end(), again.begin(), again.end()));
}

// Who asks can be told in one line that a terminal may show.
void tell(View bytes) {
    const auto origin = wire::decode<claims::Origin>(bytes);
    if (origin) check(PublicText(origin->sentence()).str() == origin->sentence());
}

void read_text(View bytes) {
    const auto text = text_of(bytes);
    const auto id = VaultId::parse(text);
    check(!id || id->str() == text);
    const auto shown = PublicText(text).str();
    check(shown.size() <= PublicText::length_max);
    check(PublicText(shown).str() == shown);
    check(!is_name(text) || shown == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const View bytes(data + 1, size - 1);
    switch (data[0]) {
        case 0:
            round_trip<claims::Origin>(bytes);
            tell(bytes);
            break;
        case 1:
            round_trip<claims::Provenance>(bytes);
            break;
        case 2:
            round_trip<claims::Refusal>(bytes);
            break;
        case 3:
            read_text(bytes);
            break;
        default:
            break;
    }
    return 0;
}
