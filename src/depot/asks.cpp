#include "asks.hpp"

#include "errors.hpp"

namespace sealwright::depot {
namespace {

template <class Message>
Result<Question> decoded(View body) {
    TRY(message, wire::decode<Message>(body));
    return Question(std::move(message));
}

}  // namespace

Result<Question> decode_question(std::uint16_t type, View body) {
    if (type == store::LoadAsk::type) return decoded<store::LoadAsk>(body);
    if (type == store::ReadAsk::type) return decoded<store::ReadAsk>(body);
    if (type == store::Commit::type) return decoded<store::Commit>(body);
    if (type == store::Archive::type) {
        TRY(archive, wire::decode<store::Archive>(body));
        return Question(std::move(archive.commit));
    }
    return Error(errors::depot_ask, {fact("type", type)});
}

}  // namespace sealwright::depot
