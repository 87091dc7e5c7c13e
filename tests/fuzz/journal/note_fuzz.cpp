// A verifier key's line, then a note: whatever is accepted has one text. And the first lines of a
// statement, which are read before its signature is checked.
#include "sealwright/journal/note.hpp"
#include "sealwright/journal/root_statement.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sealwright;
    const auto text = text_of(View(data, size));
    if (const auto range = journal::RootStatement::range_of(text)) {
        check(text.find("\nvault " + range->vault + "\n") != std::string_view::npos);
        check(range->vault.find('\n') == std::string::npos);
    }
    const auto line_end = text.find('\n');
    if (line_end == std::string_view::npos) return 0;
    const auto key = journal::VerifierKey::parse(text.substr(0, line_end));
    if (!key) return 0;
    check(key->str() == text.substr(0, line_end));
    check(key->name.find_first_of("+ \n") == std::string::npos);

    const auto note = text.substr(line_end + 1);
    const auto head = journal::open_note(note, *key);
    if (!head) return 0;
    check(head->name == key->name);
    const auto expected =
        head->name + "\n" + std::to_string(head->size) + "\n" + to_base64(head->root) + "\n";
    check(note.starts_with(expected));
    return 0;
}
