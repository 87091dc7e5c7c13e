// Old entries leave the journal in one commit, and everything that depended on them goes on.
#include "errors.hpp"
#include "keeper_bench.hpp"
#include "loosenings.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/journal/bundle.hpp"

using namespace sealwright;
using test::KeeperBench;
using test::Plain;

namespace {

journal::Start start_of(KeeperBench& bench) {
    const auto answer = bench.must<operate::Archives>(operate::ArchivesAsk{});
    auto start = wire::decode<journal::Start>(answer.start);
    REQUIRE(start.ok());
    return *start;
}

// What `journal export` would write now.
std::string exported(KeeperBench& bench) {
    const auto start = start_of(bench);
    auto page = bench.must<operate::JournalPage>(
        operate::JournalAsk{start.sequence + 1, operate::entries_max, true});
    auto text = journal::bundle_head(page.verifier_key, start);
    for (const auto& entry : page.entries) text += journal::bundle_line(entry);
    REQUIRE(start.sequence + page.entries.size() == page.head_sequence);
    return text;
}

struct Cut {
    std::string text;
    operate::ArchiveAsk ask;
};

// The part of the export that ends with the newest checkpoint but one, and the ask that it leaves.
Cut cut_of(KeeperBench& bench) {
    const auto whole = exported(bench);
    const auto verdict = journal::verify_bundle(whole, nullptr);
    REQUIRE(verdict.ok());
    const auto key = journal::VerifierKey::parse(verdict->verifier_key);
    const auto start = start_of(bench);
    journal::Verifier verifier(*key, start);
    Cut cut;
    auto text = journal::bundle_head(verdict->verifier_key, start);
    auto page = bench.must<operate::JournalPage>(
        operate::JournalAsk{start.sequence + 1, operate::entries_max, false});
    for (const auto& bytes : page.entries) {
        REQUIRE(verifier.feed(bytes).ok());
        text += journal::bundle_line(bytes);
        const auto entry = wire::decode<journal::Entry>(bytes);
        if (entry->kind != journal::Kind::checkpoint || entry->sequence == page.head_sequence) {
            continue;
        }
        cut.text = text;
        const auto end = verifier.end();
        cut.ask = {end.sequence, end.digest, crypto::sha256(view_of(text)), "/archives/1"};
    }
    REQUIRE(cut.ask.last > 0);
    return cut;
}

// Founded, with checkpoints in between and acts behind the newest.
void live_a_while(KeeperBench& bench) {
    bench.found_and_init();
    REQUIRE(bench.core().checkpoint().ok());
    bench.opened(bench.root);
    bench.idle();
    REQUIRE(bench.core().checkpoint().ok());
    bench.add_vault("other");
}

std::size_t entries_here(KeeperBench& bench) {
    return bench.depot.memory.state().entries.begin()->second.size();
}

void check_whole(KeeperBench& bench, const std::vector<std::string>& parts) {
    const auto key = journal::VerifierKey::parse(bench.core().verifier_key());
    const auto verdict = journal::verify_bundles(parts, &*key);
    INFO((verdict.ok() ? std::string() : verdict.error().sentence()));
    REQUIRE(verdict.ok());
    CHECK(verdict->verified.first == 1);
    CHECK(verdict->verified.last() == bench.core().book().head().sequence);
}

}  // namespace

