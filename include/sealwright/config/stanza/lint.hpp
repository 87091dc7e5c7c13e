// Lint: what is wrong, or will surprise somebody, in a vault's seal blocks.
//
// Pure: what the service knows, the names of the environment's variables and a look at files of
// this machine are arguments. A finding never holds a value that could be a secret. The rules are
// what OpenBao 2.7.2 was seen to do. Process: cli. Spec: docs/reference/seal-config.md.
#pragma once

#include "sealwright/config/stanza/stanza.hpp"

#include <optional>

namespace sealwright::config {

struct Finding {
    std::uint32_t line = 0;  // 0: not about a line of the file.
    std::string_view name;
    std::string what;
    std::string_view why;
    std::string_view remedy;
};

// What the service knows of the vault whose file it is.
struct Expected {
    std::string vault;
    std::string mount;
    std::string key;
    std::vector<std::string> addresses;  // As https://HOST:PORT; empty: not known here.
    std::vector<std::string> names;      // Of the service's certificate; empty: not known here.
    bool own_authority = false;          // Its certificate is from an authority of its own.
};

class Files {
public:
    virtual ~Files() = default;
    // The last byte of a file; nothing when it is not here, empty, or not to be read.
    [[nodiscard]] virtual std::optional<char> last_byte(const std::string& path) const = 0;
};

// The names of all variables that are set and not empty. `text` is /proc/PID/environ, or lines
// NAME=VALUE; values are passed over.
Result<std::vector<std::string>> read_variable_names(std::string_view text);

Result<std::vector<Finding>> lint(const std::vector<Stanza>& stanzas,
                                  const Expected& expected,
                                  const std::vector<std::string>& variables,
                                  const Files& files);

}  // namespace sealwright::config
