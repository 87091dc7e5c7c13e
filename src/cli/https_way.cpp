#include "errors.hpp"
#include "problem.hpp"
#include "sealwright/http/once.hpp"
#include "sealwright/operate/people_messages.hpp"
#include "unsigned_word.hpp"
#include "way.hpp"

#include <charconv>

namespace sealwright::cli {
namespace {

constexpr std::uint16_t ok_status = 200;

using Members = std::map<std::string, std::string>;

std::string member(const Members& members, const char* name) {
    const auto found = members.find(name);
    return found == members.end() ? std::string() : found->second;
}

// What the front says by itself.
Failure unsigned_refusal(const Members& problem, std::uint16_t status, bool is_change) {
    std::uint16_t number = 0;
    const auto code = member(problem, "code");
    const auto* const end = code.data() + code.size();
    const bool is_code = code.starts_with('E') &&
                         std::from_chars(code.data() + 1, end, number).ptr == end && number != 0;
    if (!is_code) return Error(errors::cli_http_answer, {fact("status", std::uint64_t{status})});
    auto failure = unsigned_word(number, member(problem, "detail"));
    if (is_change) {
        failure.remedy +=
            "; what you signed may have been taken all the same: sealwright request "
            "ls --all";
    }
    return failure;
}

// A signed one is an answer like any other: whoever asked checks it.
Outcome<Message> refusal_of(const http::Fetched& fetched, bool is_change) {
    const auto problem = flat_object(text_of(fetched.body)).value_or(Members());
    const auto answer = member(problem, "answer");
    if (answer.empty()) return unsigned_refusal(problem, fetched.status, is_change);
    auto bytes = from_base64(answer);
    if (!bytes) return errors::cli_http_answer;
    return Message{operate::PersonAnswer::type, *std::move(bytes)};
}

bool is_change(const std::string& path) {
    return path.starts_with("/v1/requests/") || path == "/v1/acts" || path == "/v1/founding/sign";
}

class HttpsWay final : public Way {
public:
    HttpsWay(http::ServiceAddress address, std::string authority)
        : address_(std::move(address)), authority_(std::move(authority)) {}

    Outcome<Message> exchange(const std::string& path,
                              std::uint16_t /*type*/,
                              View body,
                              std::uint64_t within_ms) override {
        const auto json = R"({"ask":")" + to_base64(body) + R"("})";
        const std::chrono::milliseconds limit(within_ms);
        TRY(fetched, http::ask_once(address_, authority_, path, view_of(json), limit));
        if (fetched.status != ok_status) return refusal_of(fetched, is_change(path));
        const auto answer = flat_object(text_of(fetched.body));
        if (!answer || answer->size() != 1 || answer->count("answer") == 0) {
            return errors::cli_http_answer;
        }
        auto bytes = from_base64(answer->at("answer"));
        if (!bytes) return errors::cli_http_answer;
        return Message{operate::PersonAnswer::type, *std::move(bytes)};
    }

    // No PIN goes over the network.
    [[nodiscard]] Result<void> check_peer() const override { return errors::cli_person_local; }

private:
    http::ServiceAddress address_;
    std::string authority_;
};

}  // namespace

std::unique_ptr<Way> https_way(const config::ServicePlace& place, const std::string& authority) {
    return std::make_unique<HttpsWay>(http::ServiceAddress{place.host, place.port}, authority);
}

}  // namespace sealwright::cli
