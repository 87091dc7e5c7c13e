#include "sealwright/hsm/errors.hpp"
#include "token_process.hpp"

using namespace sealwright;
using namespace sealwright::test;
using hsm::TokenState;

namespace {

std::string id_text(const std::string& serial, std::uint32_t generation) {
    const auto id = hsm::token_key_id(serial, generation);
    return {id.begin(), id.end()};
}

// A place with one initialised token `a` whose key is not there yet.
struct OneToken : Place {
    OneToken() {
        softhsm.add_token("a", good_pin);
        add("a");
    }
};

// It says why, makes no key and answers no PRF.
void check_broken(const OneToken& place, const std::string& word) {
    TokenProcess process(place, "a");
    const auto status = process.status();
    CHECK(status.state == TokenState::broken);
    CHECK_MESSAGE(status.detail.find(word) != std::string::npos, status.detail);
    CHECK(process.refusal_of(prf_for(context_for(status))) == errors::hsm_ask_illegal.code);
    CHECK(process.refusal_of(hsm::EnrolAsk{1}) == errors::hsm_ask_illegal.code);
}

}  // namespace

TEST_SUITE("token/key") {
    TEST_CASE(
        "enrolment makes one key that cannot leave the token, change, or do anything but sign") {
        OneToken place;
        std::string serial;
        {
            TokenProcess process(place, "a");
            REQUIRE(process.status().state == TokenState::no_key);
            const auto status = process.status_after(hsm::EnrolAsk{1});
            REQUIRE(status.state == TokenState::ready);
            serial = status.serial;
            CHECK(status.key_id == hsm::token_key_id(serial, 1));
            CHECK(process.refusal_of(hsm::EnrolAsk{1}) == errors::hsm_ask_illegal.code);
        }

        const Pkcs11Reader reader(place.softhsm.configuration(), "a", good_pin);
        const auto keys = reader.secret_keys();
        REQUIRE(keys.size() == 1);
        for (const auto type : {CKA_TOKEN,
                                CKA_PRIVATE,
                                CKA_SENSITIVE,
                                CKA_SIGN,
                                CKA_LOCAL,
                                CKA_ALWAYS_SENSITIVE,
                                CKA_NEVER_EXTRACTABLE}) {
            CHECK_MESSAGE(reader.flag(keys[0], type), type);
        }
        for (const auto type : {CKA_EXTRACTABLE,
                                CKA_MODIFIABLE,
                                CKA_COPYABLE,
                                CKA_VERIFY,
                                CKA_ENCRYPT,
                                CKA_DECRYPT,
                                CKA_WRAP,
                                CKA_UNWRAP,
                                CKA_DERIVE}) {
            CHECK_FALSE_MESSAGE(reader.flag(keys[0], type), type);
            CHECK(reader.set_flag(keys[0], type, true) == CKR_ACTION_PROHIBITED);
        }
        std::string value;
        CHECK(reader.read(keys[0], CKA_VALUE, value) == CKR_ATTRIBUTE_SENSITIVE);
        REQUIRE(reader.read(keys[0], CKA_LABEL, value) == CKR_OK);
        CHECK(value == "sealwright-kek-1");
        REQUIRE(reader.read(keys[0], CKA_ID, value) == CKR_OK);
        CHECK(value == id_text(serial, 1));
        REQUIRE(reader.read(keys[0], CKA_ALLOWED_MECHANISMS, value) == CKR_OK);
        CK_MECHANISM_TYPE allowed = 0;
        REQUIRE(value.size() == sizeof allowed);
        value.copy(reinterpret_cast<char*>(&allowed), sizeof allowed);
        CHECK(allowed == CKM_SHA256_HMAC);
    }

    TEST_CASE("a missing key is made by no start and by no PRF ask") {
        OneToken place;
        for (int start = 0; start < 2; ++start) {
            TokenProcess process(place, "a");
            const auto status = process.status();
            CHECK(status.state == TokenState::no_key);
            CHECK(process.refusal_of(prf_for(context_for(status))) == errors::hsm_ask_illegal.code);
            CHECK(process.end(SIGTERM) == 0);
        }

        const Pkcs11Reader reader(place.softhsm.configuration(), "a", good_pin);
        CHECK(reader.secret_keys().empty());
    }

    TEST_CASE("the same context gets the same output from the next process, and no other does") {
        OneToken place;
        WipedBytes before;
        {
            TokenProcess process(place, "a");
            const auto status = process.status_after(hsm::EnrolAsk{1});
            before = process.ask(prf_for(context_for(status))).body;
        }
        TokenProcess process(place, "a");
        const auto status = process.status();
        auto other = context_for(status);
        other.key_version = 2;

        CHECK(process.ask(prf_for(context_for(status))).body == before);
        CHECK(process.ask(prf_for(other)).body != before);
        CHECK(before.size() == 4 + 32);
    }

    TEST_CASE(
        "contexts of another environment and places that fall are refused and change nothing") {
        OneToken place;
        TokenProcess process(place, "a");
        const auto status = process.status_after(hsm::EnrolAsk{1});
        auto other = context_for(status);
        other.environment = "production";
        REQUIRE(process.ask(prf_for(context_for(status), 5)).type == hsm::PrfAnswer::type);
        const auto ledger = place.config.state + "/token/a/ledger";
        REQUIRE(std::filesystem::file_size(ledger) == 64);

        CHECK(process.refusal_of(prf_for(other, 6)) == errors::hsm_context_elsewhere.code);
        CHECK(process.refusal_of(prf_for(context_for(status), 4)) == errors::hsm_place_falls.code);
        CHECK(std::filesystem::file_size(ledger) == 64);
        process.end(SIGKILL);

        TokenProcess next(place, "a");
        CHECK(next.refusal_of(prf_for(context_for(status), 4)) == errors::hsm_place_falls.code);
        CHECK(next.ask(prf_for(context_for(status), 5)).type == hsm::PrfAnswer::type);
    }

    TEST_CASE("a key that another made with any attribute wrong is not used") {
        OneToken place;
        std::string serial;
        {
            TokenProcess process(place, "a");
            serial = process.status().serial;
        }
        const auto prepare = [&](CK_ATTRIBUTE_TYPE odd, bool value, const std::string& id) {
            const Pkcs11Reader reader(place.softhsm.configuration(), "a", good_pin);
            reader.destroy_all();
            reader.make_key("sealwright-kek-1", id, odd, value);
        };
        prepare(CKA_EXTRACTABLE, true, id_text(serial, 1));
        check_broken(place, "CKA_EXTRACTABLE");
        prepare(CKA_MODIFIABLE, true, id_text(serial, 1));
        check_broken(place, "CKA_MODIFIABLE");
        prepare(CKA_DERIVE, true, id_text(serial, 1));
        check_broken(place, "CKA_DERIVE");
        prepare(CKA_DECRYPT, true, id_text(serial, 1));
        check_broken(place, "CKA_DECRYPT");
        prepare(CKA_COPYABLE, false, "another id");
        check_broken(place, "CKA_ID");
    }

    TEST_CASE("two keys with a label of ours are refused, not chosen between") {
        OneToken place;
        {
            TokenProcess process(place, "a");
            REQUIRE(process.status_after(hsm::EnrolAsk{1}).state == TokenState::ready);
        }
        {
            const Pkcs11Reader reader(place.softhsm.configuration(), "a", good_pin);
            reader.make_key("sealwright-kek-1", "x", CKA_COPYABLE, false);
            reader.make_key("somebody-else's", "y", CKA_COPYABLE, false);
        }

        check_broken(place, "more than one key");
    }
}
