// LabTpm: a TPM in software for one test, made and run by scripts/lab/tpm_shell.py.
//
// All come from one factory of this program's run: making one takes seconds, copying it none. A
// copy has its original's keys, so a test that needs another TPM takes the `other` one.
#pragma once

#include "sealwright/attest/evidence/tpm.hpp"

#include <string>

namespace sealwright::test {

class LabTpm {
public:
    enum class From { factory, other_factory };

    // Running.
    explicit LabTpm(From from = From::factory);
    ~LabTpm();
    LabTpm(const LabTpm&) = delete;
    LabTpm& operator=(const LabTpm&) = delete;

    // "reset", "extend 7 hex:00ff": a method of SoftwareTpm; what it answers.
    std::string tell(const std::string& method) const;
    [[nodiscard]] std::string get(const std::string& attribute) const;
    // What clients left behind.
    [[nodiscard]] std::string leftovers() const { return tell("handles"); }

    // Between us and the TPM from now on; `set` and `plain` as in tpm_shell.py.
    void put_relay_between();
    void set(const std::string& what) const;
    void plain() const;
    [[nodiscard]] std::size_t commands_seen() const;

    [[nodiscard]] attest::TpmSettings settings() const;
    // A file of this TPM's folder.
    [[nodiscard]] std::string path(const std::string& file) const;

private:
    std::string name_;
    std::string address_;
};

std::string file_text(const std::string& path);
void write_file(const std::string& path, View bytes);

}  // namespace sealwright::test
