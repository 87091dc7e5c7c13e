// What tokens answer to a keeper that opens a key.
//
// A real 2-of-3 record, made once; two tokens are asked, then the third. The input is answers, one
// after the other: a byte for what it is, a byte for the token, then a count of bytes that it says.
// The key opens exactly when two tokens have said what they should.
#include "sealwright/hsm/client/key_opener.hpp"
#include "seeded_random.hpp"
#include "software_tokens.hpp"

#include <set>

using namespace sealwright;

namespace {

constexpr std::size_t token_count = 3;

// The tokens of the record; but each answer is what the input says.
class SpeakingTokens final : public hsm::client::Tokens {
public:
    explicit SpeakingTokens(hsm::client::Tokens& real) : real_(real) {}

    void start(View input) {
        reader_.emplace(input);
        asked_.clear();
        right_.clear();
        left_out_.clear();
    }
    [[nodiscard]] std::size_t right() const { return right_.size(); }

    std::vector<hsm::client::ReadyToken> ready() override { return real_.ready(); }
    void ask(std::size_t number, std::uint64_t correlation, const hsm::PrfAsk& ask) override {
        check(ask.questions.size() == 1);
        correlation_ = correlation;
        asked_[number] = ask;
    }
    std::optional<hsm::client::TokenAnswer> next(std::uint64_t deadline_ms) override {
        const auto what = reader_->u8();
        const auto number = reader_->u8() % (token_count + 1);
        if (reader_->failed()) return std::nullopt;
        hsm::client::TokenAnswer answer{number, correlation_, {}, {}};
        if (what == 0) return said_by_real(number, deadline_ms);
        if (what == 1) answer.refused = "refused";
        if (what == 2) --answer.correlation;
        const auto said = reader_->bytes(1024);
        answer.outputs.assign(said.begin(), said.end());
        if (answer.correlation == correlation_ && asked_.contains(number)) left_out_.insert(number);
        return answer;
    }
    void leave_out(std::size_t number) override { left_out_.insert(number); }

private:
    std::optional<hsm::client::TokenAnswer> said_by_real(std::size_t number,
                                                         std::uint64_t deadline_ms) {
        // Who was not asked yet is not heard, whatever it says.
        if (!asked_.contains(number)) return hsm::client::TokenAnswer{number, correlation_, {}, {}};
        real_.ask(number, correlation_, asked_.at(number));
        auto answer = real_.next(deadline_ms);
        check(answer.has_value());
        // Who has said something wrong before is not heard again.
        if (!left_out_.contains(number)) right_.insert(number);
        return answer;
    }

    hsm::client::Tokens& real_;
    std::optional<wire::Reader> reader_;
    std::uint64_t correlation_ = 0;
    std::map<std::size_t, hsm::PrfAsk> asked_;
    std::set<std::size_t> right_;
    std::set<std::size_t> left_out_;
};

struct Bench {
    test::MovingClock clock;
    test::SeededRandom random;
    test::SoftwareTokens real{token_count, "staging", clock};
    SpeakingTokens speaking{real};
    hsm::KeyRecord record = make();

    hsm::KeyRecord make() {
        hsm::KeyRecord blank;
        blank.environment = "staging";
        blank.subject = hsm::KeySubject::vault_data_key;
        blank.subject_id.fill(7);
        blank.version = 1;
        hsm::client::KeyOpener maker(real, clock, random);
        auto made = maker.make(blank, {2, 3}, {1, 1});
        check(made.ok());
        return std::move(made->record);
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Bench bench;
    bench.speaking.start(View(data, size));
    // A new one each time, so that an input always meets the same turn.
    hsm::client::KeyOpener opener(bench.speaking, bench.clock, bench.random);
    const auto key = opener.open(bench.record, {1, 1});
    check(key.ok() == (bench.speaking.right() >= 2));
    return 0;
}
