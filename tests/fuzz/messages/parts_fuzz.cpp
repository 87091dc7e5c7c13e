// What is decoded as a part of something else: a row, an entry, a header, a token's answer.
//
// The first byte chooses the reader.
#include "../round_trip.hpp"
#include "sealwright/ceremony/act.hpp"
#include "sealwright/hsm/client/key_opener.hpp"
#include "sealwright/hsm/envelope.hpp"
#include "sealwright/journal/tree.hpp"
#include "sealwright/seal/ciphertext.hpp"
#include "sealwright/store/messages.hpp"

using namespace sealwright;

namespace {

// Answers of a token to as many questions as the byte before them says.
void read_outputs(View bytes) {
    if (bytes.empty()) return;
    const std::size_t count = bytes.front();
    const auto outputs = hsm::PrfCodec::read(bytes.subspan(1), count);
    check(outputs.ok() == (bytes.size() - 1 == count * hsm::PrfAnswer::output_size));
}

// A tree that was read goes on as one that was built.
void grow_tree(View bytes) {
    auto tree = wire::decode<journal::Tree>(bytes);
    if (!tree) return;
    const auto before = tree->size();
    tree->append(tree->root());
    check(tree->size() == before + 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const View bytes(data + 1, size - 1);
    switch (data[0]) {
        case 0:
            fuzz::check_round_trip<ceremony::Act>(bytes);
            break;
        case 1:
            fuzz::check_round_trip<journal::Tree>(bytes);
            grow_tree(bytes);
            break;
        case 2:
            fuzz::check_round_trip<hsm::KeyRecord>(bytes);
            break;
        case 3:
            fuzz::check_round_trip<seal::SealHeader>(bytes);
            break;
        case 4:
            read_outputs(bytes);
            break;
        default:
            break;
    }
    return 0;
}
