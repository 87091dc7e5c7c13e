// A whole configuration, and a machine on which it is right. For the tests of the TOML reader.
#pragma once

#include "sealwright/config/toml.hpp"

#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <string>

namespace sealwright::config::sample {

// A machine made of two maps.
struct FakeHost final : Host {
    std::uint32_t own_uid = 0;
    std::map<std::string, std::uint32_t> users{{"sealwright-front", 201},
                                               {"sealwright-keeper", 202},
                                               {"sealwright-depot", 203},
                                               {"sealwright-verifier", 205},
                                               {"sealwright-token", 204}};
    std::map<std::string, std::uint32_t> groups{{"sealwright", 300}};
    std::map<std::string, FileFacts> files{
        {"/usr/lib/hsm", {FileFacts::Kind::folder, 0, 0755}},
        {"/usr/lib/hsm/one.so", {FileFacts::Kind::regular, 0, 0644}},
        {"/etc/sealwright/a", {FileFacts::Kind::folder, 204, 0700}},
        {"/etc/sealwright/a/pin", {FileFacts::Kind::regular, 204, 0400}}};

    std::uint32_t uid() const override { return own_uid; }
    std::uint32_t gid() const override { return own_uid; }
    std::optional<std::uint32_t> user(const std::string& name) const override {
        return find(users, name);
    }
    std::optional<std::uint32_t> group(const std::string& name) const override {
        return find(groups, name);
    }
    std::optional<FileFacts> file(const std::string& path) const override {
        return find(files, path);
    }

    template <class T>
    static std::optional<T> find(const std::map<std::string, T>& map, const std::string& key) {
        const auto found = map.find(key);
        return found == map.end() ? std::nullopt : std::optional<T>(found->second);
    }
};

// Lines are counted by the tests below: keep this text as it is.
inline const std::string good = R"([installation]
environment = "trying"
owner = "Platform team"
state = "/var/lib/sealwright"
run = "/run/sealwright"

[listen]
address = "127.0.0.1:8443"
names = ["localhost", "127.0.0.1"]

[tokens]
group = "main"
threshold = 2

[token.a]
module = "/usr/lib/hsm/one.so"
label = "sealwright-a"
unlock_root = "tpm"
pin = "credential"
credentials = "/etc/sealwright/a"
environment = { HSM_CONF = "/etc/hsm.conf" }

[token.b]
module = "/usr/lib/hsm/one.so"
label = "sealwright-b"
serial = "0042"
unlock_root = "net"
pin = "terminal"
network = true

[token.c]
module = "/usr/lib/hsm/one.so"
label = "sealwright-c"
unlock_root = "person"
pin = "descriptor"
)";

inline std::string changed(const std::string& from, const std::string& to) {
    auto text = good;
    const auto place = text.find(from);
    REQUIRE(place != std::string::npos);
    return text.replace(place, from.size(), to);
}

}  // namespace sealwright::config::sample
