// Configuration in our own encoding, the only form the service's processes read.
//
// `sealwright check-config FILE --write OUT` makes it from TOML after checking everything that can
// be checked before start; nothing in it is a secret. A digest at the end tells a torn file.
// Process: sealwrightd, front, token, depot, verifier read it; cli writes it. Spec:
// docs/protocol/encoding.md section 4.
#pragma once

#include "sealwright/claims/class_table.hpp"
#include "sealwright/core/ids.hpp"
#include "sealwright/core/result.hpp"

#include <string>
#include <vector>

namespace sealwright::config {

enum class UnlockRoot : std::uint8_t { file, tpm, net, person, hsm };
enum class PinSource : std::uint8_t { credential, descriptor, terminal };

struct Variable {
    std::string name;
    std::string value;
    void write(wire::Writer& writer) const;
    static Variable read(wire::Reader& reader);
    bool operator==(const Variable&) const = default;
};

struct Token {
    std::string name;
    std::string module;  // Absolute path of the PKCS#11 module.
    std::string label;
    std::string serial;  // Empty: found by its label, which must then be unique.
    std::uint32_t user = 0;
    UnlockRoot unlock_root{};
    PinSource pin{};
    std::string credentials;  // Folder with the file `pin`; only for PinSource::credential.
    std::vector<Variable> environment;
    bool network = false;         // Whether its module may make network sockets.
    std::vector<VaultId> vaults;  // For which it computes; empty: for every one.
    std::uint32_t rate_per_second = 100'000;
    void write(wire::Writer& writer) const;
    static Token read(wire::Reader& reader);
    bool operator==(const Token&) const = default;
};

struct Config {
    std::string environment;
    std::string owner;
    std::string state;  // Absolute folder.
    std::string run;    // Absolute folder of the sockets.
    std::uint32_t front_uid = 0;
    std::uint32_t keeper_uid = 0;
    std::uint32_t depot_uid = 0;
    std::uint32_t verifier_uid = 0;
    std::uint32_t operators_gid = 0;
    std::string listen_address;
    std::uint16_t listen_port = 0;
    std::string metrics_address;  // Empty, with port 0: metrics are not served.
    std::uint16_t metrics_port = 0;
    std::vector<std::string> names;  // Of the service's own certificate.
    std::string certificate;  // PEM paths; never empty (default: state/tls/server.pem, .key).
    std::string key;
    claims::ClassTable classes;     // Of this environment.
    std::string attestation_roots;  // Absolute folder; empty: no maker of TPMs is trusted.
    std::string token_group;
    std::uint8_t threshold = 0;
    std::vector<Token> tokens;

    void write(wire::Writer& writer) const;
    static Config read(wire::Reader& reader);
    bool operator==(const Config&) const = default;

    [[nodiscard]] const Token* token(std::string_view name) const;
    [[nodiscard]] std::string socket(std::string_view name) const;  // run + "/" + name + ".sock"
};

Bytes compile(const Config& config);
Result<Config> parse_compiled(View bytes);
Result<Config> load_compiled(const std::string& path);

}  // namespace sealwright::config
