#include "sealwright/session/open_session.hpp"

#include "sealwright/session/errors.hpp"

namespace sealwright::session {

Result<Opening> open_session(const Recognized& recognized,
                             const Finish& finish,
                             const OpenedFacts& facts,
                             Random& random) {
    auto with_first = recognized.exchange.agree(finish.exchange);
    if (!with_first) return errors::exchange_invalid;
    const auto second = crypto::ExchangePair::generate(random);
    auto with_second = second.agree(finish.exchange);
    if (!with_second) return errors::exchange_invalid;

    Opened opened;
    random.fill(opened.session);
    opened.exchange = second.public_key();
    Channel channel(
        Side::keeper,
        finish,
        {std::move(*with_first), std::move(*with_second), opened.exchange, opened.session});
    TRY(record, channel.seal({}, wire::encode(facts)));
    opened.sealed = std::move(record.sealed);
    return Opening{std::move(opened), std::move(channel)};
}

}  // namespace sealwright::session
