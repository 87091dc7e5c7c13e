// What an operator may do, what becomes of it in the journal, and what is refused.
#include "errors.hpp"
#include "keeper_bench.hpp"
#include "sealwright/ceremony/act.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/hsm/client/errors.hpp"
#include "sealwright/ipc/frame.hpp"

using namespace sealwright;
using test::KeeperBench;
using test::Plain;

namespace {

template <class Ask>
void check_refused(KeeperBench& bench, const Ask& ask, const ErrorSpec& spec) {
    const auto before = bench.unchanged();
    const auto head = bench.core().book().head();
    CHECK(bench.refused(ask) == spec.code);
    CHECK(bench.unchanged() == before);
    CHECK(bench.core().book().head() == head);
}

// The digest of the act that this ask is, by the rules of the protocol page.
template <class Ask>
Digest act_digest(KeeperBench& bench, const Ask& ask) {
    wire::Writer plan;
    plan.u16(Ask::type);
    plan.raw(wire::encode(ask));
    ceremony::Act act;
    act.installation = bench.core().state().installation->id;
    act.environment = "trying";
    act.plan = crypto::th("plan", {plan.view()});
    act.person = "local:uid 1000";
    return act.digest();
}

template <class Ask>
void check_journalled(KeeperBench& bench, const Ask& ask, std::string_view what) {
    CHECK(bench.refused(ask) == 0);
    const auto entry = bench.entries(journal::Kind::act).back();
    CHECK(*entry.text("what") == what);
    REQUIRE(entry.origin.has_value());
    CHECK(std::get<claims::LocalOrigin>(entry.origin->of) == KeeperBench::person);
    const auto digest = act_digest(bench, ask);
    const auto is_act = [&](const journal::Field& field) {
        return field.name == "act" && std::get<Digest>(field.value) == digest;
    };
    CHECK(std::count_if(entry.fields.begin(), entry.fields.end(), is_act) == 1);
}

}  // namespace

