// Story: what people do, step by step, so that every step can be tried again as their tools would.
//
// A step asks with the same signed act each time, in a new question, and says whether it was
// answered. `told` puts into words what everybody can see afterwards: what is founded, decided,
// carried out and held, and each act in the journal. Two runs that tell the same differ in nothing
// that counts.
#pragma once

#include "people_bench.hpp"

#include <algorithm>
#include <functional>

namespace sealwright::test {

class Story : public PeopleBench {
public:
    using Step = std::function<bool()>;

    std::vector<Step> steps;

    std::string told() {
        std::vector<std::string> lines;
        const auto& state = core().state();
        const auto wall_ms = clock.now().wall_ms;
        for (const auto& [id, vault] : state.vaults) {
            lines.push_back("vault " + vault.name + stop(state.standing_of(id).holds.now(wall_ms)));
        }
        for (const auto& [id, node] : state.nodes) lines.push_back("node " + node.name);
        for (const auto& [id, kept] : state.requests) lines.push_back(request(kept.request));
        for (const auto& whom : state.roster.roster.persons()) {
            lines.push_back(whom.name + ": " + whom.roles.str() +
                            (whom.can_sign() ? "" : ", gone"));
        }
        lines.push_back("frozen" + stop(state.freeze.now(wall_ms)));
        if (state.founding) {
            std::string line = "to be founded:";
            for (const auto& act : state.founding->acts) line += " " + act.act.person;
            lines.push_back(line);
        }
        if (state.is_founded()) lines.push_back("founded by all");
        for (auto& line : acts()) lines.push_back(std::move(line));
        std::sort(lines.begin(), lines.end());
        std::string text;
        for (const auto& line : lines) text += line + "\n";
        return text;
    }

protected:
    // A step by a person: asked until it is answered with this type.
    template <class Ask>
    void by(const std::string& name, Ask ask) {
        steps.push_back([this, name, ask] { return hears(name, ask); });
    }
    // What is only known once the step is reached is made then, once.
    template <class Make>
    void by_later(const std::string& name, Make make) {
        const auto number = steps.size();
        steps.push_back([this, number, name, make] {
            if (!made_.contains(number)) {
                made_[number] = [this, name, ask = make()] { return hears(name, ask); };
            }
            return made_.at(number)();
        });
    }
    // Of the plan that was proposed last, unless another is named.
    void decides(const std::string& name,
                 Choice choice = Choice::approve,
                 const std::string& reason = "") {
        by_later(name, [this, name, choice, reason] {
            return decision(name, core().state().requests.at(newest_).request, choice, reason);
        });
    }
    template <class Make>
    void proposes_later(const std::string& name, Make make, std::uint32_t attempt = 0) {
        by_later(name, [this, name, make, attempt] {
            const auto plan = make();
            auto ask = proposal(name, plan, attempt);
            newest_ = ceremony::request_id(plan_of(plan), name, ask.nonce);
            return ask;
        });
    }
    template <class Plan>
    void proposes(const std::string& name, const Plan& plan, std::uint32_t attempt = 0) {
        proposes_later(
            name, [plan] { return plan; }, attempt);
    }
    // On the local socket; a code that says that it is so already is as good as an answer.
    template <class Ask>
    bool asks_locally(const Ask& message, const ErrorSpec& already) {
        const auto reply = ask(message);
        return reply.type != claims::Refusal::type || code_of(reply) == already.code;
    }

private:
    template <class Ask>
    bool hears(const std::string& name, const Ask& ask) {
        const auto answer = person_desk().answer(signed_ask(name, question(ask)));
        return answer && answer->answer_type == operate::RequestShown::type;
    }

    static std::string stop(const keeper::Stop* stop) {
        if (stop == nullptr) return "";
        const auto by = " held by " + stop->who;
        return stop->until_ms == 0 ? by + ", confirmed by " + stop->confirmed_by : by;
    }
    static std::string request(const ceremony::Request& request) {
        std::string line = "request of " + std::to_string(request.plan.type) + " attempt " +
                           std::to_string(request.attempt) + " is " +
                           std::string(word_of(request.state)) + ":";
        for (const auto& each : request.decisions) {
            line += " " + each.act.act.person + "/" +
                    std::to_string(static_cast<int>(each.act.act.choice));
        }
        return line;
    }
    // Each act, by whom; without times and places, which a second try may change.
    std::vector<std::string> acts() {
        std::vector<std::string> lines;
        if (!is_open()) return lines;
        for (const auto kind : {journal::Kind::act, journal::Kind::founded}) {
            for (const auto& entry : entries(kind)) {
                const auto* what = entry.text("what");
                const auto who = entry.origin ? entry.origin->sentence() : std::string();
                lines.push_back("act: " + (what == nullptr ? "founded" : *what) + " by " + who);
            }
        }
        return lines;
    }

    RequestId newest_;
    std::map<std::size_t, Step> made_;
};

}  // namespace sealwright::test
