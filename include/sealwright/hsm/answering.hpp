// Answering: how the core of a PKCS#11 process finds what answers an ask, and in which states it
// may.
//
// One row an ask, with the states in which it is legal; what has no row is refused. Pure. Process:
// token. Spec: docs/protocol/token.md.
#pragma once

#include "sealwright/core/result.hpp"
#include "sealwright/hsm/errors.hpp"
#include "sealwright/wire/codec.hpp"

#include <algorithm>
#include <initializer_list>
#include <span>

namespace sealwright::hsm {

struct Answer {
    std::uint16_t type = 0;
    WipedBytes body;
};

template <class Message>
Answer answer_of(const Message& message) {
    return {Message::type, wire::encode(message)};
}

// A set of states as bits.
template <class State>
constexpr std::uint32_t states(std::initializer_list<State> each) {
    std::uint32_t bits = 0;
    for (const auto state : each) bits |= 1U << static_cast<std::uint32_t>(state);
    return bits;
}

template <class Core>
struct AskRow {
    std::uint16_t ask = 0;
    std::uint32_t legal = 0;  // The states, as `states` has them.
    Result<Answer> (Core::*handler)(View body) = nullptr;
};

template <class Rows, class Asks>
constexpr bool has_one_row_each(const Rows& rows, const Asks& asks) {
    return rows.size() == asks.size() &&
           std::all_of(asks.begin(), asks.end(), [&](std::uint16_t ask) {
               return std::count_if(rows.begin(), rows.end(), [ask](const auto& row) {
                          return row.ask == ask;
                      }) == 1;
           });
}

template <class Row>
Result<const Row*> row_of(std::span<const Row> rows, std::uint16_t type) {
    for (const auto& row : rows) {
        if (row.ask == type) return &row;
    }
    return Error(errors::hsm_ask_unknown, {fact("type", type)});
}

template <class Core, class State>
Result<void> check_legal(const AskRow<Core>& row, State state) {
    if ((row.legal & states({state})) != 0) return done;
    return Error(errors::hsm_ask_illegal,
                 {fact("type", row.ask), fact("state", static_cast<std::uint64_t>(state))});
}

}  // namespace sealwright::hsm
