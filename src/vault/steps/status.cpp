#include "sealwright/vault/steps/status.hpp"

#include "sealwright/vault/steps/errors.hpp"

namespace sealwright::vault {

Call ask_seal_status() {
    return {Method::get, "sys/seal-status", false, {}, {}};
}

Result<SealStatus> read_seal_status(const Reply& reply) {
    TRY(document, accepted(reply));
    const auto root = document.root();
    const auto initialized = root.flag_at("initialized");
    const auto sealed = root.flag_at("sealed");
    const auto needed = root.number_at("t");
    const auto total = root.number_at("n");
    const auto progress = root.number_at("progress");
    if (!initialized || !sealed || !needed || !total || !progress) return errors::answer_unreadable;
    return SealStatus{root.text_at("type").value_or(""),
                      *initialized,
                      *sealed,
                      *needed,
                      *total,
                      *progress,
                      root.text_at("nonce").value_or(""),
                      root.flag_at("migration").value_or(false),
                      root.flag_at("recovery_seal").value_or(false),
                      root.text_at("version").value_or("")};
}

Call ask_health() {
    return {Method::get, "sys/health", false, {}, {}};
}

bool read_active(const Reply& reply) {
    constexpr std::uint16_t ok = 200;
    return reply.status == ok;
}

Call ask_product() {
    return {Method::get, "sys/generate-root-token/attempt", false, {}, {}};
}

Product read_product(const Reply& reply) {
    constexpr std::uint16_t ok = 200;
    constexpr std::uint16_t denied = 403;
    return reply.status == ok || reply.status == denied ? Product::openbao : Product::vault;
}

}  // namespace sealwright::vault
