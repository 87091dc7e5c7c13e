#include "crowd.hpp"
#include "meter.hpp"
#include "vectors.hpp"

#include <cstdio>
#include <iostream>
#include <sstream>

namespace sealwright::bench {
namespace {

std::string hex(View bytes) {
    std::string digits(2 * bytes.size() + 1, '\0');
    ::sodium_bin2hex(digits.data(), digits.size(), bytes.data(), bytes.size());
    digits.pop_back();
    return digits;
}

ServiceAt service_of(const Words& words) {
    ServiceAt service;
    service.port = static_cast<std::uint16_t>(words.number("port", 0));
    const auto key = bytes_of(words.text("service-key"));
    if (key.size() != service.key.size()) give_up("--service-key is no key of 32 bytes");
    std::ranges::copy(key, service.key.begin());
    return service;
}

void make(Crowd& crowd, std::istream& order) {
    std::size_t count = 0;
    order >> count;
    std::string list;
    for (const auto& pin : crowd.make(count))
        list += (list.empty() ? "\"" : ", \"") + hex(pin) + "\"";
    std::printf("[%s]\n", list.c_str());
}

void enrol(Crowd& crowd, std::istream& order) {
    std::string node_text;
    std::string vault_text;
    std::string token_text;
    order >> node_text >> vault_text >> token_text;
    const auto node = NodeId::parse(node_text);
    const auto vault = VaultId::parse(vault_text);
    const auto token = attest::EnrolmentToken::parse(view_of(token_text));
    if (!node || !vault || !token) give_up("say: enrol NODE-ID VAULT-ID TOKEN");
    crowd.enrol(*node, *vault, *token);
    std::puts("{}");
}

}  // namespace

// Orders come on stdin, a line each, and each is answered by a line of JSON; the machines live as
// long as this program, and their keys nowhere else.
int attesting(const Words& words) {
    const Vectors vectors(words.text("vectors"));
    Crowd crowd(service_of(words),
                {vectors.at("a.ek-p256.public"), vectors.at("a.ak.public")},
                words.text("ca"));
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream order(line);
        std::string what;
        order >> what;
        if (what == "make") {
            make(crowd, order);
        } else if (what == "enrol") {
            enrol(crowd, order);
        } else if (what == "attest") {
            crowd.attest();
        } else {
            give_up("say: make, enrol or attest");
        }
        std::fflush(stdout);
    }
    return 0;
}

}  // namespace sealwright::bench
