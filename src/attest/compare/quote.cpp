#include "attested.hpp"
#include "baseline.hpp"
#include "checklist.hpp"
#include "sealwright/attest/compare.hpp"
#include "sealwright/attest/compare/errors.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/crypto/hash.hpp"

namespace sealwright::attest {
namespace {

using claims::PcrSet;
using claims::Trust;

constexpr std::uint16_t sha256_bank = 0x000b;  // TPM_ALG_SHA256
constexpr std::uint8_t select_size = 3;        // Bytes: the 24 PCRs of a PC.

std::vector<std::string> claims_of(const PcrSet& pcrs) {
    std::vector<std::string> names{"signature",
                                   "attested",
                                   "binding",
                                   "pcr set",
                                   "pcr digest",
                                   "reset count",
                                   "restart count"};
    for (const auto pcr : pcrs.list()) names.push_back("pcr " + std::to_string(pcr));
    names.emplace_back("firmware");
    return names;
}

// Of 24 PCRs, so that one that may not be used is shown too.
std::string shown(const BankSelection& selection) {
    std::string text;
    for (unsigned pcr = 0; pcr < 32; ++pcr) {
        if ((selection.mask >> pcr & 1U) == 0) continue;
        text.append(text.empty() ? "" : ",").append(std::to_string(pcr));
    }
    const bool usual = selection.algorithm == sha256_bank && selection.size == select_size;
    if (text.empty()) text = "none";
    return usual ? text + " of sha256"
                 : text + " of bank " + std::to_string(selection.algorithm) + " in " +
                       std::to_string(selection.size) + " bytes";
}

std::string shown(const std::vector<BankSelection>& selections) {
    std::string text;
    for (const auto& selection : selections) {
        text.append(text.empty() ? "" : " and ").append(shown(selection));
    }
    return text.empty() ? "none" : text;
}

std::string shown(const AttestationKey& key) {
    constexpr std::size_t digits = 16;
    wire::Writer writer;
    key.write(writer);
    return "key " + to_hex(crypto::sha256(writer.view())).substr(0, digits);
}

Digest digest_of(const std::vector<Digest>& values) {
    wire::Writer writer;
    for (const auto& value : values) writer.raw(value);
    return crypto::sha256(writer.view());
}

std::string date(std::uint64_t wall_ms) {
    constexpr std::size_t letters = 10;  // 2026-11-22
    return render_utc(wall_ms).substr(0, letters);
}

// One quote against one rule. Each step fills its row and says whether the next may be looked at.
class QuoteJudge {
public:
    QuoteJudge(const QuoteRule& rule, const TpmQuote& quote)
        : rule_(rule), quote_(quote), rows_(claims_of(rule.pcrs)) {}

    Judgement judge() {
        const bool is_genuine =
            signature() && attested() && binding() && pcr_set() && pcr_digest() && reset_count();
        if (is_genuine) {
            judgement_.seen = seen_;
            const bool goes_on = restart_count() && pcrs() && firmware();
            if (goes_on) review();
        }
        conclude();
        return std::move(judgement_);
    }

private:
    bool signature() {
        const auto verified = verify_p256(rule_.key, quote_.attested, quote_.signature);
        if (!verified) return no(shown(rule_.key), "not by it", verified.error().spec());
        return yes(shown(rule_.key), "by it");
    }

    bool attested() {
        auto read = read_attested(quote_.attested);
        if (!read) return no("a TPM's quote", read.error().spec().name, read.error().spec());
        attested_ = *std::move(read);
        seen_ = {attested_.reset_count, attested_.restart_count, attested_.firmware, quote_.values};
        return yes("a TPM's quote", "a TPM's quote");
    }

    bool binding() {
        const auto got = to_hex(attested_.extra_data);
        if (!crypto::equal(attested_.extra_data, rule_.binding)) {
            return no(to_hex(rule_.binding), got, errors::quote_binding);
        }
        return yes(to_hex(rule_.binding), got);
    }

    // Exactly the node's: neither fewer nor more, and not none.
    bool pcr_set() {
        const auto expected = rule_.pcrs.str() + " of sha256";
        const auto& came = attested_.selections;
        const bool is_it = came.size() == 1 && came.front().algorithm == sha256_bank &&
                           came.front().size == select_size &&
                           came.front().mask == rule_.pcrs.mask() && !rule_.pcrs.is_empty();
        if (!is_it) return no(expected, shown(came), errors::quote_pcr_set);
        return yes(expected, shown(came));
    }

