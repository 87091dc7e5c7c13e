// A vault as far as making, finding and ending root tokens goes, with a fault at one of its calls.
#pragma once

#include "sealwright/vault/steps/call.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sealwright::test {

struct FakeToken {
    bool is_root = false;
    std::uint64_t ttl_max_s = 0;
    std::string inside{};     // The namespace; empty: root.
    std::string parent{};     // The accessor with which it dies; empty: an orphan.
    bool is_undying = false;  // No call revokes it.
};

enum class Fault : std::uint8_t {
    refused,      // 500, and nothing done.
    unanswered,   // Nothing came there.
    answer_lost,  // Done, and nobody heard of it.
    garbage,      // Done, and answered with something else.
    shut_out,     // 403 by a proxy, and nothing done.
    gateway,      // Done, and a proxy has waited in vain.
};

class FakeVault {
public:
    explicit FakeVault(std::size_t needed) : needed_(needed) {}

    // The calls that are answered so, counted from 0.
    std::map<int, Fault> faults;
    // Every call from the last of `faults` on has it.
    bool stays_broken = false;
    bool has_foreign_attempt = false;

    // Nothing: no answer came.
    std::optional<vault::Reply> answer(const vault::Call& call, const std::string& token) {
        const auto number = calls_++;
        const auto fault = fault_at(number);
        if (fault == Fault::unanswered) return std::nullopt;
        if (fault == Fault::refused) return reply(500, R"({"errors":["internal error"]})");
        if (fault == Fault::shut_out) return reply(403, "<html>Forbidden</html>");
        auto done = carry_out(call, token);
        if (fault == Fault::gateway) return reply(502, "<html>Bad Gateway</html>");
        if (fault == Fault::answer_lost) return std::nullopt;
        if (fault == Fault::garbage) return reply(200, R"({"data":{"what":1}})");
        return done;
    }

    // Its accessor.
    std::string plant(FakeToken token) {
        auto accessor = "accessor-number-" + std::to_string(10000000 + made_++);
        tokens[accessor] = std::move(token);
        return accessor;
    }

    [[nodiscard]] int calls() const { return calls_; }
    [[nodiscard]] bool has_attempt() const { return started_; }
    std::map<std::string, FakeToken> tokens;  // By accessor; the token is `s.` and its accessor.
    std::vector<std::string> namespaces;      // Whole paths, each with a slash at its end.

private:
    [[nodiscard]] std::optional<Fault> fault_at(int number) const {
        const auto found = faults.find(number);
        if (found != faults.end()) return found->second;
        if (stays_broken && !faults.empty() && number > faults.rbegin()->first) {
            return faults.rbegin()->second;
        }
        return std::nullopt;
    }

    static vault::Reply reply(std::uint16_t status, const std::string& body) {
        const auto bytes = view_of(body);
        return {status, WipedBytes(bytes.begin(), bytes.end())};
    }

