#include "sealwright/root/key_change.hpp"

#include "sealwright/root/errors.hpp"

#include <doctest/doctest.h>

#include <map>
#include <utility>

using namespace sealwright;
using root::InForce;
using root::KeyChange;

namespace {

enum class Fault : std::uint8_t { refused, unanswered, answer_lost, garbage, late };

// The keys of a vault as far as their change goes: two old shares, or one new key.
class FakeVault {
public:
    std::map<int, Fault> faults;
    int stays_broken_from = 1'000;
    bool has_foreign_rotation = false;
    int forgets_at = -1;  // The call before which it is restarted.

    std::optional<vault::Reply> answer(const vault::Call& call) {
        const auto number = calls_++;
        if (number == forgets_at) {
            started_ = false;
            pending_.clear();
        }
        if (late_ && number >= late_at) arrive();
        const auto found = faults.find(number);
        auto fault = found == faults.end() ? std::nullopt : std::optional(found->second);
        if (number >= stays_broken_from) fault = Fault::unanswered;
        if (fault == Fault::unanswered) return std::nullopt;
        if (fault == Fault::late) {
            late_ = vault::Call{call.method, call.path, call.by_token, call.body, call.inside};
            return std::nullopt;
        }
        if (fault == Fault::refused) return reply(500, R"({"errors":["internal error"]})");
        auto done = carry_out(call);
        if (fault == Fault::answer_lost) return std::nullopt;
        if (fault == Fault::garbage) return reply(200, R"({"data":{"what":1}})");
        return done;
    }
    // What was held up on its way comes in now.
    void arrive() {
        if (late_) carry_out(*std::exchange(late_, std::nullopt));
    }
    int late_at = 1'000;  // The call before which that is.
    bool verifies = true;

    [[nodiscard]] int calls() const { return calls_; }
    [[nodiscard]] bool is_fresh() const { return !in_force_.empty(); }
    [[nodiscard]] std::string in_force() const { return in_force_; }
    [[nodiscard]] bool has_rotation() const { return started_; }

private:
    static vault::Reply reply(std::uint16_t status, const std::string& body) {
        const auto bytes = view_of(body);
        return {status, WipedBytes(bytes.begin(), bytes.end())};
    }
    static std::string field(const vault::Call& call, const std::string& name) {
        const std::string body(text_of(call.body));
        const auto at = body.find("\"" + name + "\":\"");
        if (at == std::string::npos) return {};
        const auto from = at + name.size() + 4;
        return body.substr(from, body.find('"', from) - from);
    }
    [[nodiscard]] std::size_t required() const { return is_fresh() ? 1 : 2; }

    [[nodiscard]] std::string status() const {
        return R"({"data":{"started":)" +
               std::string(started_ || has_foreign_rotation ? "true" : "false") + R"(,"nonce":")" +
               (started_ ? "n-" + std::to_string(round_) : "") + R"(","required":)" +
               std::to_string(required()) + R"(,"verification_nonce":""}})";
    }

    vault::Reply carry_out(const vault::Call& call) {
        if (call.path == "sys/rotate/recovery/verify") return verify(call);
        if (call.path == "sys/rotate/recovery/update") return update(call);
        if (call.method == vault::Method::remove) {
            started_ = false;
            pending_.clear();
            return reply(204, "");
        }
        if (call.method == vault::Method::put) {
            if (started_ || has_foreign_rotation) {
                return reply(400, R"({"errors":["rotation already in progress"]})");
            }
            started_ = true;
            progress_ = 0;
            ++round_;
        }
        return reply(200, status());
    }

    vault::Reply update(const vault::Call& call) {
        const auto key = field(call, "key");
        if (!started_) return reply(400, R"({"errors":["no rotation in progress"]})");
        const bool is_right =
            is_fresh() ? key == in_force_
                       : key == to_base64(Bytes(33, 1)) || key == to_base64(Bytes(33, 2));
        if (!is_right) {
            progress_ = 0;
            return reply(400, R"({"errors":["message authentication failed"]})");
        }
        if (++progress_ < required()) return reply(200, status());
        pending_ = to_base64(Bytes(32, static_cast<std::uint8_t>(100 + round_)));
        if (!verifies) {
            in_force_ = std::exchange(pending_, {});
            started_ = false;
            return reply(
                200,
                R"({"data":{"complete":true,"keys_base64":[")" + in_force_ + R"("],"nonce":"n"}})");
        }
        return reply(200,
                     R"({"data":{"complete":true,"keys_base64":[")" + pending_ +
                         R"("],"nonce":"n","verification_nonce":"v-)" + std::to_string(round_) +
                         R"("}})");
    }

    vault::Reply verify(const vault::Call& call) {
        if (pending_.empty())
            return reply(400, R"({"errors":["no rotation configuration found"]})");
        if (call.method == vault::Method::get) {
            return reply(200, R"({"data":{"nonce":"v-)" + std::to_string(round_) + R"("}})");
        }
        if (field(call, "key") != pending_ ||
            field(call, "nonce") != "v-" + std::to_string(round_)) {
            return reply(400, R"({"errors":["rotation verification failed"]})");
        }
        in_force_ = pending_;
        pending_.clear();
        started_ = false;
        return reply(200, R"({"data":{"complete":true,"nonce":"v"}})");
    }

    std::optional<vault::Call> late_;
    int calls_ = 0;
    int round_ = 0;
    bool started_ = false;
    std::size_t progress_ = 0;
    std::string pending_;
    std::string in_force_;
};

