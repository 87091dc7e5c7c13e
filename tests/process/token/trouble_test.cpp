#include "sealwright/hsm/errors.hpp"
#include "token_process.hpp"

using namespace sealwright;
using namespace sealwright::test;
using hsm::TokenState;

namespace {

std::uintmax_t count_of(const std::string& path) {
    return std::filesystem::exists(path) ? std::filesystem::file_size(path) : 0;
}

// A token `a` with its key, behind a module that makes trouble as it is told.
struct TroubledToken : Place {
    TroubledToken() : logins(path() + "/logins"), signs(path() + "/signs") {
        softhsm.add_token("a", good_pin);
        auto& token = add("a");
        token.module = std::string(SEALWRIGHT_PROGRAMS) + "/../tests/process/token/pkcs11-shim.so";
        token.environment.push_back({"SHIM_MODULE", softhsm_module()});
        token.environment.push_back({"SHIM_LOGINS", logins});
        TokenProcess process(*this, "a");
        REQUIRE(process.status_after(hsm::EnrolAsk{1}).state == TokenState::ready);
        process.end(SIGTERM);
        token.environment.push_back({"SHIM_SIGNS", signs});
        std::filesystem::remove(logins);
    }
    void order(CK_RV value, int count) {
        config.tokens[0].environment.push_back(
            {"SHIM_SIGN", std::to_string(value) + ":" + std::to_string(count)});
    }
    std::string logins;
    std::string signs;
};

}  // namespace

// The module check wants root's file, which a build by another user does not make.
TEST_SUITE("token/trouble" * doctest::skip(::geteuid() != 0)) {
    TEST_CASE("a wrong PIN reaches the module once in a process's life") {
        TroubledToken place;
        ::chmod((place.config.tokens[0].credentials + "/pin").c_str(), 0600);
        std::ofstream(place.config.tokens[0].credentials + "/pin") << "wrong";

        TokenProcess process(place, "a");
        CHECK(process.status().state == TokenState::pin_refused);
        CHECK(process.wait() == 77);

        CHECK(count_of(place.logins) == 1);
    }

    TEST_CASE("a refused PIN is not tried by the next process either, whoever starts it") {
        TroubledToken place;
        ::chmod((place.config.tokens[0].credentials + "/pin").c_str(), 0600);
        std::ofstream(place.config.tokens[0].credentials + "/pin") << "wrong";
        const auto mark = place.config.state + "/token/a/pin-refused";
        {
            TokenProcess refused(place, "a");
            CHECK(refused.status().state == TokenState::pin_refused);
            refused.end(SIGKILL);  // Nobody sees exit code 77.
        }
        REQUIRE(std::filesystem::exists(mark));

        {
            TokenProcess next(place, "a");
            CHECK(next.status().state == TokenState::pin_refused);
            CHECK(next.wait() == 77);
        }
        CHECK(count_of(place.logins) == 1);

        std::ofstream(place.config.tokens[0].credentials + "/pin") << good_pin;
        std::filesystem::remove(mark);
        TokenProcess started(place, "a");
        CHECK(started.status().state == TokenState::ready);
        CHECK(count_of(place.logins) == 2);
    }

    TEST_CASE(
        "a failure that may pass is tried once more, over a new session and without a login") {
        for (const auto value : {CKR_SESSION_HANDLE_INVALID,
                                 CKR_KEY_HANDLE_INVALID,
                                 CKR_DEVICE_ERROR,
                                 CKR_GENERAL_ERROR}) {
            TroubledToken place;
            place.order(value, 1);
            TokenProcess process(place, "a");
            const auto status = process.status();
            REQUIRE(status.state == TokenState::ready);

            CHECK(process.ask(prf_for(context_for(status))).type == hsm::PrfAnswer::type);

            CHECK(count_of(place.signs) == 2);
            CHECK(count_of(place.logins) == 1);
        }
    }

    TEST_CASE("a failure that stays ends the process after one more try, to be started again") {
        TroubledToken place;
        place.order(CKR_DEVICE_ERROR, 9);
        TokenProcess process(place, "a");

        const auto code = process.refusal_of(prf_for(context_for(process.status())));

        CHECK(code == errors::hsm_device_transient.code);
        CHECK(count_of(place.signs) == 2);
        CHECK(process.status().state == TokenState::broken);
        CHECK(process.wait() == 75);
    }

    TEST_CASE("a token that was taken away, or that forgot the login, is not tried again") {
        const std::vector<std::pair<CK_RV, std::uint16_t>> rows{
            {CKR_DEVICE_REMOVED, errors::hsm_device_gone.code},
            {CKR_USER_NOT_LOGGED_IN, errors::hsm_login_lost.code},
            {CKR_MECHANISM_INVALID, errors::hsm_module_defect.code},
            {0x80000005, errors::hsm_module_defect.code}};
        for (const auto& [value, code] : rows) {
            TroubledToken place;
            place.order(value, 1);
            TokenProcess process(place, "a");

            CHECK(process.refusal_of(prf_for(context_for(process.status()))) == code);

            CHECK(count_of(place.signs) == 1);
            CHECK(count_of(place.logins) == 1);
            CHECK(process.status().state == TokenState::broken);
        }
    }
}
