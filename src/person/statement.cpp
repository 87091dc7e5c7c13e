#include "sealwright/person/statement.hpp"

#include "sealwright/ceremony/person.hpp"
#include "sealwright/ceremony/question.hpp"
#include "sealwright/wire/errors.hpp"

#include <algorithm>

namespace sealwright::person {
namespace {

constexpr std::string_view act_domain = "VUS-V1-ACT";
constexpr std::string_view question_domain = "VUS-V1-ASK";
constexpr std::string_view proof_domain = "VUS-V1-PROOF";

struct Proof {
    std::string name;
    crypto::PublicKey key{};

    void write(wire::Writer& writer) const {
        writer.text(proof_domain);
        writer.text(name);
        writer.raw(key);
    }
    static Proof read(wire::Reader& reader) {
        Proof proof;
        if (reader.text(proof_domain.size()) != proof_domain) reader.fail_value();
        proof.name = reader.text(ceremony::name_max);
        reader.copy_into(proof.key);
        if (!is_name(proof.name)) reader.fail_value();
        return proof;
    }
};

// The noun, when its bytes are the ones that it would be written as.
template <class Noun>
Result<Noun> canonical(View bytes) {
    TRY(noun, wire::decode<Noun>(bytes));
    if (!std::ranges::equal(wire::encode(noun), bytes)) return errors::wire_value;
    return std::move(noun);
}

}  // namespace

Statement Statement::of(const ceremony::Act& act) {
    return {wire::encode_public(act), act.digest()};
}

Statement Statement::of(const operate::Question& question) {
    auto bytes = wire::encode_public(question);
    const auto digest = ceremony::question_digest(bytes);
    return {std::move(bytes), digest};
}

Statement Statement::of_key(std::string_view name, const crypto::PublicKey& key) {
    Statement statement(wire::encode_public(Proof{std::string(name), key}),
                        ceremony::key_proof(name, key));
    statement.proven_key_ = key;
    return statement;
}

Result<Statement> Statement::read(View bytes) {
    if (bytes.size() > statement_max) return errors::wire_value;
    wire::Reader reader(bytes);
    const auto domain = reader.text(proof_domain.size());
    if (domain == act_domain) {
        TRY(act, canonical<ceremony::Act>(bytes));
        return of(act);
    }
    if (domain == question_domain) {
        TRY(question, canonical<operate::Question>(bytes));
        return of(question);
    }
    TRY(proof, canonical<Proof>(bytes));
    return of_key(proof.name, proof.key);
}

}  // namespace sealwright::person
