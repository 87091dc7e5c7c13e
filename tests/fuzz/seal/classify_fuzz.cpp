// Every byte string has one class, and it follows the sizes that the shapes allow.
#include "sealwright/core/result.hpp"
#include "sealwright/seal/classify.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sealwright;
    using claims::SealClass;
    switch (seal::classify(View(data, size))) {
        case SealClass::probe:
            check(size == 1 && data[0] == 'a');
            break;
        case SealClass::heartbeat:
            check((size >= 11 && size <= 13) || size == 45);
            break;
        case SealClass::stored_root_key:
            check(size == 48);
            break;
        case SealClass::recovery_key:
            check(size == 32);
            break;
        case SealClass::raft_challenge:
            check(size == 24);
            break;
        case SealClass::snapshot_sums:
            check(size > 67 && data[size - 1] == '\n');
            break;
        case SealClass::other:
            check(size != 24 && size != 32);
            break;
    }
    return 0;
}
