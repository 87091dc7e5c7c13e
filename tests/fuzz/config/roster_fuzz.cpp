// A roster as its founders write it: what is accepted is a roster, each key with its proof.
#include "sealwright/config/toml/roster.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sealwright;
    const auto file = config::parse_roster(text_of(View(data, size)), 1);
    if (!file) return 0;
    std::size_t keys = 0;
    for (const auto& person : file->roster.persons()) {
        for (const auto& key : person.keys) {
            const auto& given = file->proofs.at(keys++);
            check(given.key == key.key);
            check(ceremony::check_key_proof(person.name, given.key, given.proof).ok());
        }
    }
    check(keys == file->proofs.size());
    return 0;
}
