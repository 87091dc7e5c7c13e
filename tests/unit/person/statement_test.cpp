#include "sealwright/person/statement.hpp"

#include "sealwright/ceremony/person.hpp"
#include "sealwright/ceremony/question.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using person::Statement;

namespace {

ceremony::Act act_of_ana() {
    ceremony::Act act;
    act.environment = "lab";
    act.person = "ana";
    act.epoch = 3;
    return act;
}

operate::Question question_of_ana() {
    operate::Question question;
    question.environment = "lab";
    question.wall_ms = 5;
    question.type = 0x0574;
    question.body = {9, 9};
    return question;
}

const crypto::PublicKey key{1, 2, 3};

}  // namespace

TEST_SUITE("person/statement") {
    TEST_CASE("what is signed is the digest that the service checks") {
        CHECK(Statement::of(act_of_ana()).digest() == act_of_ana().digest());
        const auto question = wire::encode_public(question_of_ana());
        CHECK(Statement::of(question_of_ana()).digest() == ceremony::question_digest(question));
        CHECK(Statement::of(question_of_ana()).bytes() == question);
        CHECK(Statement::of_key("ana", key).digest() == ceremony::key_proof("ana", key));
    }

    TEST_CASE("each statement reads back as itself") {
        for (const auto& made : {Statement::of(act_of_ana()),
                                 Statement::of(question_of_ana()),
                                 Statement::of_key("ana", key)}) {
            const auto read = Statement::read(made.bytes());
            REQUIRE(read.ok());
            CHECK(read->bytes() == made.bytes());
            CHECK(read->digest() == made.digest());
            CHECK(read->proven_key() == made.proven_key());
        }
        CHECK(Statement::of_key("ana", key).proven_key() == key);
        CHECK_FALSE(Statement::of(act_of_ana()).proven_key().has_value());
    }

    TEST_CASE("no bytes are a statement but those of one, whatever is cut or changed") {
        for (const auto& made : {Statement::of(act_of_ana()),
                                 Statement::of(question_of_ana()),
                                 Statement::of_key("ana", key)}) {
            for (std::size_t size = 0; size < made.bytes().size(); ++size) {
                CHECK_FALSE(Statement::read(View(made.bytes()).first(size)).ok());
            }
            auto longer = made.bytes();
            longer.push_back(0);
            CHECK_FALSE(Statement::read(longer).ok());
            constexpr std::size_t domain_end = 4 + 10;
            for (std::size_t at = 0; at < domain_end; ++at) {
                auto other = made.bytes();
                other[at] ^= 1;
                CHECK_FALSE(Statement::read(other).ok());
            }
        }
    }

    TEST_CASE("a proof names a person as a roster would") {
        CHECK_FALSE(Statement::read(Statement::of_key("Ana Two", key).bytes()).ok());
        CHECK_FALSE(Statement::read(Statement::of_key("", key).bytes()).ok());
    }
}
