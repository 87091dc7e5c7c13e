// Names of vaults and nodes that people would take for each other.
#include "errors.hpp"
#include "keeper_bench.hpp"

using namespace sealwright;
using test::KeeperBench;

TEST_SUITE("keeper/alike") {
    TEST_CASE("a vault or a node whose name looks like another's is refused, and changes nothing") {
        KeeperBench bench;
        bench.init();
        bench.add_vault("prod-10");
        bench.add_vault("other");
        bench.add_node("prod-10", "db-01", 1);
        const auto until = bench.clock.now().wall_ms + KeeperBench::day_ms;

        for (const auto* name : {"prod-1o", "prod-l0", "prod.10", "prod10", "pr0d-10"}) {
            bench.refused_unchanged(operate::VaultAddAsk{name, "transit", name},
                                    errors::name_alike);
        }
        for (const auto* name : {"db-o1", "db-0l", "db01", "db_01"}) {
            bench.refused_unchanged(
                operate::NodeAddAsk{"prod-10", name, test::spki_named(2), until},
                errors::name_alike);
        }
        operate::NodeEnrolAsk enrol;
        enrol.vault = "prod-10";
        enrol.node = "db.01";
        enrol.kind = claims::EvidenceKind::pinned_key;
        enrol.ttl_s = 600;
        bench.refused_unchanged(enrol, errors::name_alike);
        bench.refused_unchanged(operate::VaultAddAsk{"other", "transit", "x"},
                                errors::vault_exists);

        bench.add_node("other", "db-o1", 3);
        bench.add_vault("prod-11");
    }

    TEST_CASE("a name is free again when the node that looked like it is revoked") {
        KeeperBench bench;
        bench.init();
        bench.add_vault("main");
        bench.add_node("main", "db-1", 1);
        CHECK(bench.refused(operate::NodeRevokeAsk{"main", "db-1"}) == 0);

        bench.add_node("main", "db-l", 2);
        CHECK(bench.core().state().node_of(test::spki_named(2)) != nullptr);
    }
}