    bool pcr_digest() {
        const auto& values = quote_.values;
        const auto expected = digest_of(values.values);
        const bool is_it = values.set == rule_.pcrs && values.values.size() == rule_.pcrs.count() &&
                           crypto::equal(expected, attested_.pcr_digest);
        const auto got = to_hex(attested_.pcr_digest);
        if (!is_it) return no(to_hex(expected), got, errors::quote_pcr_digest);
        return yes(to_hex(expected), got);
    }

    bool reset_count() {
        const auto got = std::to_string(seen_.reset_count);
        judgement_.result.reset_count = seen_.reset_count;
        if (!rule_.last) return yes({}, got);
        const auto expected = "at least " + std::to_string(rule_.last->reset_count);
        if (seen_.reset_count >= rule_.last->reset_count) return yes(expected, got);
        judgement_.was_cleared = true;
        return no(expected, got, errors::quote_cleared);
    }

    bool restart_count() {
        const auto got = std::to_string(seen_.restart_count);
        if (rule_.allows_restarts) return yes({}, got);
        return same(seen_.restart_count == 0, "0", got, errors::quote_restarted);
    }

    // All of them are looked at, so that whoever changed something sees everything that it changed.
    bool pcrs() {
        baseline_ = closest_baseline(rule_, seen_);
        bool goes_on = true;
        for (std::size_t index = 0; index < seen_.values.values.size(); ++index) {
            const auto& value = seen_.values.values[index];
            goes_on = pcr(index, value) && goes_on;
        }
        return goes_on;
    }

    bool pcr(std::size_t index, const Digest& value) {
        if (baseline_ == nullptr) return same(false, {}, to_hex(value), errors::quote_no_baseline);
        const auto& expected = baseline_->values.values[index];
        is_match_ = is_match_ && expected == value;
        return same(expected == value, to_hex(expected), to_hex(value), errors::quote_pcr_differs);
    }

    bool firmware() {
        const auto got = std::to_string(seen_.firmware);
        if (baseline_ == nullptr || !baseline_->firmware) return yes({}, got);
        const bool is_it = *baseline_->firmware == seen_.firmware;
        is_match_ = is_match_ && is_it;
        return same(is_it, std::to_string(*baseline_->firmware), got, errors::quote_firmware);
    }

    void review() {
        is_match_ = is_match_ && baseline_ != nullptr;
        if (!is_match_) return;
        judgement_.result.reference_id = baseline_->id;
        if (!baseline_->is_overdue(rule_.wall_ms)) return;
        is_late_ = true;
        rows_.remark("review", "by " + date(baseline_->review_ms), date(rule_.wall_ms));
    }

    void conclude() {
        auto& result = judgement_.result;
        result.kind = claims::EvidenceKind::tpm2;
        result.evidence = crypto::sha256(wire::encode_public(Evidence{quote_}));
        result.made_ms = rule_.wall_ms;
        result.status = trust();
        result.checks = rows_.finish();
    }

    [[nodiscard]] Trust trust() const {
        if (rows_.has_failed()) return Trust::contraindicated;
        if (rule_.learns) return Trust::none;
        return is_late_ ? Trust::warning : Trust::affirming;
    }

    bool yes(const std::string& expected, const std::string& got) {
        rows_.pass(expected, got);
        return true;
    }

    bool no(const std::string& expected, const std::string& got, const ErrorSpec& why) {
        rows_.fail(expected, got, why);
        return false;
    }

    // A claim about which record mode only takes note.
    bool same(bool is_it,
              const std::string& expected,
              const std::string& got,
              const ErrorSpec& why) {
        if (is_it) return yes(expected, got);
        rows_.differ(expected, got, why, rule_.learns);
        return rule_.learns;
    }

    const QuoteRule& rule_;
    const TpmQuote& quote_;
    Checklist rows_;
    Attested attested_;
    TpmState seen_;
    const Baseline* baseline_ = nullptr;
    bool is_match_ = true;
    bool is_late_ = false;
    Judgement judgement_;
};

}  // namespace

Judgement judge_quote(const QuoteRule& rule, const TpmQuote& quote) {
    check(rule.baselines.size() <= baselines_max);
    return QuoteJudge(rule, quote).judge();
}

std::vector<claims::Check> skipped_quote_checks(const PcrSet& pcrs) {
    return Checklist(claims_of(pcrs)).finish();
}

}  // namespace sealwright::attest
