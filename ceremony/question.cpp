#include "sealwright/ceremony/question.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/wire/writer.hpp"

namespace sealwright::ceremony {

Digest question_digest(View question) {
    return crypto::th("person-ask", {question});
}

Digest answer_digest(const Digest& question, std::uint16_t type, View body, std::uint64_t wall_ms) {
    wire::Writer writer;
    writer.raw(question);
    writer.u16(type);
    writer.u64(wall_ms);
    return crypto::th("person-answer", {writer.view(), body});
}

}  // namespace sealwright::ceremony
