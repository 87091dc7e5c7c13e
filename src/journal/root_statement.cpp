#include "sealwright/journal/root_statement.hpp"

#include "sealwright/journal/errors.hpp"

#include <algorithm>
#include <charconv>

namespace sealwright::journal {
namespace {

constexpr std::string_view first_line = "sealwright root statement 1";

std::string line_of(std::string_view name, const std::string& value) {
    return std::string(name) + " " + value + "\n";
}

std::string line_of(std::string_view name, std::uint64_t value) {
    return line_of(name, std::to_string(value));
}

std::uint64_t number_in(const Entry& entry, std::string_view name) {
    const auto* number = entry.number(name);
    return number == nullptr ? 0 : *number;
}

std::string text_in(const Entry& entry, std::string_view name) {
    const auto* text = entry.text(name);
    return text == nullptr ? std::string() : *text;
}

bool is(const Entry& entry, std::string_view name, std::string_view value) {
    const auto* text = entry.text(name);
    return text != nullptr && *text == value;
}

// A preview ends nothing and proves nothing: it says what it found at its end.
bool is_preview(const Entry& entry) {
    return is(entry, "task kind", "preview");
}

// Whether root tokens that nobody granted are told by it.
bool tells_of_roots(const Entry& entry) {
    if (!is_preview(entry)) return is(entry, "step", "revoke root tokens");
    return is(entry, "step", "done") || is(entry, "step", "failed");
}

// The one value behind `name ` in the first lines of a statement.
Result<std::string_view> value_of(std::string_view text, std::string_view name) {
    const auto mark = "\n" + std::string(name) + " ";
    const auto start = text.find(mark);
    if (start == std::string_view::npos) return errors::statement_broken;
    const auto value = text.substr(start + mark.size());
    const auto end = value.find('\n');
    if (end == std::string_view::npos) return errors::statement_broken;
    return value.substr(0, end);
}

Result<std::uint64_t> number_of(std::string_view text, std::string_view name) {
    TRY(value, value_of(text, name));
    std::uint64_t number = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
    if (read.ec != std::errc() || read.ptr != value.data() + value.size()) {
        return errors::statement_broken;
    }
    return number;
}

}  // namespace

Result<void> RootStatement::add_line(std::string line) {
    if (lines_.size() >= lines_max) return errors::statement_broken;
    lines_.push_back(std::move(line));
    folded_ = {};
    return done;
}

// What comes again and again with nothing else in between: the first, the last, and how many.
Result<void> RootStatement::add_folded(std::string_view word, const std::string& rest) {
    if (folded_.word != word) {
        TRY(add_line(std::string(word) + " " + rest));
        folded_ = {std::string(word), 0};
        return done;
    }
    if (folded_.more++ == 0) {
        if (lines_.size() >= lines_max) return errors::statement_broken;
        lines_.emplace_back();
    }
    lines_.back() =
        folded_.word + "-again " + std::to_string(folded_.more) + " times, last " + rest;
    return done;
}

// What is found in a vault that is just becoming ours was made before it was.
Result<void> RootStatement::take_found(const Entry& entry) {
    const auto found = number_in(entry, "root tokens");
    if (found == 0 || !tells_of_roots(entry)) return done;
    const bool is_ours = ours_ms_ != 0;
    if (is_ours) found_ += found;
    return add_line((is_ours ? "found " : "found-before ") + entry_name(entry.sequence) + " " +
                    std::to_string(found) + " " + text_in(entry, "accessors") + "\n");
}

// A task that went well ends with a census.
Result<void> RootStatement::take_look(const Entry& entry) {
    ++censuses_;
    // Found by this very task, before the range began.
    found_ += before_ + previewed_;
    before_ = 0;
    previewed_ = 0;
    const auto since = last_ms_ != 0 ? last_ms_ : std::max(range_.from_ms, ours_ms_);
    if (entry.wall_ms > since) longest_ms_ = std::max(longest_ms_, entry.wall_ms - since);
    last_ms_ = entry.wall_ms;
    if (entry.text("accessor") != nullptr) {
        TRY(add_line("granted " + entry_name(entry.sequence) + " " + text_in(entry, "accessor") +
                     " until " + std::to_string(number_in(entry, "ends")) + "\n"));
    }
    return add_folded("looked",
                      entry_name(entry.sequence) + " " + std::to_string(entry.wall_ms) +
                          " tokens " + std::to_string(number_in(entry, "tokens seen")) + " node " +
                          text_in(entry, "node") + "\n");
}

// What the range began with counts, and whatever it was in between: the weaker of the two.
void RootStatement::take_release(const Entry& entry) {
    const bool is_automatic = !is(entry, "recovery release", "quorum");
    const bool is_inside = entry.wall_ms >= range_.from_ms;
    const bool is_kept = is_released_ && (is_inside || is_inside_read_);
    is_automatic_ = is_automatic || (is_kept && is_automatic_);
    is_released_ = true;
    is_inside_read_ = is_inside_read_ || is_inside;
}

// What nobody came back from is told, since something may have been left.
Result<void> RootStatement::take_failure(const Entry& entry) {
    const bool is_failure = is(entry, "step", "failed") || is(entry, "step", "expired");
    if (!is_failure) return done;
    return add_folded(text_in(entry, "step"),
                      entry_name(entry.sequence) + " " + text_in(entry, "task kind") + " try " +
                          std::to_string(number_in(entry, "try")) + "\n");
}

Result<void> RootStatement::read(const Entry& entry) {
    if (first_sequence_ == 0) first_sequence_ = entry.sequence;
    if (first_ms_ == 0) first_ms_ = entry.wall_ms;
    if (entry.kind != Kind::task || !is(entry, "vault", range_.vault)) return done;
    if (entry.wall_ms > range_.to_ms) return done;
    const bool is_end = is(entry, "step", "done") && !is_preview(entry);
    if (is(entry, "step", "taken")) before_ = 0;
    if (is(entry, "step", "give the recovery key for a root token")) may_live_ = true;
    take_release(entry);
    const auto* ours = entry.number("ours since");
    if (ours != nullptr && ours_ms_ == 0) ours_ms_ = *ours;
    if (entry.wall_ms >= range_.from_ms) {
        TRY(take_found(entry));
        if (is_end) TRY(take_look(entry));
        TRY(take_failure(entry));
    } else if (tells_of_roots(entry)) {
        auto& before = is_preview(entry) ? previewed_ : before_;
        before += number_in(entry, "root tokens");
    } else if (is_end) {
        previewed_ = 0;
    }
    if (is_end) may_live_ = false;
    return done;
}

bool RootStatement::holds() const {
    return ours_ms_ != 0 && censuses_ != 0 && found_ == 0 && !may_live_ && !is_cut();
}

// What was archived before the range began is not among what was read.
bool RootStatement::is_cut() const {
    const auto from_ms = std::max(range_.from_ms, ours_ms_);
    return first_sequence_ > 1 && from_ms < first_ms_;
}

std::string RootStatement::text() const {
    const auto since = last_ms_ != 0 ? last_ms_ : std::max(range_.from_ms, ours_ms_);
    const auto tail = range_.to_ms > since ? range_.to_ms - since : 0;
    std::string text = std::string(first_line) + "\n";
    text += line_of("vault", range_.vault);
    text += line_of("from", range_.from_ms);
    text += line_of("to", range_.to_ms);
    text += ours_ms_ == 0 ? std::string("ours no\n") : line_of("ours", ours_ms_);
    text += line_of("read-from", entry_name(first_sequence_) + (is_cut() ? " too late" : ""));
    text += line_of("recovery-release", is_automatic_ ? "auto" : "quorum");
    text += line_of("root-mode", "none");
    text += line_of("calls-with-granted-tokens", "not read");
    text += line_of("censuses", censuses_);
    text += line_of("longest-unseen-ms", std::max(longest_ms_, tail));
    for (const auto& line : lines_) text += line;
    text += line_of("root-tokens-nobody-granted", found_);
    text += line_of("a-root-token-may-live", may_live_ ? "yes" : "no");
    text += line_of("statement", holds() ? "holds" : "does not hold");
    return text;
}

Result<RootStatement::Range> RootStatement::range_of(std::string_view text) {
    if (!text.starts_with(std::string(first_line) + "\n")) return errors::statement_broken;
    TRY(vault, value_of(text, "vault"));
    TRY(from_ms, number_of(text, "from"));
    TRY(to_ms, number_of(text, "to"));
    return Range{std::string(vault), from_ms, to_ms};
}

Result<void> check_statement(std::string_view note,
                             const VerifierKey& key,
                             const RootStatement& made) {
    const auto text = open_text(note, key);
    if (!text || *text != made.text()) return errors::statement_broken;
    return done;
}

}  // namespace sealwright::journal
