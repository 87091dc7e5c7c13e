// Bytes that claim to be sealed, boxed, signed or a share. The first byte chooses the reader.
//
// What was not made with the keys that are asked does not open; what was, opens to what it was.
#include "sealwright/crypto/seal.hpp"
#include "sealwright/crypto/sealed_box.hpp"
#include "sealwright/crypto/shares.hpp"
#include "sealwright/crypto/sign.hpp"

#include <algorithm>

using namespace sealwright;
using namespace sealwright::crypto;

namespace {

class Sevens final : public Random {
public:
    void fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), 7); }
};

Secret<32, ShareTag> key() {
    Sevens random;
    return ShareSplitter::fresh_key<ShareTag>(random);
}

void open_envelope(View bytes) {
    auto out = key();
    check(!RecordSealer::open_envelope(key().ref(), {}, bytes, out));
    const auto salt = RecordSealer::envelope_salt(bytes);
    check(!salt || std::equal(salt->begin(), salt->end(), bytes.begin() + 2));
}

// As many shares as there are; what combines came from shares with different x that are not 0.
void combine(View bytes) {
    std::vector<Share> shares;
    for (; bytes.size() >= ShareSplitter::exported_size && shares.size() < 64;
         bytes = bytes.subspan(ShareSplitter::exported_size)) {
        auto share = ShareSplitter::import_share(bytes.first(ShareSplitter::exported_size));
        if (share) shares.push_back(*std::move(share));
    }
    check(bytes.size() == ShareSplitter::exported_size || !ShareSplitter::import_share(bytes));
    static_cast<void>(ShareSplitter::combine<ShareTag>(shares));
}

void seal_and_open(View bytes, const SealedBox& box) {
    Sevens random;
    const auto sealed = RecordSealer::seal(key().ref(), view_of("place"), bytes, random);
    const auto opened = RecordSealer::open(key().ref(), view_of("place"), sealed);
    check(opened.ok() && std::ranges::equal(*opened, bytes));
    check(!RecordSealer::open(key().ref(), view_of("elsewhere"), sealed));

    const auto envelope =
        RecordSealer::seal_envelope(key().ref(), Salt{}, view_of("context"), key().ref());
    auto out = key();
    check(RecordSealer::open_envelope(key().ref(), view_of("context"), envelope, out).ok());

    const auto boxed = box.open(*SealedBox::seal(box.public_key(), bytes));
    check(boxed.ok() && std::ranges::equal(*boxed, bytes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const View bytes(data + 1, size - 1);
    static const auto box = SealedBox::generate();
    switch (data[0]) {
        case 0:
            check(!RecordSealer::open(key().ref(), {}, bytes));
            break;
        case 1:
            open_envelope(bytes);
            break;
        case 2:
            check(!box.open(bytes));
            break;
        case 3:
            combine(bytes);
            break;
        case 4:
            seal_and_open(bytes, box);
            break;
        default:
            break;
    }
    return 0;
}
