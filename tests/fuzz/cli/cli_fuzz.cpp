// What the CLI is told: by the service (entries of the journal), by a person (times,
// names), and by whoever answers at its address (JSON).
//
// The first byte chooses. Whatever comes out may be shown at a terminal: no control character.
#include "../../../src/cli/entries.hpp"
#include "../../../src/cli/names.hpp"
#include "../../../src/cli/problem.hpp"
#include "../../../src/cli/table.hpp"

#include <algorithm>

using namespace sealwright;

namespace {

bool is_showable(std::string_view text) {
    return std::ranges::none_of(text, [](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        return byte < 0x20 || byte == 0x7f;
    });
}

void show_entry(View bytes) {
    const auto sequence = wire::decode<journal::Entry>(bytes);
    const auto entry = cli::read_entry(bytes, sequence ? sequence->sequence : 1);
    check(entry.ok() == sequence.ok());
    if (!entry) return;
    check(!cli::read_entry(bytes, entry->sequence + 1));
    check(is_showable(cli::json_of(*entry).str()));
    check(is_showable(cli::printable(cli::what(*entry))));
    check(is_showable(cli::printable(cli::who(*entry))));
}

void read_words(View bytes) {
    const auto text = text_of(bytes);
    const auto duration = cli::parse_duration(text);
    check(!duration || *duration > 0);
    static_cast<void>(cli::require_name("vault", text));
    check(is_showable(cli::printable(text)));
}

// What stands where the API's answer should be: a text never leads on to another member.
void read_object(View bytes) {
    const auto members = cli::flat_object(text_of(bytes));
    if (!members) return;
    for (const auto& [name, value] : *members) {
        check(is_showable(name));
        check(is_showable(value));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const View bytes(data + 1, size - 1);
    if (data[0] == 2) {
        read_object(bytes);
    } else if (data[0] % 2 == 0) {
        show_entry(bytes);
    } else {
        read_words(bytes);
    }
    return 0;
}
