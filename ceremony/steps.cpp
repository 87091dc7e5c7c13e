// The table of steps, and the words of a ceremony.
#include "sealwright/ceremony/ceremony.hpp"

#include <array>

namespace sealwright::ceremony {
namespace {

using State = CeremonyState;

// Docs and tests read this table too: what is not here does not happen.
constexpr std::array table{
    StepRow{State::proposed, Step::approve, State::proposed},
    StepRow{State::proposed, Step::approve, State::armed},
    StepRow{State::proposed, Step::veto, State::vetoed},
    StepRow{State::proposed, Step::abort, State::aborted},
    StepRow{State::proposed, Step::restart, State::proposed},
    StepRow{State::proposed, Step::look, State::expired},

    StepRow{State::armed, Step::veto, State::vetoed},
    StepRow{State::armed, Step::abort, State::aborted},
    StepRow{State::armed, Step::restart, State::armed},
    StepRow{State::armed, Step::look, State::collecting},
    StepRow{State::armed, Step::look, State::expired},

    StepRow{State::collecting, Step::contribute, State::collecting},
    StepRow{State::collecting, Step::contribute, State::executing},
    StepRow{State::collecting, Step::strike, State::collecting},
    StepRow{State::collecting, Step::strike, State::failed},
    StepRow{State::collecting, Step::refuse, State::collecting},
    StepRow{State::collecting, Step::refuse, State::failed},
    StepRow{State::collecting, Step::abort, State::aborted},
    StepRow{State::collecting, Step::restart, State::collecting},
    StepRow{State::collecting, Step::restart, State::failed},
    StepRow{State::collecting, Step::look, State::expired},

    StepRow{State::executing, Step::begin, State::executing},
    StepRow{State::executing, Step::executed, State::executing},
    StepRow{State::executing, Step::executed, State::confirming},
    StepRow{State::executing, Step::executed, State::committed},
    StepRow{State::executing, Step::fail, State::failed},
    StepRow{State::executing, Step::abort, State::aborted},
    StepRow{State::executing, Step::restart, State::executing},
    StepRow{State::executing, Step::restart, State::collecting},
    StepRow{State::executing, Step::restart, State::failed},
    StepRow{State::executing, Step::look, State::confirming},
    StepRow{State::executing, Step::look, State::expired},
    StepRow{State::executing, Step::look, State::failed},

    StepRow{State::confirming, Step::confirm, State::confirming},
    StepRow{State::confirming, Step::confirm, State::committed},
    StepRow{State::confirming, Step::confirm, State::failed},
    StepRow{State::confirming, Step::refuse, State::failed},
    StepRow{State::confirming, Step::abort, State::aborted},
    StepRow{State::confirming, Step::restart, State::confirming},
    StepRow{State::confirming, Step::look, State::failed},
};

}  // namespace

std::span<const StepRow> steps() {
    return table;
}

bool is_end(CeremonyState state) {
    return state >= State::committed;
}

std::string_view word_of(CeremonyState state) {
    constexpr std::array<std::string_view, 10> words{"proposed",
                                                     "armed",
                                                     "collecting",
                                                     "executing",
                                                     "confirming",
                                                     "committed",
                                                     "expired",
                                                     "aborted",
                                                     "vetoed",
                                                     "failed"};
    return words.at(static_cast<std::size_t>(state));
}

std::string_view word_of(Step step) {
    constexpr std::array<std::string_view, 12> words{"approve",
                                                     "veto",
                                                     "contribute",
                                                     "strike",
                                                     "refuse",
                                                     "begin",
                                                     "executed",
                                                     "fail",
                                                     "confirm",
                                                     "abort",
                                                     "restart",
                                                     "look"};
    return words.at(static_cast<std::size_t>(step));
}

std::string_view word_of(AbortReason reason) {
    constexpr std::array<std::string_view, 9> words{"withdrawn",
                                                    "tamper sign",
                                                    "identity doubt",
                                                    "attestation mismatch",
                                                    "log gap",
                                                    "software doubt",
                                                    "coercion",
                                                    "quorum out of reach",
                                                    "other"};
    return words.at(static_cast<std::size_t>(reason));
}

}  // namespace sealwright::ceremony
