#include "node_desk.hpp"

#include "../errors.hpp"
#include "sealwright/http/problem.hpp"

#include <utility>

namespace sealwright::front {
namespace {

session::Step step_of(http::Endpoint endpoint) {
    if (endpoint == http::Endpoint::node_begin) return session::Step::begin;
    if (endpoint == http::Endpoint::node_finish) return session::Step::finish;
    check(endpoint == http::Endpoint::node_ask);
    return session::Step::ask;
}

std::string address_of(const http::Exchange& exchange) {
    return exchange.peer().substr(0, exchange.peer().rfind(':'));
}

void refuse(http::Exchange& exchange, const Error& error) {
    exchange.answer(503, view_of(http::problem(error)), http::After::keep);
}

}  // namespace

void NodeDesk::ask(http::Exchange& exchange, http::Endpoint endpoint) {
    const auto address = address_of(exchange);
    const auto found = lines_.find(address);
    const auto of_address = found == lines_.end() ? 0 : found->second.size();
    if (waiting_ >= waiting_max || of_address >= waiting_address_max) {
        return refuse(exchange, errors::front_busy);
    }
    lines_[address].push_back({&exchange, step_of(endpoint), clock_.now().boottime_ms});
    ++waiting_;
    send_next();
}

void NodeDesk::forget(http::Exchange& exchange) {
    const auto is_its = [&](const Waiting& each) { return each.exchange == &exchange; };
    std::erase_if(sent_, [&](const auto& each) { return is_its(each.second); });
    for (auto line = lines_.begin(); line != lines_.end(); ++line) {
        const auto gone = std::erase_if(line->second, is_its);
        waiting_ -= gone;
        if (!line->second.empty()) continue;
        lines_.erase(line);
        break;
    }
    send_next();
}

// The line after the one that was served last, so that each address has its turn.
std::map<std::string, NodeDesk::Line>::iterator NodeDesk::next_line() {
    const auto next = lines_.upper_bound(last_served_);
    return next == lines_.end() ? lines_.begin() : next;
}

void NodeDesk::send_next() {
    while (sent_.size() < sent_max && !lines_.empty()) {
        const auto line = next_line();
        const auto waiting = line->second.front();
        last_served_ = line->first;
        line->second.pop_front();
        --waiting_;
        if (line->second.empty()) lines_.erase(line);

        const auto& body = waiting.exchange->body();
        const session::NodeAsk ask{
            waiting.step, waiting.exchange->peer(), {body.begin(), body.end()}};
        const auto correlation = next_correlation_++;
        if (!port_.ask_node(correlation, ask)) {
            refuse(*waiting.exchange, errors::front_keeper_away);
            continue;
        }
        sent_.emplace(correlation, waiting);
    }
}

void NodeDesk::keeper_answers(std::uint64_t correlation,
                              const Result<session::NodeAnswer>& answer) {
    const auto found = sent_.find(correlation);
    if (found == sent_.end()) return;  // Its client has left.
    auto& exchange = *found->second.exchange;
    sent_.erase(found);
    if (!answer || answer->status < 200 || answer->status > 599) {
        refuse(exchange, errors::front_answer_invalid);
    } else {
        exchange.answer_bytes(answer->status, answer->body);
    }
    send_next();
}

void NodeDesk::refuse_all(const Error& error) {
    const auto sent = std::exchange(sent_, {});
    const auto lines = std::exchange(lines_, {});
    waiting_ = 0;
    for (const auto& [correlation, waiting] : sent) refuse(*waiting.exchange, error);
    for (const auto& [address, line] : lines) {
        for (const auto& waiting : line) refuse(*waiting.exchange, error);
    }
}

// The agent comes again by itself, and holds the vault's ask meanwhile.
void NodeDesk::keeper_left() {
    refuse_all(errors::front_keeper_away);
}

void NodeDesk::tick() {
    const auto now_ms = clock_.now().boottime_ms;
    for (auto each = sent_.begin(); each != sent_.end();) {
        if (now_ms < each->second.since_ms + silence_max_ms) {
            ++each;
            continue;
        }
        auto& exchange = *each->second.exchange;
        each = sent_.erase(each);
        refuse(exchange, errors::front_keeper_silent);
    }
    send_next();
}

}  // namespace sealwright::front
