// Files that a process reads at its start: a token's ledger, SoftHSM's configuration, a compiled
// configuration.
//
// The first byte chooses the reader; the rest is the file.
#include "../../../hsm/token/softhsm.hpp"
#include "../in_memory.hpp"
#include "sealwright/config/compiled.hpp"
#include "sealwright/hsm/token/ledger.hpp"

using namespace sealwright;

namespace {

const fuzz::InputFolder& folder() {
    static const fuzz::InputFolder folder;
    return folder;
}

// Whatever the file was, it is usable afterwards, and the place in it never falls.
void open_ledger(View bytes) {
    const auto path = folder().put("ledger", bytes);
    auto ledger = hsm::token::LedgerFile::open(path, 4096);
    check(ledger.ok());
    const auto before = ledger->last();
    hsm::token::LedgerRecord record;
    record.place = {before.run, before.sequence};
    check(ledger->append({record}).ok());
    const auto again = hsm::token::LedgerFile::open(path, 4096);
    check(again.ok());
    check(again->last() == before);
}

void open_softhsm(View bytes) {
    const auto path = folder().put("softhsm2.conf", bytes);
    static_cast<void>(hsm::token::SoftHsmFolder::open(path, path + ".aside"));
}

void load_configuration(View bytes) {
    const auto path = folder().put("compiled", bytes);
    check(config::load_compiled(path).ok() == config::parse_compiled(bytes).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const View bytes(data + 1, size - 1);
    switch (data[0]) {
        case 0:
            open_ledger(bytes);
            break;
        case 1:
            open_softhsm(bytes);
            break;
        case 2:
            load_configuration(bytes);
            break;
        default:
            break;
    }
    return 0;
}
