// The body of a person's ask over HTTP: whatever is read is exactly what the one shape around it
// holds, in one base64, and one encoded question.
//
// The first byte chooses the path; what stands before the first newline is the Idempotency-Key.
#include "front/core/person_ask.hpp"
#include "sealwright/operate/people_messages.hpp"

#include <array>
#include <string>

using namespace sealwright;

namespace {

struct Asked final : http::Exchange {
    http::Fields said;
    View text;
    std::optional<http::ClientCertificate> nobody;
    std::string from = "10.0.0.1:1";

    [[nodiscard]] http::Method method() const override { return http::Method::post; }
    [[nodiscard]] std::string_view target() const override { return {}; }
    [[nodiscard]] View body() const override { return text; }
    [[nodiscard]] const std::optional<http::ClientCertificate>& certificate() const override {
        return nobody;
    }
    [[nodiscard]] const std::string& peer() const override { return from; }
    [[nodiscard]] const http::Fields& fields() const override { return said; }
    void answer_as(std::uint16_t, http::Media, View, http::After) override {}
    void answer_lent(View) override {}
    void begin_events(View) override {}
    void send_events(View) override {}
    void end_events() override {}
};

void check_carried(const Asked& asked, const operate::PersonCarry& carry) {
    const auto whole = R"({"ask":")" + to_base64(carry.ask) + R"("})";
    auto text = text_of(asked.text);
    if (text.ends_with('\n')) text.remove_suffix(1);
    check(text == whole);
    const auto ask = wire::decode<operate::PersonAsk>(carry.ask);
    check(ask.ok());
    check(wire::encode_public(*ask) == carry.ask);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::array<std::string_view, 4> paths{
        "/v1/queries/roster", "/v1/requests/vault-add", "/v1/acts", "/v1/queries/none"};
    if (size == 0) return 0;
    const auto path = paths.at(data[0] % paths.size());
    const auto rest = text_of(View(data, size).subspan(1));
    const auto line = rest.find('\n');
    if (line == std::string_view::npos) return 0;

    Asked asked;
    asked.said = {"application/json", std::string(rest.substr(0, line)), false};
    asked.text = View(data, size).subspan(line + 2);
    const auto route = http::match_route(http::Method::post, path);
    check(route.ok());
    const auto person = front::person_route(*route);
    if (!person) {
        check(front::status_of(person.error()) == 404);
        return 0;
    }
    const auto carry = front::read_person_ask(*person, asked);
    if (carry) check_carried(asked, *carry);
    // An Idempotency-Key that is not the nonce, or where there is none, is never carried.
    if (carry && person->is_proposal) check(line == 0 || line == 32);
    if (!carry) check(front::status_of(carry.error()) == 400);
    return 0;
}
