// RootStatement: what the journal says about a vault's root tokens between two moments, as a text
// that the service signs and that everybody can make again from an export.
//
// It says what the vault answered to the agent at each census, which root tokens were granted to
// whom and until when, which were found that nobody granted, and how long nobody looked. It claims
// nothing about the time between two looks, nor about policies that allow everything under another
// name. One text for one chain, vault and range. Process: keeper makes and signs it, cli makes it
// again. Limits: 10,000 lines, then it is refused. Spec: docs/protocol/root.md section 7.
#pragma once

#include "sealwright/journal/verify.hpp"

#include <string>
#include <vector>

namespace sealwright::journal {

class RootStatement final : public EntryReader {
public:
    static constexpr std::size_t lines_max = 10'000;

    struct Range {
        std::string vault;  // Its name.
        std::uint64_t from_ms = 0;
        std::uint64_t to_ms = 0;
    };
    explicit RootStatement(Range range) : range_(std::move(range)) {}

    // Entries in their order, those before the range too: who it was managed by is among them.
    Result<void> read(const Entry& entry) override;

    [[nodiscard]] std::string text() const;
    // Whether every look found only what was granted, and there was one.
    [[nodiscard]] bool holds() const;

    // The range that a statement's text is about.
    static Result<Range> range_of(std::string_view text);

private:
    Result<void> take_failure(const Entry& entry);
    void take_release(const Entry& entry);
    [[nodiscard]] bool is_cut() const;
    Result<void> take_found(const Entry& entry);
    Result<void> take_look(const Entry& entry);
    Result<void> add_line(std::string line);
    Result<void> add_folded(std::string_view word, const std::string& rest);

    Range range_;
    std::uint64_t first_sequence_ = 0;  // What was read begins here.
    std::uint64_t first_ms_ = 0;
    std::uint64_t ours_ms_ = 0;
    std::uint64_t censuses_ = 0;
    std::uint64_t last_ms_ = 0;
    std::uint64_t longest_ms_ = 0;
    std::uint64_t found_ = 0;
    std::uint64_t before_ = 0;  // Found by the task under way, before the range began.
    bool is_inside_read_ = false;
    bool is_released_ = false;     // Who opens its recovery key was said.
    bool is_automatic_ = true;     // At some time of the range the service did alone.
    bool may_live_ = false;        // A root token was begun and no census has ended well since.
    std::uint64_t previewed_ = 0;  // By previews before the range, with no census behind them.
    struct Folded {
        std::string word;
        std::uint64_t more = 0;  // Behind the first.
    };
    Folded folded_;  // The newest lines, when they are of a kind that is folded.
    std::vector<std::string> lines_;
};

// Compares a signed statement with what the chain says, which `made` has read.
Result<void> check_statement(std::string_view note,
                             const VerifierKey& key,
                             const RootStatement& made);

}  // namespace sealwright::journal
