// Secrets that memcheck takes for undefined: whatever branches on one, or uses one as an index, is
// reported. Run under valgrind by tests/e2e/test_constant_time.py; argv[1] names what to run.
//
// Whether sealed bytes open is public, and the branch on it would be reported; so opening is not
// run here, only what comes before that branch: the derivation and the comparison.
#include "sealwright/crypto/hash.hpp"
#include "sealwright/crypto/seal.hpp"
#include "sealwright/crypto/shares.hpp"
#include "trials.hpp"

#include <iostream>
#include <string_view>

using namespace sealwright;
using namespace sealwright::crypto;

namespace {

using Key = Secret<32, struct KeyTag>;

Key secret_key() {
    ct::SecretRandom random;
    return ShareSplitter::fresh_key<KeyTag>(random);
}

std::vector<Share> secret_shares(Threshold threshold) {
    ct::SecretRandom random;
    const auto key = secret_key();
    return ShareSplitter::split(key.ref(), threshold, random);
}

bool split_and_combine() {
    for (const auto threshold : {Threshold{2, 3}, Threshold{3, 5}, Threshold{64, 64}}) {
        std::vector<Share> shares;
        for (const auto& share : secret_shares(threshold)) {
            auto imported = ShareSplitter::import_share(ShareSplitter::export_share(share));
            if (!imported) return false;
            shares.push_back(*std::move(imported));
        }
        if (!ShareSplitter::combine<KeyTag>(shares)) return false;
    }
    return true;
}

bool derive_and_seal() {
    ct::SecretRandom random;
    const auto key = secret_key();
    const auto inner = secret_key();
    const auto record_key = KeyDeriver::record_key(key.ref(), "row", view_of("subject"), 1);
    const auto row = RecordSealer::seal_key(record_key.ref(), view_of("place"), inner, random);
    const auto envelope =
        RecordSealer::seal_envelope(key.ref(), Salt{}, view_of("context"), inner.ref());
    return !row.empty() && !envelope.empty();
}

bool compare() {
    const auto one = KeyDeriver::envelope_key(secret_key().ref()).commitment;
    const auto other = KeyDeriver::envelope_key(secret_key().ref()).commitment;
    bool same = equal(one, other);
    VALGRIND_MAKE_MEM_DEFINED(&same, sizeof same);
    return !same;
}

// What the others must not do: memcheck has to see it.
bool branch_on_a_secret() {
    const auto shares = secret_shares({2, 2});
    const auto exported = ShareSplitter::export_share(shares.front());
    volatile bool odd = false;
    if ((exported.front() & 1U) != 0) odd = true;
    return !odd || true;
}

bool run(std::string_view what) {
    if (what == "shares") return split_and_combine();
    if (what == "seal") return derive_and_seal();
    if (what == "compare") return compare();
    return what == "control" && branch_on_a_secret();
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2 || RUNNING_ON_VALGRIND == 0) return 2;
    if (!run(arguments[1])) return 3;
    std::cout << VALGRIND_COUNT_ERRORS << " reports\n";
    return 0;
}
