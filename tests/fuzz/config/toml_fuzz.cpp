// The TOML reader: whatever it accepts must survive being compiled.
#include "sealwright/config/toml.hpp"

#include <string_view>

namespace {

// A machine on which everything exists as it should, so that the rules are reached.
struct WillingHost final : sealwright::config::Host {
    std::uint32_t uid() const override { return 0; }
    std::uint32_t gid() const override { return 0; }
    std::optional<std::uint32_t> user(const std::string&) const override { return 0; }
    std::optional<std::uint32_t> group(const std::string&) const override { return 0; }
    std::optional<sealwright::config::FileFacts> file(const std::string& path) const override {
        using Kind = sealwright::config::FileFacts::Kind;
        const bool regular = path.ends_with("/pin") || path.ends_with(".so");
        return sealwright::config::FileFacts{regular ? Kind::regular : Kind::folder, 0, 0400};
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sealwright;
    const auto checked = config::parse_toml(text_of(View(data, size)), WillingHost{});
    if (!checked) return 0;
    const auto again = config::parse_compiled(config::compile(checked->config));
    check(again.ok());
    check(*again == checked->config);
    return 0;
}