    [[nodiscard]] std::string status(const std::string& encoded) const {
        const bool is_started = started_ || has_foreign_attempt;
        return R"({"data":{"started":)" + std::string(is_started ? "true" : "false") +
               R"(,"complete":)" + (encoded.empty() ? "false" : "true") + R"(,"nonce":")" +
               (is_started ? "n-1" : "") + R"(","otp_length":26,"progress":)" +
               std::to_string(progress_) + R"(,"required":)" + std::to_string(needed_) +
               R"(,"encoded_token":")" + encoded + "\"}}";
    }

    static std::string field(const vault::Call& call, const std::string& name) {
        const std::string body(text_of(call.body));
        const auto at = body.find("\"" + name + "\":\"");
        if (at == std::string::npos) return {};
        const auto from = at + name.size() + 4;
        return body.substr(from, body.find('"', from) - from);
    }

    static vault::Reply list(const std::vector<std::string>& keys) {
        if (keys.empty()) return reply(404, R"({"errors":[]})");
        std::string body;
        for (const auto& key : keys) body += (body.empty() ? "\"" : ",\"") + key + "\"";
        return reply(200, R"({"data":{"keys":[)" + body + "]}}");
    }

    [[nodiscard]] vault::Reply accessors_in(const std::string& inside) const {
        std::vector<std::string> keys;
        for (const auto& [accessor, token] : tokens) {
            if (token.inside == inside) keys.push_back(accessor);
        }
        return list(keys);
    }

    [[nodiscard]] vault::Reply namespaces_in(const std::string& inside) const {
        std::vector<std::string> keys;
        for (const auto& path : namespaces) {
            const auto name = path.starts_with(inside) ? path.substr(inside.size()) : "";
            if (!name.empty() && name.find('/') + 1 == name.size()) keys.push_back(name);
        }
        return list(keys);
    }

    [[nodiscard]] bool is_there(const std::string& accessor, const std::string& inside) const {
        const auto found = tokens.find(accessor);
        return found != tokens.end() && found->second.inside == inside;
    }

    vault::Reply revoke(const std::string& accessor, const std::string& inside) {
        if (!is_there(accessor, inside)) {
            return reply(200, R"({"warnings":["No token found with this accessor"]})");
        }
        if (tokens[accessor].is_undying) return reply(500, R"({"errors":["internal error"]})");
        tokens.erase(accessor);
        std::erase_if(tokens, [&](const auto& each) { return each.second.parent == accessor; });
        return reply(204, "");
    }

    vault::Reply carry_out(const vault::Call& call, const std::string& token) {
        if (call.path == "sys/generate-root-token/attempt") return attempt(call);
        if (call.path == "sys/generate-root-token/update") return update(call);
        const auto own = token.size() > 2 ? token.substr(2) : "";
        if (!tokens.contains(own)) return reply(403, R"({"errors":["permission denied"]})");
        if (call.path == "auth/token/lookup-self") return reply(200, facts(own));
        if (call.path == "auth/token/revoke-self") {
            tokens.erase(own);
            return reply(204, "");
        }
        if (call.path == "auth/token/create") return create();
        if (call.path == "auth/token/accessors") return accessors_in(call.inside);
        if (call.path == "sys/namespaces") return namespaces_in(call.inside);
        const auto named = field(call, "accessor");
        if (call.path == "auth/token/revoke-accessor") return revoke(named, call.inside);
        if (!is_there(named, call.inside)) return reply(400, R"({"errors":["invalid accessor"]})");
        return reply(200, facts(named));
    }

    [[nodiscard]] std::string facts(const std::string& accessor) const {
        const auto& token = tokens.at(accessor);
        return R"({"data":{"accessor":")" + accessor + R"(","policies":[")" +
               (token.is_root ? "root" : "default") + R"("],"creation_time":1,"orphan":)" +
               (token.parent.empty() ? "true" : "false") + R"(,"ttl":)" +
               std::to_string(token.ttl_max_s) + R"(,"explicit_max_ttl":)" +
               std::to_string(token.ttl_max_s) + "}}";
    }

    vault::Reply attempt(const vault::Call& call) {
        if (call.method == vault::Method::remove) {
            started_ = false;
            progress_ = 0;
            return reply(204, "");
        }
        if (call.method == vault::Method::put) {
            if (started_ || has_foreign_attempt) {
                return reply(400, R"({"errors":["root generation already in progress"]})");
            }
            started_ = true;
            pad_ = field(call, "otp");
        }
        return reply(200, status({}));
    }

    vault::Reply update(const vault::Call&) {
        if (!started_) return reply(400, R"({"errors":["no root generation in progress"]})");
        if (++progress_ < needed_) return reply(200, status({}));
        const auto made = "s." + plant({true, 0});
        const auto letters = view_of(made);
        WipedBytes token(letters.begin(), letters.end());
        for (std::size_t i = 0; i < token.size(); ++i) {
            token[i] ^= static_cast<std::uint8_t>(pad_.at(i));
        }
        const auto encoded = to_base64(token);
        auto answer = reply(200, status(encoded));
        started_ = false;
        progress_ = 0;
        return answer;
    }

    vault::Reply create() {
        const auto accessor = plant({true, 900});
        return reply(200,
                     R"({"auth":{"client_token":"s.)" + accessor + R"(","accessor":")" + accessor +
                         R"(","policies":["root"],"orphan":true,"lease_duration":900}})");
    }

    std::size_t needed_;
    int calls_ = 0;
    int made_ = 0;
    bool started_ = false;
    std::size_t progress_ = 0;
    std::string pad_;
};

}  // namespace sealwright::test
