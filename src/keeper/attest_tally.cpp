#include "attest_tally.hpp"

namespace sealwright::keeper {
namespace {

// A first enrolment has nothing to differ from; whoever is in record mode is given nothing.
std::string_view outcome_of(session::Purpose purpose, const claims::AttestationResult& result) {
    if (result.is_accepted()) return "accepted";
    if (result.status == claims::Trust::contraindicated) return "refused";
    return purpose == session::Purpose::enrol ? "accepted" : "learnt";
}

}  // namespace

void AttestTally::count(Ending ending) {
    if (counts_.size() < observe::counts_max - 1 || counts_.contains(ending)) {
        ++counts_[std::move(ending)];
        return;
    }
    is_cut_ = true;
    ++counts_[Ending()];
}

void AttestTally::count(Verified verified) {
    switch (verified) {
        case Verified::parsed:
            ++verifications_.parsed;
            return;
        case Verified::refused:
            ++verifications_.refused;
            return;
        case Verified::busy:
            ++verifications_.busy;
            return;
        case Verified::lost:
            ++verifications_.lost;
            return;
    }
}

std::vector<observe::AttestationCount> AttestTally::counts() const {
    std::vector<observe::AttestationCount> all;
    all.reserve(counts_.size());
    for (const auto& [ending, number] : counts_) {
        all.push_back(
            {ending.vault, ending.purpose, ending.outcome, ending.reason, ending.code, number});
    }
    return all;
}

std::string_view word_of(session::Purpose purpose) {
    switch (purpose) {
        case session::Purpose::open:
            return "open";
        case session::Purpose::enrol:
            return "enrol";
        case session::Purpose::rehearse:
            return "rehearse";
    }
    return "open";
}

AttestTally::Ending ending_of(std::string vault,
                              session::Purpose purpose,
                              const claims::AttestationResult& result) {
    const auto outcome = outcome_of(purpose, result);
    const auto* failure = outcome == "accepted" ? nullptr : result.first_failure();
    return {std::move(vault),
            std::string(word_of(purpose)),
            std::string(outcome),
            failure == nullptr ? "" : failure->claim,
            failure == nullptr ? std::uint16_t{0} : failure->code};
}

AttestTally::Ending stranger_at(std::string_view step,
                                std::string_view purpose,
                                const Error& error) {
    return {"", std::string(purpose), "refused", std::string(step), error.code()};
}

}  // namespace sealwright::keeper
