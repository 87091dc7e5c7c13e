#include "sealwright/config/toml/custodians.hpp"

#include "condition.hpp"
#include "sealwright/config/errors.hpp"
#include "sealwright/core/log.hpp"
#include "section.hpp"

#include <algorithm>

namespace sealwright::config {
namespace {

using toml_form::Findings;
using toml_form::Section;

constexpr std::size_t word_max = 64;

std::string word(Section& section, std::string_view key) {
    auto text = section.text(key);
    if (!text.empty() && (text.size() > word_max || !is_printable(text))) {
        section.refuse(key, "it is too long, or cannot be printed", "write at most 64 characters");
    }
    return text;
}

Custodian read_custodian(Section& section, const std::vector<Custodian>& before) {
    section.only({"person", "organisation", "place", "device"});
    Custodian custodian;
    custodian.person = word(section, "person");
    custodian.organisation = word(section, "organisation");
    custodian.place = word(section, "place");
    custodian.device = word(section, "device");
    if (std::ranges::find(before, custodian.person, &Custodian::person) != before.end()) {
        section.refuse("person", "a person holds one share", "name each person once");
    }
    return custodian;
}

}  // namespace

Result<CustodiansFile> parse_custodians(std::string_view text) {
    if (text.size() > custodians_file_max) return errors::config_unreadable;
    TRY(table, toml_form::parse_document(text));
    Findings findings;
    Section document("", table, 1, findings);
    document.only({"threshold", "custodian"});
    CustodiansFile file;
    for (auto& section : toml_form::tables_of(document, "custodian", custodians_max)) {
        file.custodians.push_back(read_custodian(section, file.custodians));
    }
    const auto threshold = document.number("threshold");
    const auto count = static_cast<std::int64_t>(file.custodians.size());
    if (threshold < 2 || threshold > count) {
        document.refuse("threshold",
                        "it is less than two, or more than there are custodians",
                        "write 2 to " + std::to_string(std::max<std::int64_t>(count, 2)));
    }
    if (findings.failed()) return *findings.first();
    file.threshold = static_cast<std::uint8_t>(threshold);
    return file;
}

}  // namespace sealwright::config
