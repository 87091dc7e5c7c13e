#include "checklist.hpp"

#include "sealwright/core/result.hpp"

namespace sealwright::attest {

using claims::Check;
using claims::CheckStatus;

void Checklist::fill(CheckStatus status,
                     const std::string& expected,
                     const std::string& got,
                     std::uint16_t code) {
    check(rows_.size() < names_.size());
    rows_.push_back(Check{
        names_[rows_.size()], PublicText(expected).str(), PublicText(got).str(), status, code});
}

void Checklist::pass(const std::string& expected, const std::string& got) {
    fill(CheckStatus::passed, expected, got, 0);
}

void Checklist::fail(const std::string& expected, const std::string& got, const ErrorSpec& why) {
    fill(CheckStatus::failed, expected, got, why.code);
    has_failed_ = true;
}

void Checklist::differ(const std::string& expected,
                       const std::string& got,
                       const ErrorSpec& why,
                       bool learns) {
    if (!learns) return fail(expected, got, why);
    fill(CheckStatus::differs, expected, got, why.code);
}

void Checklist::remark(std::string name, const std::string& expected, const std::string& got) {
    names_.push_back(std::move(name));
    check(rows_.size() + 1 == names_.size());
    pass(expected, got);
}

std::vector<Check> Checklist::finish() {
    while (rows_.size() < names_.size()) fill(CheckStatus::skipped, {}, {}, 0);
    return std::move(rows_);
}

}  // namespace sealwright::attest
