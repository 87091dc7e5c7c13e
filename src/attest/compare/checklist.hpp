// Checklist: the rows of one judgement, always the same ones in the same order, whatever happens.
//
// Each row is filled once, in order; those that are left when a judgement ends are skipped. Private
// to attest/compare. Limits: claims::checks_max.
#pragma once

#include "sealwright/claims/attestation.hpp"
#include "sealwright/core/error.hpp"

#include <string>
#include <vector>

namespace sealwright::attest {

class Checklist {
public:
    explicit Checklist(std::vector<std::string> names) : names_(std::move(names)) {}

    // Fills the next row.
    void pass(const std::string& expected, const std::string& got);
    void fail(const std::string& expected, const std::string& got, const ErrorSpec& why);
    // A difference, which fails unless the node is in record mode.
    void differ(const std::string& expected,
                const std::string& got,
                const ErrorSpec& why,
                bool learns);
    // The rest; the checklist is used up.
    std::vector<claims::Check> finish();

    // A row behind the others, which passes: something that its readers should know.
    void remark(std::string name, const std::string& expected, const std::string& got);

    [[nodiscard]] bool has_failed() const { return has_failed_; }

private:
    void fill(claims::CheckStatus status,
              const std::string& expected,
              const std::string& got,
              std::uint16_t code);

    std::vector<std::string> names_;
    std::vector<claims::Check> rows_;
    bool has_failed_ = false;
};

}  // namespace sealwright::attest
