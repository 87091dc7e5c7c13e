#include "judge.hpp"

#include "sealwright/claims/class_table.hpp"
#include "words.hpp"

#include <algorithm>

namespace sealwright::policy {
namespace {

const std::string& subject_of(const NamedOneOf& named, const ReleaseClaims& release) {
    switch (named.subject) {
        case Subject::vault:
            return release.vault;
        case Subject::node:
            return release.node;
        case Subject::environment:
            return release.environment;
    }
    return release.vault;
}

struct Holds {
    const ReleaseClaims& release;

    bool operator()(const AllOf& all) const {
        return std::ranges::all_of(all.terms, [this](auto& term) { return holds(term, release); });
    }
    bool operator()(const AnyOf& any) const {
        return std::ranges::any_of(any.terms, [this](auto& term) { return holds(term, release); });
    }
    bool operator()(const NotOf& none) const {
        return std::ranges::none_of(none.terms,
                                    [this](auto& term) { return holds(term, release); });
    }
    bool operator()(const NamedOneOf& named) const {
        return std::ranges::count(named.names, subject_of(named, release)) != 0;
    }
    bool operator()(const EvidenceOneOf& evidence) const {
        return std::ranges::count(evidence.kinds, release.evidence) != 0;
    }
    bool operator()(const EvidenceAgeAtMost& age) const {
        return release.evidence_age_ms <= age.age_ms;
    }
    bool operator()(const SourceIn& source) const {
        return release.source &&
               std::ranges::any_of(source.networks, [this](const Network& network) {
                   return network.contains(*release.source);
               });
    }
    bool operator()(const TimeIn& time) const {
        const auto now = week_time(release.wall_ms);
        const auto is_on = [&](unsigned day) { return (time.days >> day & 1U) != 0; };
        if (time.from < time.until) {
            return is_on(now.day) && time.from <= now.minute && now.minute < time.until;
        }
        const unsigned day_before = (now.day + 6U) % 7U;
        return (is_on(now.day) && time.from <= now.minute) ||
               (is_on(day_before) && now.minute < time.until);
    }
    bool operator()(const ClassOneOf& one_of) const {
        return std::ranges::count(one_of.classes, release.seal_class) != 0;
    }
};

struct Got {
    const ReleaseClaims& release;

    std::string operator()(const AllOf&) const { return {}; }
    std::string operator()(const AnyOf&) const { return {}; }
    std::string operator()(const NotOf&) const { return {}; }
    std::string operator()(const NamedOneOf& named) const { return subject_of(named, release); }
    std::string operator()(const EvidenceOneOf&) const {
        return std::string(claims::word_of(release.evidence));
    }
    std::string operator()(const EvidenceAgeAtMost&) const {
        return seconds(release.evidence_age_ms);
    }
    std::string operator()(const SourceIn&) const {
        return release.source ? release.source->str() : "unknown";
    }
    std::string operator()(const TimeIn&) const {
        const auto now = week_time(release.wall_ms);
        return std::string(day_words.at(now.day)) + " " + clock(now.minute) + " UTC";
    }
    std::string operator()(const ClassOneOf&) const {
        return std::string(claims::word_of(release.seal_class));
    }
};

}  // namespace

bool holds(const Term& term, const ReleaseClaims& release) {
    return std::visit(Holds{release}, term.of);
}

std::string got(const Term& term, const ReleaseClaims& release) {
    return std::visit(Got{release}, term.of);
}

const std::vector<Term>& inner_terms(const Term& term) {
    static const std::vector<Term> none;
    if (const auto* all = std::get_if<AllOf>(&term.of)) return all->terms;
    if (const auto* any = std::get_if<AnyOf>(&term.of)) return any->terms;
    if (const auto* negated = std::get_if<NotOf>(&term.of)) return negated->terms;
    return none;
}

}  // namespace sealwright::policy