TEST_SUITE("keeper/archive") {
    TEST_CASE("archived entries leave the depot and the journal stays whole with the file") {
        KeeperBench bench;
        live_a_while(bench);
        const auto cut = cut_of(bench);
        const auto before = entries_here(bench);

        bench.must<operate::Archives>(cut.ask);

        CHECK(entries_here(bench) == before - cut.ask.last + 1);
        CHECK(start_of(bench).sequence == cut.ask.last);
        const auto rest = exported(bench);
        CHECK(journal::verify_bundle(rest, nullptr)->verified.first == cut.ask.last + 1);
        check_whole(bench, {cut.text, rest});
    }

    TEST_CASE("a keeper that starts behind an archive opens, and archives again") {
        KeeperBench bench;
        live_a_while(bench);
        const auto first = cut_of(bench);
        bench.must<operate::Archives>(first.ask);

        bench.restart();
        REQUIRE(bench.is_open());
        CHECK(bench.opened(bench.root) == Plain::root_key);
        bench.idle();
        const auto second = cut_of(bench);
        bench.must<operate::Archives>(second.ask);
        bench.restart();

        REQUIRE(bench.is_open());
        const auto list = bench.must<operate::Archives>(operate::ArchivesAsk{}).archives;
        REQUIRE(list.size() == 2);
        CHECK(list[0].first == 1);
        CHECK(list[1].first == list[0].last + 1);
        check_whole(bench, {first.text, second.text, exported(bench)});
    }

    TEST_CASE("what founders sign of an archived past is which journal it was") {
        KeeperBench bench;
        live_a_while(bench);
        const auto cut = cut_of(bench);
        bench.must<operate::Archives>(cut.ask);
        const auto page = bench.must<operate::JournalPage>(
            operate::JournalAsk{cut.ask.last + 1, operate::entries_max, false});
        Bytes digests;
        for (const auto& bytes : page.entries) {
            const auto entry = wire::decode<journal::Entry>(bytes);
            REQUIRE(entry.ok());
            const auto digest = journal::leaf_digest(bytes);
            if (!keeper::is_loosening(*entry)) continue;
            digests.insert(digests.end(), digest.begin(), digest.end());
        }
        wire::Writer archived;
        archived.u64(cut.ask.last);
        archived.raw(cut.ask.head);

        keeper::LooseningsReader reader;
        const auto read = reader.read(bench.core());

        REQUIRE(read.ok());
        CHECK(read->count > 0);
        CHECK(read->digest == crypto::th("loosenings", {digests, archived.view()}));
        CHECK(read->digest != crypto::th("loosenings", {digests}));
    }

    TEST_CASE("who asks for an archived entry is told the file") {
        KeeperBench bench;
        live_a_while(bench);
        const auto cut = cut_of(bench);
        bench.must<operate::Archives>(cut.ask);

        const auto reply = bench.ask(operate::JournalAsk{cut.ask.last, 1, false});
        const auto refusal = wire::decode<claims::Refusal>(reply.body);

        REQUIRE(refusal.ok());
        CHECK(refusal->code == errors::entry_archived.code);
        CHECK(refusal->sentence.find("/archives/1") != std::string::npos);
        const auto newest = bench.must<operate::JournalPage>(operate::JournalAsk{0, 500, false});
        CHECK(newest.entries.size() == entries_here(bench));
    }

    TEST_CASE("what is not a checkpoint, or another entry, or the newest checkpoint, stays") {
        KeeperBench bench;
        live_a_while(bench);
        const auto cut = cut_of(bench);
        const auto check_stays = [&](const operate::ArchiveAsk& ask) {
            const auto before = bench.depot.memory.state();
            CHECK(bench.refused(ask) == errors::archive_range.code);
            CHECK(bench.depot.memory.state() == before);
        };

        auto ask = cut.ask;
        ask.last -= 1;
        check_stays(ask);
        ask = cut.ask;
        ask.head.front() ^= 1U;
        check_stays(ask);
        ask = cut.ask;
        ask.last = bench.core().book().last_checkpoint();
        ask.head = bench.core().book().head().digest;
        check_stays(ask);
        ask.last = bench.core().book().head().sequence + 1;
        check_stays(ask);
        ask.last = 0;
        check_stays(ask);
        bench.must<operate::Archives>(cut.ask);
        check_stays(cut.ask);
    }

    TEST_CASE("a commit that fails takes nothing away, and one whose answer is lost is found") {
        KeeperBench bench;
        live_a_while(bench);
        const auto cut = cut_of(bench);
        const auto before = entries_here(bench);

        bench.depot.memory.fail_commit(1);
        CHECK(bench.refused(cut.ask) == errors::commit_failed.code);
        CHECK(entries_here(bench) == before);
        bench.turn();
        CHECK(start_of(bench).sequence == 0);

        bench.depot.memory.lose_answer(1);
        CHECK(bench.refused(cut.ask) == errors::commit_failed.code);
        bench.turn();
        REQUIRE(bench.is_open());
        CHECK(start_of(bench).sequence == cut.ask.last);
        check_whole(bench, {cut.text, exported(bench)});
    }

    TEST_CASE("a lost race archives once, on what is there then") {
        KeeperBench bench;
        live_a_while(bench);
        const auto cut = cut_of(bench);

        bench.depot.memory.conflict_at_every_first_try();
        bench.must<operate::Archives>(cut.ask);

        CHECK(start_of(bench).sequence == cut.ask.last);
    }

    TEST_CASE("entries that left without an archive, or an archive's row that was removed, lock") {
        KeeperBench bench;
        live_a_while(bench);
        auto& stored = bench.depot.memory.tampered();
        const auto whole = stored;
        auto& chain = stored.entries.begin()->second;
        chain.erase(chain.begin(), chain.begin() + static_cast<std::ptrdiff_t>(chain.size() - 1));
        bench.restart();
        CHECK_FALSE(bench.is_open());

        stored = whole;
        bench.restart();
        REQUIRE(bench.is_open());
        bench.must<operate::Archives>(cut_of(bench).ask);
        stored.rows.erase("archives");
        bench.restart();
        CHECK_FALSE(bench.is_open());
    }
}
