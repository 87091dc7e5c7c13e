// The reader of a vault's configuration: what it says it has read must stand in the text, and be
// read again from a file that holds nothing else.
#include "sealwright/config/stanza/lint.hpp"

#include <algorithm>

namespace {

using namespace sealwright;

// A machine without files.
struct NoFiles final : config::Files {
    [[nodiscard]] std::optional<char> last_byte(const std::string&) const override {
        return std::nullopt;
    }
};

std::string written(const config::Setting& setting) {
    const auto name = "\"" + std::string(setting.name) + "\" = ";
    const std::string raw(setting.raw);
    switch (setting.kind) {
        case config::Setting::Kind::text:
            return name + "\"" + raw + "\"\n";
        case config::Setting::Kind::heredoc:
            // A mark that no line of a fuzzer's text is likely to be; if one is, it is left out.
            return raw.find("MARK0OF0FUZZ") == std::string::npos
                       ? name + "<<MARK0OF0FUZZ\n" + raw + "MARK0OF0FUZZ\n"
                       : "";
        case config::Setting::Kind::plain:
            return name + raw + "\n";
        case config::Setting::Kind::list:
            return name + "[]\n";
    }
    return "";
}

void read_again(const std::vector<config::Stanza>& stanzas) {
    std::string text;
    std::size_t count = 0;
    for (const auto& stanza : stanzas) {
        text += "seal \"" + stanza.type + "\" {\n";
        for (const auto& setting : stanza.settings) {
            const auto line = written(setting);
            count += line.empty() ? 0 : 1;
            text += line;
        }
        text += "}\n";
    }
    if (text.size() > config::vault_config_size_max) return;
    const auto again = config::read_stanzas(text);
    check(again.ok());
    check(again->size() == stanzas.size());
    std::size_t count_again = 0;
    for (const auto& stanza : *again) count_again += stanza.settings.size();
    check(count_again == count);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = text_of(View(data, size));
    const auto lines = static_cast<std::uint32_t>(std::ranges::count(text, '\n')) + 1;
    if (const auto names = config::read_variable_names(text)) {
        for (const auto& name : *names) check(name.find('=') == std::string::npos);
    }
    const auto stanzas = config::read_stanzas(text);
    if (!stanzas) return 0;
    for (const auto& stanza : *stanzas) {
        check(stanza.line >= 1 && stanza.line <= lines);
        for (const auto& setting : stanza.settings) {
            check(setting.line >= stanza.line && setting.line <= lines);
            check(setting.raw.data() >= text.data());
            check(setting.raw.data() + setting.raw.size() <= text.data() + text.size());
        }
    }
    read_again(*stanzas);
    const config::Expected expected{"v", "transit", "v", {"https://h:1"}, {"h"}, true};
    const auto findings = config::lint(*stanzas, expected, {"BAO_TOKEN"}, NoFiles());
    if (!findings) return 0;
    for (const auto& finding : *findings) check(finding.line <= lines);
    return 0;
}
