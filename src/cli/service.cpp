#include "service.hpp"

#include "contexts.hpp"
#include "errors.hpp"
#include "person_files.hpp"

namespace sealwright::cli {

Outcome<Service> Service::connect_locally(const Settings& settings) {
    TRY(way, local_way(settings.socket));
    return Service(std::move(way));
}

Outcome<Service> Service::connect(const Settings& settings) {
    TRY(context, context_in_use(settings));
    return context ? connect(*context, settings) : connect_locally(settings);
}

Outcome<Service> Service::connect(const config::Context& context, const Settings& settings) {
    if (context.key.empty()) return Error(errors::cli_context_key, {fact("context", context.name)});
    std::unique_ptr<Way> way;
    if (context.address) {
        way = https_way(*context.address, context.authority);
    } else {
        TRY(local, local_way(settings.socket));
        way = std::move(local);
    }
    // The passphrase last, when everything that can be refused without it was.
    TRY(signer, open_key(context.key, settings));
    Service service(std::move(way));
    service.person_ = std::make_unique<PersonSide>(*service.way_, std::move(signer), context.pin);
    return service;
}

Result<void> Service::check_peer() const {
    if (person_ != nullptr) return errors::cli_person_local;
    return way_->check_peer();
}

Outcome<Message> Service::exchange(std::uint16_t type,
                                   View body,
                                   std::uint16_t answer_type,
                                   std::uint64_t within_ms) {
    if (person_ != nullptr) return person_->ask(type, body, answer_type, within_ms);
    TRY(message, way_->exchange("", type, body, within_ms));
    return expect(std::move(message), answer_type);
}

}  // namespace sealwright::cli
