// A card's process with a real module: it makes a key, signs what people sign, and nothing else.
#include "card_process.hpp"
#include "sealwright/hsm/card/errors.hpp"
#include "sealwright/hsm/errors.hpp"

#include <sys/resource.h>

#include <fstream>

using namespace sealwright;
using namespace sealwright::test;
using hsm::CardState;
using person::Statement;

namespace {

ceremony::Act some_act() {
    ceremony::Act act;
    act.environment = "test";
    act.person = "ana";
    return act;
}

hsm::CardSignAsk to_sign(const Statement& statement) {
    return {statement.bytes()};
}

// A card with its key, whose public half is `key`.
struct CardWithKey : CardPlace {
    CardWithKey() {
        CardProcess process(*this);
        process.log_in();
        key = process.card_after(hsm::CardMakeAsk{}).key;
        process.hang_up();
    }
    crypto::PublicKey key{};
};

void check_signs(CardProcess& process, const crypto::PublicKey& key) {
    const auto statement = Statement::of(some_act());
    const auto frame = process.call(to_sign(statement));
    REQUIRE(frame.ok());
    const auto answer = wire::decode<hsm::CardSignature>(frame->body);
    REQUIRE(answer.ok());
    CHECK(crypto::verify(key, statement.digest(), answer->signature).ok());
}

// This process may leave cores as large as it likes, as a person's shell may.
class MoreCores {
public:
    MoreCores() {
        ::getrlimit(RLIMIT_CORE, &before_);
        const rlimit more{before_.rlim_max, before_.rlim_max};
        ::setrlimit(RLIMIT_CORE, &more);
    }
    ~MoreCores() { ::setrlimit(RLIMIT_CORE, &before_); }
    MoreCores(const MoreCores&) = delete;
    MoreCores& operator=(const MoreCores&) = delete;

private:
    rlimit before_{};
};

std::string text_of_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_SUITE("token/card") {
    TEST_CASE("a card makes a key that never leaves it, and a later process signs with it") {
        CardPlace place;
        crypto::PublicKey key{};
        {
            CardProcess process(place);
            const auto before = process.card_after(hsm::CardAsk{});
            CHECK(before.state == CardState::waiting_for_pin);
            CHECK(before.serial == place.serial);
            CHECK(process.log_in().state == CardState::no_key);
            const auto made = process.card_after(hsm::CardMakeAsk{});
            CHECK(made.state == CardState::ready);
            key = made.key;
            check_signs(process, key);
            CHECK(process.hang_up() == 0);
        }

        CardProcess process(place);
        CHECK(process.log_in().key == key);
        check_signs(process, key);
        process.hang_up();

        const Pkcs11Reader reader(place.softhsm.configuration(), "card", good_pin);
        const auto keys = reader.private_keys();
        REQUIRE(keys.size() == 1);
        for (const auto type : {CKA_LOCAL,
                                CKA_ALWAYS_SENSITIVE,
                                CKA_NEVER_EXTRACTABLE,
                                CKA_SENSITIVE,
                                CKA_PRIVATE,
                                CKA_SIGN}) {
            CHECK(reader.flag(keys.front(), type));
        }
        for (const auto type :
             {CKA_EXTRACTABLE, CKA_MODIFIABLE, CKA_DECRYPT, CKA_UNWRAP, CKA_DERIVE}) {
            CHECK_FALSE(reader.flag(keys.front(), type));
        }
    }

    TEST_CASE("a key that was made otherwise is not used, each attribute by itself") {
        for (const auto& [odd, value, name] : {std::tuple(CKA_EXTRACTABLE, true, "CKA_EXTRACTABLE"),
                                               std::tuple(CKA_MODIFIABLE, true, "CKA_MODIFIABLE"),
                                               std::tuple(CKA_DECRYPT, true, "CKA_DECRYPT"),
                                               std::tuple(CKA_DERIVE, true, "CKA_DERIVE"),
                                               std::tuple(CKA_UNWRAP, true, "CKA_UNWRAP")}) {
            CardPlace place;
            {
                const Pkcs11Reader reader(place.softhsm.configuration(), "card", good_pin);
                reader.make_person_key(odd, value);
            }
            CardProcess process(place);

            const auto refusal = process.refusal_of(CardProcess::login_with(good_pin));

            CHECK(refusal.code == errors::hsm_key_unsafe.code);
            CHECK_MESSAGE(refusal.sentence.find(name) != std::string::npos, refusal.sentence);
            CHECK(process.refusal_of(to_sign(Statement::of(some_act()))).code ==
                  errors::hsm_key_unsafe.code);
        }
    }

    TEST_CASE("of two keys with a person's label none is used") {
        CardPlace place;
        {
            const Pkcs11Reader reader(place.softhsm.configuration(), "card", good_pin);
            reader.make_person_key(CKA_SIGN, true);
            reader.make_person_key(CKA_SIGN, true);
        }
        CardProcess process(place);

        CHECK(process.refusal_of(CardProcess::login_with(good_pin)).code ==
              errors::hsm_key_ambiguous.code);
    }

    TEST_CASE("a wrong PIN is given to the module once, and the next process warns") {
        CardWithKey place;
        const auto shim =
            std::string(SEALWRIGHT_PROGRAMS) + "/../tests/process/token/pkcs11-shim.so";
        const auto logins = place.path() + "/logins";
        place.variables.push_back("SHIM_MODULE=" + place.module);
        place.variables.push_back("SHIM_LOGINS=" + logins);
        place.module = shim;
        {
            CardProcess process(place);
            CHECK(process.refusal_of(CardProcess::login_with("0123456789012345678901")).code ==
                  errors::card_pin_refused.code);
            CHECK(process.refusal_of(CardProcess::login_with(good_pin)).code ==
                  errors::card_pin_refused.code);
            CHECK(process.refusal_of(hsm::CardAsk{}).code == errors::card_pin_refused.code);
            CHECK(process.hang_up() == 0);
        }
        CHECK(std::filesystem::file_size(logins) == 1);

        CardProcess process(place);
        CHECK(process.card_after(hsm::CardAsk{}).tries == hsm::PinTries::few);
        CHECK(process.log_in().tries == hsm::PinTries::many);
        check_signs(process, place.key);
    }

    TEST_CASE("a PIN that SoftHSM may not have reaches no module") {
        CardWithKey place;
        CardProcess process(place);

        CHECK(process.refusal_of(CardProcess::login_with("1234")).code ==
              errors::hsm_pin_unusable.code);

        CHECK(process.log_in().tries == hsm::PinTries::many);
    }

    TEST_CASE("a wrong serial and a module that is not there are said, and end with the asker") {
        CardPlace place;
        auto& wrong = place;
        wrong.serial = "0000000000000000";
        {
            CardProcess process(wrong);
            const auto refusal = process.refusal_of(hsm::CardAsk{});
            CHECK(refusal.code == errors::card_absent.code);
            CHECK(refusal.sentence.find("0000000000000000") != std::string::npos);
            CHECK(process.hang_up() == 0);
        }
        wrong.module = "/usr/lib/softhsm/no-such-module.so";
        CardProcess process(wrong);
        CHECK(process.refusal_of(hsm::CardAsk{}).code == errors::hsm_module_unusable.code);
        CHECK(process.hang_up() == 0);
    }

    TEST_CASE("a card's process answers no PRF ask, and a service's token signs no statement") {
        CardWithKey place;
        CardProcess process(place);
        process.log_in();
        hsm::PrfAsk prf;
        prf.questions.resize(1);

        CHECK(process.refusal_of(prf).code == errors::hsm_ask_unknown.code);
        CHECK(process.refusal_of(hsm::EnrolAsk{}).code == errors::hsm_ask_unknown.code);
        check_signs(process, place.key);
        process.hang_up();

        Place service;
        service.softhsm.add_token("a", good_pin);
        service.add("a");
        const TokenProcess token(service, "a");
        CHECK(token.status_after(hsm::EnrolAsk{1}).state == hsm::TokenState::ready);
        CHECK(token.refusal_of(to_sign(Statement::of(some_act()))) == errors::hsm_ask_unknown.code);
        CHECK(token.refusal_of(hsm::CardMakeAsk{}) == errors::hsm_ask_unknown.code);
    }

    TEST_CASE("a card that is taken away ends in a refusal, and nothing is tried again") {
        CardWithKey place;
        const auto calls = place.path() + "/calls";
        place.variables.push_back("HOSTILE_MODULE=" + place.module);
        place.variables.push_back("HOSTILE_CALLS=" + calls);
        place.module = std::string(SEALWRIGHT_PROGRAMS) + "/../tests/process/token/hostile.so";
        std::size_t before = 0;
        {
            CardProcess process(place);
            process.log_in();
            before = std::filesystem::file_size(calls);
        }
        std::filesystem::remove(calls);
        place.variables.push_back("HOSTILE_FAULT=gone:" + std::to_string(before + 1));
        CardProcess process(place);
        process.log_in();

        CHECK(process.refusal_of(to_sign(Statement::of(some_act()))).code ==
              errors::hsm_device_gone.code);
        const auto tried = std::filesystem::file_size(calls);
        CHECK(process.refusal_of(to_sign(Statement::of(some_act()))).code ==
              errors::hsm_device_gone.code);

        CHECK(std::filesystem::file_size(calls) == tried);
    }

    TEST_CASE("the PIN is in no argument and no variable of a card's process, and leaves no core") {
        CardWithKey place;
        const MoreCores cores;
        CardProcess process(place);
        process.log_in();
        const auto folder = "/proc/" + std::to_string(process.pid());

        CHECK(text_of_file(folder + "/cmdline").find(good_pin) == std::string::npos);
        CHECK(text_of_file(folder + "/environ").find(good_pin) == std::string::npos);
        CHECK(text_of_file(folder + "/cmdline").find("--card") != std::string::npos);
        CHECK(text_of_file(folder + "/limits").find("Max core file size        0") !=
              std::string::npos);
        CHECK(text_of_file(folder + "/status").find("Seccomp:\t2") != std::string::npos);
        CHECK(text_of_file(folder + "/status").find("NoNewPrivs:\t1") != std::string::npos);
        CHECK(text_of_file(folder + "/status").find("Umask:\t0077") != std::string::npos);
    }

    TEST_CASE("a command line that is half a card's, or half a service's, ends with 64") {
        for (const auto& words : std::vector<std::vector<std::string>>{
                 {"--card", "/lib/x.so"},
                 {"--serial", "1"},
                 {"--card", "/lib/x.so", "--serial", "1", "--name", "a"},
                 {"--card", "/lib/x.so", "--serial", "1", "--pin-fd", "4"},
                 {"--config", "x.compiled", "--name", "a", "--aside", "/tmp/x"},
                 {"--card", "/lib/x.so", "--serial", ""}}) {
            sandbox::Program program;
            program.path = std::string(SEALWRIGHT_PROGRAMS) + "/sealwright-token";
            program.arguments = words;
            program.uid = ::geteuid();
            program.gid = ::getegid();
            const auto pid = sandbox::spawn(program);
            REQUIRE(pid.ok());
            int status = 0;
            ::waitpid(*pid, &status, 0);
            CHECK(WEXITSTATUS(status) == 64);
        }
    }

    TEST_CASE("a card's process that is killed leaves the card as it was") {
        CardWithKey place;
        {
            CardProcess process(place);
            process.log_in();
            CHECK(process.kill() == -SIGKILL);
        }

        CardProcess process(place);
        CHECK(process.log_in().key == place.key);
        check_signs(process, place.key);
    }
}
