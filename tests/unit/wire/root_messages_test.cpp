#include "sealwright/operate/root_messages.hpp"

#include "round_trip.hpp"
#include "sealwright/session/task_messages.hpp"

#include <doctest/doctest.h>

using namespace sealwright;

namespace {

template <class... Messages>
void all_keep_their_form(const Messages&... messages) {
    (test::keeps_its_form(messages), ...);
    (test::has_one_form(messages), ...);
}

operate::RootTaskInfo some_task() {
    operate::RootTaskInfo task;
    task.id = {1};
    task.state = operate::RootTaskState::failed;
    task.kind = "rotate";
    task.by = "ana";
    task.reason = "INC-412";
    task.proposed_ms = 1;
    task.expires_ms = 2;
    task.ended_ms = 3;
    task.node = "one";
    task.step = "prove";
    task.tries = 4;
    task.code = 3601;
    task.why = "why";
    task.tokens = 5;
    task.namespaces = 6;
    task.revoked = 7;
    task.roots = 9;
    task.children_max = 10;
    task.found = {{"team/", "acc", "auth/token/root", true},
                  {"", "bcc", "auth/token/create", false}};
    task.changed_recovery = true;
    task.rotated_root = true;
    task.accessor = "ccc";
    task.ends_ms = 8;
    task.is_fetched = true;
    return task;
}

operate::RootShown some_root() {
    operate::RootShown shown;
    shown.vault = "v";
    shown.id = "vault-1";
    shown.is_managed = true;
    shown.managed_ms = 1;
    shown.issuer = "sealwright:x";
    shown.audience = "vault-1";
    shown.login_key = {2};
    shown.has_recovery = true;
    shown.recovery_ms = 3;
    shown.recovery_release = "auto";
    shown.times = {86'400, 3'600, 480, 1'200};
    shown.next_rotation_ms = 5;
    shown.next_look_ms = 6;
    shown.task = some_task();
    shown.grants = {{"acc", "ana", 4}};
    return shown;
}

session::TaskOrder some_order() {
    session::TaskOrder order;
    order.task = TaskId({1});
    order.kind = session::TaskKind::request;
    order.mount = "sealwright";
    order.role = "request";
    order.login = {1, 2, 3};
    order.has_recovery = true;
    order.cancels_attempt = true;
    order.ttl_s = 900;
    order.recipient = {4};
    order.label = "l";
    order.granted = {"acc", "bcc"};
    return order;
}

}  // namespace

TEST_SUITE("wire/root_messages") {
    TEST_CASE("each message about a vault's root has one form") {
        all_keep_their_form(
            operate::VaultClaimAsk{"v", 3600, true, operate::RecoveryRelease::quorum},
            operate::RootRotateAsk{"v", "why"},
            operate::RootRequestAsk{"v", "why", 900, {7}},
            operate::RootLookAsk{"v", "why", true},
            operate::RootScheduleAsk{"v", {3600, 60, 480, 1200}},
            operate::RootShowAsk{"v"},
            operate::RootFetchAsk{"v", {7}},
            some_root(),
            operate::RootToken{{7}, {1, 2}, "acc", 9},
            operate::RootStatementAsk{"v", 1, 2},
            operate::RootStatement{"note"});
    }

    TEST_CASE("each message about an agent's task has one form") {
        const TaskId id({9});
        const claims::RootSeen root{"team/", "acc", "auth/token/create", true};
        const session::TaskEnded ended{
            id, 3601, "why", 1, 2, 3, 4, 5, {root}, true, false, Digest{7}, {1, 2}, "acc", 5};

        all_keep_their_form(
            session::TaskLook{},
            session::TaskOffer{id, session::TaskKind::rotate},
            session::TaskTake{id},
            some_order(),
            root,
            session::TaskSaid{id, session::TaskStep::revoke, 1, 2, 3, 4, {root, root}},
            session::TaskHeard{{{1, 2}, {3}}},
            ended);
    }

    TEST_CASE("a list that is longer than its message may hold is refused") {
        session::TaskSaid said;
        said.roots.resize(session::task_roots_max + 1);
        session::TaskHeard heard;
        heard.shares.resize(session::task_shares_max + 1);
        operate::RootShown shown;
        shown.grants.resize(operate::root_list_max + 1);

        CHECK_FALSE(wire::decode<session::TaskSaid>(wire::encode(said)));
        CHECK_FALSE(wire::decode<session::TaskHeard>(wire::encode(heard)));
        CHECK_FALSE(wire::decode<operate::RootShown>(wire::encode(shown)));
    }
}
