// A database file that somebody else wrote, opened and read as a depot does at its start.
//
// SQLite itself is taken as it is; what is looked at is our schema's check and our readers.
#include "../../../src/depot/database.hpp"
#include "../in_memory.hpp"

using namespace sealwright;

namespace {

void read_all(depot::Database& database) {
    const InstanceId instance;
    static_cast<void>(database.revision());
    static_cast<void>(database.head(instance));
    const auto loaded = database.load(store::LoadAsk{instance, ""});
    // A row may be anything; whether it is one is for the keeper to say.
    if (loaded) static_cast<void>(wire::decode<store::Loaded>(wire::encode(*loaded)));
    const auto entries = database.read(store::ReadAsk{instance, 1, 100});
    if (entries) check(entries->entries.size() <= 100);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const fuzz::InputFolder folder;
    const auto path = folder.put("depot.db", View(data, size));
    auto database = depot::Database::open(path);
    if (!database) return 0;
    read_all(*database);
    // What it takes, it can be asked for again.
    store::Commit commit;
    commit.puts.push_back({"fuzz", 1, {1}});
    if (!database->begin()) return 0;
    if (!database->write(commit) || !database->commit()) database->roll_back();
    return 0;
}