TEST_SUITE("keeper/operator") {
    TEST_CASE("every change is journalled as the act that it is, with who did it") {
        KeeperBench bench;
        bench.init();
        const auto until = bench.clock.now().wall_ms + KeeperBench::day_ms;
        check_journalled(bench, operate::VaultAddAsk{"main", "a/b.c", "unseal"}, "vault add");
        check_journalled(
            bench, operate::NodeAddAsk{"main", "one", test::spki_named(1), until}, "node add");
        check_journalled(bench, operate::VaultAllowInitAsk{"main", 60}, "vault allow-init");
        check_journalled(bench, operate::NodeRevokeAsk{"main", "one"}, "node revoke");
        check_journalled(bench, operate::TokenActAsk{"b", operate::TokenVerb::stop}, "token stop");
        check_journalled(
            bench, operate::TokenActAsk{"b", operate::TokenVerb::start}, "token start");
        check_journalled(bench, operate::TokenLoginAsk{"b", Bytes(8)}, "token login");
        CHECK(bench.desk.done_so_far == std::vector<std::string>{"stop b", "start b", "login b"});
    }

    TEST_CASE("a vault's name, mount and key must be writable in a request path") {
        KeeperBench bench;
        bench.init();
        for (const auto* name : {"", "Main", "a b", "../x", "a/b", "-a"}) {
            check_refused(
                bench, operate::VaultAddAsk{name, "transit", "unseal"}, errors::name_invalid);
            check_refused(bench, operate::VaultAddAsk{"main", "transit", name}, errors::path_taken);
        }
        for (const auto* mount : {"", "/", "/a", "a/", "a//b", "a/../b", "A"}) {
            check_refused(bench, operate::VaultAddAsk{"main", mount, "unseal"}, errors::path_taken);
        }
        CHECK(bench.core().state().vaults.empty());
    }

    TEST_CASE(
        "a mount that is longer than a row gives back is refused, and the service opens again") {
        KeeperBench bench;
        bench.init();
        std::string mount = "m";
        while (mount.size() < 130) mount += "/m";
        check_refused(bench, operate::VaultAddAsk{"main", mount, "unseal"}, errors::path_taken);

        mount.resize(127);
        CHECK(bench.refused(operate::VaultAddAsk{"main", mount, "unseal"}) == 0);
        bench.restart();

        REQUIRE(bench.is_open());
        CHECK(bench.core().state().vault_named("main")->mount == mount);
    }

    TEST_CASE("a vault of a name that is there is refused, and its keys stay") {
        KeeperBench bench;
        bench.found_and_init();
        check_refused(bench, operate::VaultAddAsk{"main", "transit", "x"}, errors::vault_exists);
        CHECK(bench.opened(bench.root) == Plain::root_key);
    }

    TEST_CASE("a vault is added with every token only, and nothing of it stays else") {
        KeeperBench bench;
        bench.init();
        bench.tokens.stop(2);
        check_refused(
            bench, operate::VaultAddAsk{"main", "transit", "x"}, errors::tokens_all_needed);
        bench.tokens.start(2);
        bench.tokens.make_wrong(1, 1);  // It seals its share well, and proves to be wrong.
        CHECK(bench.refused(operate::VaultAddAsk{"main", "transit", "x"}) != 0);
        CHECK(bench.core().state().vaults.empty());
    }

    TEST_CASE("an installation has so many nodes in force, so many in all, and so many vaults") {
        KeeperBench bench;
        bench.init();
        bench.room = {2, 3, 1};
        bench.restart();
        bench.add_vault("main");
        bench.add_node("main", "one", 1);
        bench.add_node("main", "two", 2);
        const auto until = bench.clock.now().wall_ms + KeeperBench::day_ms;
        const operate::NodeAddAsk third{"main", "three", test::spki_named(3), until};
        const operate::NodeAddAsk fourth{"main", "four", test::spki_named(4), until};

        bench.refused_unchanged(third, errors::nodes_in_force_too_many);
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "one"});
        bench.must<operate::Nodes>(third);
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "two"});
        bench.refused_unchanged(fourth, errors::nodes_too_many);
        bench.refused_unchanged(operate::VaultAddAsk{"other", "transit", "other"},
                                errors::vaults_too_many);
    }

    TEST_CASE("as much as an installation may have fits into each frame that lists it") {
        const keeper::Room room;
        const std::string longest(operate::name_max, 'x');
        const std::string path(seal::mount_max, 'x');
        operate::NodeInfo node;
        node.id = NodeId().str();
        node.name = longest;
        node.vault = longest;
        operate::VaultInfo vault;
        vault.id = VaultId().str();
        vault.name = longest;
        vault.mount = path;
        vault.key = path;
        vault.environment = longest;
        vault.versions.assign(64, 1);
        vault.rewrap_node = longest;
        vault.held_by = path;
        vault.held_reason.assign(PublicText::length_max, 'x');
        const operate::Nodes nodes{std::vector(room.nodes, node)};
        const operate::Vaults vaults{std::vector(room.vaults, vault)};
        const seal::Hints hints{
            seal::KeeperPhase::open,
            std::vector(room.nodes_in_force, seal::NodeHint{{}, path, path, 1, 1})};

        CHECK(wire::encode(nodes).size() <= ipc::frame_body_max);
        CHECK(wire::encode(vaults).size() <= ipc::frame_body_max);
        CHECK(wire::encode(hints).size() <= ipc::frame_body_max);
        CHECK(room.nodes_in_force <= seal::hints_max);
        CHECK(room.nodes <= operate::list_max);
        keeper::Standing standing;
        test::SeededRandom random;
        for (std::size_t each = 0; each < room.nodes_in_force; ++each) {
            standing.opened[NodeId::random(random)] = 1;
        }
        CHECK(wire::decode<keeper::Standing>(wire::encode(standing)).ok());
    }

    TEST_CASE("a node's name, certificate and end are checked") {
        KeeperBench bench;
        bench.found();
        const auto until = bench.clock.now().wall_ms + KeeperBench::day_ms;
        const auto spki = test::spki_named(2);
        check_refused(bench, operate::NodeAddAsk{"main", "Two", spki, until}, errors::name_invalid);
        check_refused(
            bench, operate::NodeAddAsk{"none", "two", spki, until}, errors::vault_unknown);
        check_refused(bench, operate::NodeAddAsk{"main", "one", spki, until}, errors::node_exists);
        check_refused(bench,
                      operate::NodeAddAsk{"main", "two", test::spki_named(1), until},
                      errors::node_exists);
        check_refused(bench,
                      operate::NodeAddAsk{"main", "two", spki, bench.clock.now().wall_ms},
                      errors::node_expired);
    }

    TEST_CASE("one certificate cannot be in force for two vaults") {
        KeeperBench bench;
        bench.found();
        bench.add_vault("second");
        const auto until = bench.clock.now().wall_ms + KeeperBench::day_ms;
        check_refused(bench,
                      operate::NodeAddAsk{"second", "two", test::spki_named(1), until},
                      errors::node_exists);
    }

    TEST_CASE("revoking what is not in force is refused") {
        KeeperBench bench;
        bench.found();
        check_refused(bench, operate::NodeRevokeAsk{"main", "two"}, errors::node_not_found);
        check_refused(bench, operate::NodeRevokeAsk{"none", "one"}, errors::vault_unknown);
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "one"});
        check_refused(bench, operate::NodeRevokeAsk{"main", "one"}, errors::node_not_found);
    }

    TEST_CASE("a window lasts between a second and a day, for a vault that is there") {
        KeeperBench bench;
        bench.found();
        check_refused(bench, operate::VaultAllowInitAsk{"main", 0}, errors::window_length);
        check_refused(bench, operate::VaultAllowInitAsk{"main", 86'401}, errors::window_length);
        check_refused(bench, operate::VaultAllowInitAsk{"none", 60}, errors::vault_unknown);
        check_refused(bench, operate::VaultsAsk{"none"}, errors::vault_unknown);
    }

    TEST_CASE("a token's key is made before init only, and by nobody who does not exist") {
        KeeperBench bench;
        bench.init();
        check_refused(
            bench, operate::TokenActAsk{"a", operate::TokenVerb::enrol}, errors::enrol_after_init);
        check_refused(
            bench, operate::TokenActAsk{"z", operate::TokenVerb::stop}, errors::token_unknown);
        check_refused(bench, operate::TokenLoginAsk{"z", Bytes(8)}, errors::token_unknown);
        CHECK(bench.desk.done_so_far.empty());
        CHECK(bench.tokens.token(0).room.keys_made == 0);
    }

    TEST_CASE("a page of the journal ends where the journal ends") {
        KeeperBench bench;
        bench.found();
        const auto head = bench.core().book().head().sequence;
        CHECK(bench.must<operate::JournalPage>(operate::JournalAsk{0, 2, false}).entries.size() ==
              2);
        CHECK(
            bench.must<operate::JournalPage>(operate::JournalAsk{head, 9, false}).entries.size() ==
            1);
        CHECK(bench.must<operate::JournalPage>(operate::JournalAsk{head + 1, 9, false})
                  .entries.empty());
        CHECK(bench.must<operate::JournalPage>(operate::JournalAsk{1, 0, false}).entries.empty());
    }
}
