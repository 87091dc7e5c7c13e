// A public area (first byte 0), a certificate (1), a PEM file (2) or a whole ask (3): whatever is
// taken has one encoding, and nothing ends the process.
#include "../../../src/attest/parse/public_area.hpp"
#include "../../../src/attest/parse/x509.hpp"
#include "sealwright/attest/parse.hpp"

#include <algorithm>

using namespace sealwright;

namespace {

class Counting final : public Random {
public:
    void fill(std::span<std::uint8_t> out) override {
        for (auto& byte : out) byte = ++next_;
    }

private:
    std::uint8_t next_ = 0;
};

void try_public_area(View bytes) {
    const auto area = attest::PublicArea::read(bytes);
    if (area) check(std::ranges::equal(area->encode(), bytes));
}

void try_certificate(View bytes) {
    const auto certificate = attest::x509::read_certificate(bytes);
    if (!certificate) return;
    for (const auto use : {attest::x509::Use::endorsement, attest::x509::Use::attestation}) {
        static_cast<void>(attest::x509::check_use(**certificate, use).ok());
    }
    const attest::Trust nobody;
    const std::vector<Bytes> leaf{{bytes.begin(), bytes.end()}};
    check(!nobody.endorsement(leaf, {0, 1'800'000'000'000}).ok());
}

void try_file(View bytes) {
    attest::Trust trust;
    for (const auto kind : {attest::Trust::Kind::root, attest::Trust::Kind::revocation_list}) {
        static_cast<void>(trust.add(kind, text_of(bytes)).ok());
    }
}

void try_ask(View bytes) {
    const auto ask = wire::decode<attest::ParseAsk>(bytes);
    if (!ask) return;
    check(std::ranges::equal(wire::encode(*ask), bytes));
    Counting random;
    static_cast<void>(attest::parse(*ask, attest::Trust(), random, {0, 1'800'000'000'000}).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto rest = View(data, size).subspan(1);
    switch (data[0] % 4) {
        case 0:
            try_public_area(rest);
            break;
        case 1:
            try_certificate(rest);
            break;
        case 2:
            try_file(rest);
            break;
        case 3:
            try_ask(rest);
            break;
    }
    return 0;
}