std::vector<WipedBytes> shares() {
    return {WipedBytes(33, 1), WipedBytes(33, 2)};
}

// What its owner has kept when it ends.
std::string play(KeyChange& change, FakeVault& vault) {
    std::string kept;
    for (int call = 0; call < 100; ++call) {
        if (change.must_keep()) {
            kept = to_base64(change.fresh());
            change.kept();
        }
        const auto ask = change.next();
        if (!ask) return kept;
        const auto reply = vault.answer(*ask);
        if (reply) {
            change.take(*reply);
        } else {
            change.lost(errors::answer_unreadable);
        }
    }
    FAIL("it asks for ever");
    return {};
}

// Whoever opens the vault next by what the outcome says can do so.
void check_truth(const KeyChange& change, const FakeVault& vault, const std::string& kept) {
    switch (change.outcome()) {
        case InForce::old:
            CHECK_FALSE(vault.is_fresh());
            return;
        case InForce::fresh:
            CHECK(vault.in_force() == kept);
            return;
        case InForce::unknown:
            CHECK((!vault.is_fresh() || vault.in_force() == kept));
            return;
    }
}

}  // namespace

TEST_SUITE("root: changing a vault's key") {
    TEST_CASE("the new key is in force when its owner has kept it, and not before") {
        FakeVault vault;
        KeyChange change(vault::KeyKind::recovery, shares());
        while (!change.must_keep()) {
            const auto ask = change.next();
            REQUIRE(ask);
            change.take(*vault.answer(*ask));
        }
        CHECK_FALSE(vault.is_fresh());
        CHECK_FALSE(change.next());
        CHECK(change.fresh().size() == 32);
        const auto kept = play(change, vault);
        CHECK(change.outcome() == InForce::fresh);
        CHECK_FALSE(change.failure());
        CHECK(vault.in_force() == kept);
        CHECK(vault.calls() == 5);
    }

    TEST_CASE("a key that its owner cannot keep is not verified, and the old one stays") {
        FakeVault vault;
        KeyChange change(vault::KeyKind::recovery, shares());
        while (!change.must_keep()) change.take(*vault.answer(*change.next()));
        change.not_kept(errors::answer_unreadable);
        play(change, vault);
        CHECK(change.outcome() == InForce::old);
        CHECK(change.failure());
        CHECK_FALSE(vault.is_fresh());
        CHECK_FALSE(vault.has_rotation());
    }

    // Each call of the way, of the finding out, and each fault; alone, and with silence from some
    // later call on.
    TEST_CASE("whatever fails at whichever call, what is said to be in force is") {
        for (const auto fault :
             {Fault::refused, Fault::unanswered, Fault::answer_lost, Fault::garbage}) {
            for (int number = 0; number < 6; ++number) {
                for (int broken_from = number + 1; broken_from < number + 9; ++broken_from) {
                    CAPTURE(static_cast<int>(fault));
                    CAPTURE(number);
                    CAPTURE(broken_from);
                    FakeVault vault;
                    vault.faults[number] = fault;
                    if (broken_from < number + 8) vault.stays_broken_from = broken_from;
                    KeyChange change(vault::KeyKind::recovery, shares());
                    const auto kept = play(change, vault);
                    check_truth(change, vault, kept);
                    if (vault.has_rotation()) CHECK(change.is_left());
                    if (broken_from == number + 8) {
                        CHECK(change.outcome() != InForce::unknown);
                        CHECK_FALSE(vault.has_rotation());
                    }
                }
            }
        }
    }

    TEST_CASE("two faults, at any two calls, are told the truth about as well") {
        for (int first = 0; first < 5; ++first) {
            for (int second = first + 1; second < first + 6; ++second) {
                for (const auto one : {Fault::refused, Fault::answer_lost, Fault::garbage}) {
                    for (const auto other : {Fault::refused, Fault::answer_lost, Fault::garbage}) {
                        CAPTURE(first);
                        CAPTURE(second);
                        FakeVault vault;
                        vault.faults = {{first, one}, {second, other}};
                        KeyChange change(vault::KeyKind::recovery, shares());
                        const auto kept = play(change, vault);
                        check_truth(change, vault, kept);
                        if (vault.has_rotation()) CHECK(change.is_left());
                    }
                }
            }
        }
    }

    TEST_CASE("a last call that comes in late changes nothing behind what was said") {
        for (int late_at = 5; late_at < 12; ++late_at) {
            CAPTURE(late_at);
            FakeVault vault;
            vault.faults = {{4, Fault::late}};
            vault.late_at = late_at;
            KeyChange change(vault::KeyKind::recovery, shares());
            const auto kept = play(change, vault);
            check_truth(change, vault, kept);
            CHECK(change.outcome() != InForce::unknown);
            vault.arrive();
            check_truth(change, vault, kept);
            CHECK_FALSE(vault.has_rotation());
        }
    }

    TEST_CASE("a vault that changes the key without being asked twice has its new key kept") {
        FakeVault vault;
        vault.verifies = false;
        KeyChange change(vault::KeyKind::recovery, shares());
        const auto kept = play(change, vault);
        CHECK_FALSE(kept.empty());
        CHECK(vault.in_force() == kept);
        check_truth(change, vault, kept);

        FakeVault again;
        again.verifies = false;
        KeyChange lost(vault::KeyKind::recovery, shares());
        while (!lost.must_keep()) lost.take(*again.answer(*lost.next()));
        lost.not_kept(errors::answer_unreadable);
        play(lost, again);
        CHECK(lost.outcome() == InForce::unknown);
    }

    TEST_CASE("a vault that is restarted before it was given the key back has the old one") {
        FakeVault vault;
        vault.forgets_at = 4;
        KeyChange change(vault::KeyKind::recovery, shares());
        const auto kept = play(change, vault);
        CHECK(change.outcome() == InForce::old);
        check_truth(change, vault, kept);
        CHECK_FALSE(vault.has_rotation());
    }

    TEST_CASE("that the old key is refused once does not make the new one the key") {
        FakeVault vault;
        vault.forgets_at = 4;
        vault.faults = {{7, Fault::refused}};
        KeyChange change(vault::KeyKind::recovery, shares());
        const auto kept = play(change, vault);
        CHECK(change.outcome() == InForce::unknown);
        check_truth(change, vault, kept);
    }

    TEST_CASE("shares that come late are wanted once the rotation has begun, as many as needed") {
        FakeVault vault;
        KeyChange change(vault::KeyKind::recovery, {});
        while (!change.needs_shares()) change.take(*vault.answer(*change.next()));
        CHECK(vault.has_rotation());
        CHECK(change.needed() == 2);

        change.supply({WipedBytes(33, 1), WipedBytes(33, 2), WipedBytes(33, 3)});
        const auto kept = play(change, vault);

        CHECK(change.outcome() == InForce::fresh);
        CHECK(vault.in_force() == kept);
        CHECK(vault.calls() == 5);
    }

    TEST_CASE("a rotation whose shares do not come, or are too few, is cancelled") {
        for (const bool are_there : {false, true}) {
            CAPTURE(are_there);
            FakeVault vault;
            KeyChange change(vault::KeyKind::recovery, {});
            while (!change.needs_shares()) change.take(*vault.answer(*change.next()));

            if (are_there) change.supply({WipedBytes(33, 1)});
            if (!are_there) change.give_up(errors::answer_unreadable);
            play(change, vault);

            CHECK(change.outcome() == InForce::old);
            REQUIRE(change.failure());
            CHECK(change.failure()->is(are_there ? errors::shares_too_few
                                                 : errors::answer_unreadable));
            CHECK_FALSE(vault.has_rotation());
            CHECK_FALSE(change.is_left());
        }
    }

    TEST_CASE("a rotation that may be left is told of") {
        for (const auto fault : {Fault::unanswered, Fault::refused}) {
            FakeVault vault;
            vault.faults = {{2, fault}};
            KeyChange change(vault::KeyKind::recovery, {});
            while (!change.needs_shares()) change.take(*vault.answer(*change.next()));

            change.give_up(errors::answer_unreadable);
            play(change, vault);

            CHECK(vault.has_rotation());
            CHECK(change.is_left());
        }
    }

    TEST_CASE("a stranger's rotation is neither continued nor cancelled") {
        FakeVault vault;
        vault.has_foreign_rotation = true;
        KeyChange change(vault::KeyKind::recovery, shares());
        play(change, vault);
        REQUIRE(change.failure());
        CHECK(change.failure()->is(errors::attempt_foreign));
        CHECK(vault.calls() == 1);
    }

    TEST_CASE("shares that are too few are not begun with") {
        FakeVault vault;
        KeyChange change(vault::KeyKind::recovery, {WipedBytes(33, 1)});
        play(change, vault);
        CHECK(change.failure()->is(errors::shares_too_few));
        CHECK(change.outcome() == InForce::old);
        CHECK(vault.calls() == 1);
    }
}
