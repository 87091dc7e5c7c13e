// What a front carries between people and the keeper, and what people sign: acts, requests,
// rosters, founding plans, questions, ceremonies; and the files of keys and cards.
//
// The first byte chooses the reader. Whatever is read obeys the invariants of its kind.
#include "../round_trip.hpp"
#include "sealwright/ceremony/ceremony.hpp"
#include "sealwright/ceremony/founding.hpp"
#include "sealwright/operate/people_messages.hpp"
#include "sealwright/person/card_file.hpp"
#include "sealwright/person/key_file.hpp"
#include "sealwright/person/statement.hpp"

using namespace sealwright;

namespace {

// As many operators as are needed, whoever wrote the bytes.
void read_roster(View bytes) {
    fuzz::check_round_trip<ceremony::Roster>(bytes);
    const auto roster = wire::decode<ceremony::Roster>(bytes);
    if (!roster) return;
    const auto decides = [](const ceremony::Person& person) {
        return person.can_sign() && person.roles.has(ceremony::Role::operator_);
    };
    check(std::ranges::count_if(roster->persons(), decides) >= roster->rules().needed);
    check(ceremony::Roster::make(roster->rules(), roster->persons(), roster->epoch()).ok());
}

// Nobody has approved a request whose signatures nobody made.
void read_request(View bytes) {
    fuzz::check_round_trip<ceremony::Request>(bytes);
    auto request = wire::decode<ceremony::Request>(bytes);
    if (!request) return;
    check(!request->decisions.empty());
    request->look(ceremony::Roster(), 1);
    check(request->approvals(ceremony::Roster()) == 0);
}

// Wherever it stands, time and its end move it along the table, and out of an end nothing does.
void read_ceremony(View bytes) {
    fuzz::check_round_trip<ceremony::Ceremony>(bytes);
    auto ceremony = wire::decode<ceremony::Ceremony>(bytes);
    if (!ceremony) return;
    check(ceremony::check_casting(ceremony->casting).ok());
    const auto was_over = !ceremony->is_open();
    const ceremony::Moment now{ceremony->deadline_ms, false, false};
    ceremony->look(now);
    const auto restarted = ceremony->restart(now);
    const auto aborted = ceremony->abort("otto", ceremony::AbortReason::other, now);
    check(!was_over || (!restarted.ok() && !aborted.ok()));
}

void read_key_file(View bytes) {
    const auto file = person::KeyFile::read(bytes);
    if (file) check(std::ranges::equal(file->bytes(), bytes));
}

void read_card_file(View bytes) {
    const auto file = person::CardFile::read(bytes);
    if (!file) return;
    check(std::ranges::equal(file->bytes(), bytes));
    check(person::CardFile::is_meant(bytes));
    check(person::check_place(file->place).ok());
}

// Whatever a card would sign is written as it was read.
void read_statement(View bytes) {
    const auto statement = person::Statement::read(bytes);
    if (statement) check(std::ranges::equal(statement->bytes(), bytes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const View bytes(data + 1, size - 1);
    switch (data[0]) {
        case 0:
            fuzz::check_round_trip<ceremony::SignedAct>(bytes);
            break;
        case 1:
            read_request(bytes);
            break;
        case 2:
            read_roster(bytes);
            break;
        case 3:
            fuzz::check_round_trip<ceremony::FoundingPlan>(bytes);
            break;
        case 4:
            fuzz::check_round_trip<operate::Question>(bytes);
            break;
        case 5:
            read_key_file(bytes);
            break;
        case 6:
            read_ceremony(bytes);
            break;
        case 7:
            read_card_file(bytes);
            break;
        case 8:
            read_statement(bytes);
            break;
        default:
            break;
    }
    return 0;
}
