// CustodianStore: a custodian's file on this machine, opened, and written whole.
//
// Each writing goes under a new name, is synced, and takes the place of what was read; when another
// command has written meanwhile, nothing is. Process: cli. Spec: docs/protocol/ceremony.md section
// 8.
#pragma once

#include "command.hpp"
#include "outcome.hpp"
#include "sealwright/custody/custodian_file.hpp"

#include <string>

namespace sealwright::cli {

class CustodianStore {
public:
    // Refuses where there is anything of that name.
    static Outcome<CustodianStore> make(const std::string& path, const Settings& settings);
    static Outcome<CustodianStore> open(const std::string& path, const Settings& settings);

    [[nodiscard]] custody::Holdings& holdings() { return file_.holdings; }
    Result<void> save();
    Result<void> change_passphrase(const Settings& settings);

private:
    CustodianStore(std::string path, Bytes read, custody::CustodianFile file)
        : path_(std::move(path)), read_(std::move(read)), file_(std::move(file)) {}

    std::string path_;
    Bytes read_;  // As it lies there.
    custody::CustodianFile file_;
};

// A line of history of now.
custody::HistoryLine history_line(std::string what, std::string whom, std::string words);

}  // namespace sealwright::cli
