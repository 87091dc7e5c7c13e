// The routes `request ls|show`, which people and the local socket read alike.
//
// Requests come in the order of their ids, so that a page goes on where the last one ended,
// whatever was proposed or forgotten between the two.
#include "operating.hpp"
#include "sealwright/ceremony/errors.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

constexpr std::size_t page_size_max = std::size_t{2} * 1024 * 1024;

operate::RequestShown shown(const State& state, const KeptRequest& kept) {
    operate::RequestShown shown;
    shown.request = wire::encode_public(kept.request);
    shown.approvals = static_cast<std::uint8_t>(kept.request.approvals(state.roster.roster));
    shown.entry = kept.entry;
    return shown;
}

}  // namespace

Result<Reply> shown_request(const State& state, const RequestId& id) {
    const auto found = state.requests.find(id);
    if (found == state.requests.end()) return errors::request_unknown;
    return reply_with(shown(state, found->second));
}

Result<Reply> Operating::request(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::RequestAsk>(ask.body));
    return shown_request(core_.state(), RequestId(message.request));
}

Result<Reply> Operating::requests(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::RequestsAsk>(ask.body));
    const auto& requests = core_.state().requests;
    operate::Requests page;
    std::size_t size = 0;
    const auto count = std::min<std::size_t>(message.count, operate::requests_page_max);
    bool is_end = true;
    for (auto each = requests.upper_bound(RequestId(message.after)); each != requests.end();
         ++each) {
        if (message.open_only && !each->second.request.is_open()) continue;
        auto next = shown(core_.state(), each->second);
        size += next.request.size();
        is_end = page.requests.size() < count && size <= page_size_max;
        if (!is_end) break;
        page.next = each->first.bytes();
        page.requests.push_back(std::move(next));
    }
    if (is_end) page.next = {};
    return reply_with(page);
}

}  // namespace sealwright::keeper
