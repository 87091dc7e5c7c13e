// The TOML reader: whatever it accepts must survive being compiled.
#include "sealwright/config/toml.hpp"

#include <string_view>

namespace {

// A machine on which everything is as the name of a path or an account says; without such words
// all is well.
struct WillingHost final : sealwright::config::Host {
    std::uint32_t uid() const override { return 0; }
    std::uint32_t gid() const override { return 0; }
    std::optional<std::uint32_t> user(const std::string& name) const override {
        return name == "nobody" ? std::nullopt : std::optional<std::uint32_t>(0);
    }
    std::optional<std::uint32_t> group(const std::string& name) const override {
        return user(name);
    }
    std::optional<sealwright::config::FileFacts> file(const std::string& path) const override {
        using Kind = sealwright::config::FileFacts::Kind;
        const auto says = [&](std::string_view word) { return path.find(word) != path.npos; };
        const bool regular = path.ends_with("/pin") || path.ends_with(".so");
        if (says("missing") || (says("nopin") && regular)) return std::nullopt;
        const auto kind = regular || says("odd") ? Kind::regular : Kind::folder;
        const auto mode = says("open") ? 0777U : 0400U;
        return sealwright::config::FileFacts{kind, says("other") ? 7U : 0U, mode};
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
