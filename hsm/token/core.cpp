#include "sealwright/hsm/token/core.hpp"

#include "sealwright/core/log.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/hsm/context.hpp"
#include "sealwright/hsm/errors.hpp"
#include "sealwright/wire/errors.hpp"

#include <algorithm>
#include <array>

namespace sealwright::hsm::token {
namespace {

// Of a key that is made before init.
constexpr std::uint32_t first_generation = 1;

constexpr std::uint32_t always = states({TokenState::waiting_for_pin,
                                         TokenState::no_key,
                                         TokenState::ready,
                                         TokenState::pin_refused,
                                         TokenState::broken});

constexpr std::array asks{
    StatusAsk::type, EnrolAsk::type, LoginAsk::type, PrfAsk::type, StopAsk::type};

Error elsewhere(std::string_view field) {
    return {errors::hsm_context_elsewhere, {fact("field", field)}};
}

}  // namespace

std::span<const AskRow<Core>> Core::rows() {
    static constexpr std::array all{
        AskRow<Core>{StatusAsk::type, always, &Core::answer_status},
        AskRow<Core>{EnrolAsk::type, states({TokenState::no_key}), &Core::answer_enrol},
        AskRow<Core>{LoginAsk::type, states({TokenState::waiting_for_pin}), &Core::answer_login},
        AskRow<Core>{PrfAsk::type, states({TokenState::ready}), &Core::answer_prf},
        AskRow<Core>{StopAsk::type, always, &Core::answer_stop},
    };
    static_assert(has_one_row_each(all, asks));
    return all;
}

Core::Core(CoreSettings settings, KeyRoom& room, Ledger& ledger, const Clock& clock)
    : settings_(std::move(settings)),
      room_(room),
      ledger_(ledger),
      clock_(clock),
      allowance_(settings_.allowance, clock.now()),
      box_(crypto::SealedBox::generate()),
      last_(ledger.last()) {}

void Core::begin() {
    auto identity = room_.identity();
    if (!identity) return broke(identity.error());
    identity_ = std::move(*identity);
}

Result<void> Core::login(const PinEntry& pin) {
    if (state_ != TokenState::waiting_for_pin) return errors::hsm_ask_illegal;
    if (pin.size() < settings_.pin_size_min) {
        return Error(errors::hsm_pin_unusable, {fact("bytes_min", settings_.pin_size_min)});
    }
    const auto login = room_.login(pin);
    if (!login && login.error().is(errors::hsm_pin_refused)) {
        state_ = TokenState::pin_refused;
        detail_ = login.error().sentence();
        log(LogLevel::error, "login", login.error());
        return done;
    }
    const auto key = login ? room_.find_key() : login.error();
    if (!key) {
        broke(key.error());
        return done;
    }
    if (*key) {
        found(**key);
        return done;
    }
    state_ = TokenState::no_key;
    // What a person needs who must make the key with the maker's own tool.
    detail_ = Error(errors::hsm_key_absent,
                    {fact("label", token_key_label(first_generation)),
                     fact("id", token_key_id(identity_.serial, first_generation))})
                  .sentence();
    return done;
}

Result<Answer> Core::answer(std::uint16_t type, View body) {
    TRY(row, row_of(rows(), type));
    TRY(check_legal(*row, state_));
    return (this->*row->handler)(body);
}

Status Core::status() const {
    Status status;
    status.name = settings_.name;
    status.state = state_;
    status.label = identity_.label;
    status.serial = identity_.serial;
    status.key_id = key_id_;
    status.generation = generation_;
    status.startup_key = box_.public_key();
    status.detail = detail_;
    return status;
}

Answer Core::status_answer() const {
    return answer_of(status());
}

Result<Answer> Core::answer_status(View body) {
    TRY(wire::decode<StatusAsk>(body));
    return status_answer();
}

Result<Answer> Core::answer_stop(View body) {
    TRY(wire::decode<StopAsk>(body));
    stopping_ = true;
    return status_answer();
}

Result<Answer> Core::answer_login(View body) {
    TRY(ask, wire::decode<LoginAsk>(body));
    TRY(pin, PinEntry::from_box(box_, ask.box));
    TRY(login(pin));
    return status_answer();
}

Result<Answer> Core::answer_enrol(View body) {
    TRY(ask, wire::decode<EnrolAsk>(body));
    if (ask.generation == 0) return errors::wire_value;
    TRY(room_.make_key(ask.generation));
    found(ask.generation);
    log(LogLevel::info, "token key made", {fact("generation", generation_), fact("id", key_id_)});
    return status_answer();
}

Result<Answer> Core::answer_prf(View body) {
    TRY(ask, wire::decode<PrfAsk>(body));
    if (ask.questions.empty()) return errors::hsm_ask_empty;
    const Place place{ask.run, ask.sequence};
    if (place < last_) {
        return Error(errors::hsm_place_falls,
                     {fact("run", place.run),
                      fact("sequence", place.sequence),
                      fact("last_run", last_.run),
                      fact("last_sequence", last_.sequence)});
    }
    std::vector<ShareContext> contexts;
    contexts.reserve(ask.questions.size());
    for (const auto& question : ask.questions) {
        TRY(context, check_context(question.context));
        contexts.push_back(std::move(context));
    }
    TRY(check_allowance(contexts));
    const bool is_verified = std::ranges::any_of(contexts, [](const ShareContext& context) {
        return context.subject == KeySubject::vault_data_key;
    });
    // A keeper asks for its service key before it could check the store that told it its place.
    // Such an ask may not lie behind what this token has seen, and teaches it nothing: else one
    // changed number in a database would shut the token for good.
    if (is_verified) last_ = place;
    record(ask);
    PrfAnswer answer;
    answer.outputs.resize(ask.questions.size() * PrfAnswer::output_size);
    auto rest = std::span(answer.outputs);
    for (const auto& question : ask.questions) {
        const auto input = prf_input(question.context, question.salt);
        const auto done_once = room_.sign(input, rest.first<PrfAnswer::output_size>());
        if (!done_once) {
            broke(done_once.error());
            return done_once.error();
        }
        rest = rest.subspan(PrfAnswer::output_size);
    }
    return answer_of(answer);
}

Result<ShareContext> Core::check_context(View bytes) const {
    auto context = wire::decode<ShareContext>(bytes);
    if (!context) return errors::hsm_context_invalid;
    const auto canonical = wire::encode_public(*context);
    if (!std::equal(bytes.begin(), bytes.end(), canonical.begin(), canonical.end())) {
        return errors::hsm_context_invalid;
    }
    if (context->environment != settings_.environment) return elsewhere("environment");
    if (context->token_serial != identity_.serial) return elsewhere("serial");
    if (context->generation != generation_) return elsewhere("generation");
    if (context->token_key_id != key_id_) return elsewhere("token key id");
    return std::move(*context);
}

// What the operator granted. A refusal stays in the status: somebody asked for more.
Result<void> Core::check_allowance(std::span<const ShareContext> contexts) {
    auto allowed = allowance_.admit(contexts, clock_.now());
    if (!allowed) detail_ = "last refused: " + allowed.error().sentence();
    return allowed;
}

// Before the HMAC. A full disk must not stop an unseal: the ledger is evidence, not a gate.
void Core::record(const PrfAsk& ask) {
    std::vector<LedgerRecord> records;
    records.reserve(ask.questions.size());
    const auto wall_ms = clock_.now().wall_ms;
    for (const auto& question : ask.questions) {
        records.push_back({crypto::sha256(question.context), last_, wall_ms});
    }
    const auto written = ledger_.append(records);
    if (!written) log(LogLevel::error, "ledger not written, answering anyway", written.error());
}

void Core::found(std::uint32_t generation) {
    state_ = TokenState::ready;
    generation_ = generation;
    key_id_ = token_key_id(identity_.serial, generation);
    detail_.clear();
}

void Core::broke(const Error& why) {
    state_ = TokenState::broken;
    detail_ = why.sentence();
    log(LogLevel::error, "token is broken", why);
}

}  // namespace sealwright::hsm::token
