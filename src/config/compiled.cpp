#include "sealwright/config/compiled.hpp"

#include "compiled/file_form.hpp"
#include "sealwright/config/errors.hpp"
#include "sealwright/wire/texts.hpp"

namespace sealwright::config {
namespace {

constexpr std::string_view magic = "sealwright-config-3\n";

}  // namespace

void Variable::write(wire::Writer& writer) const {
    writer.text(name);
    writer.text(value);
}

Variable Variable::read(wire::Reader& reader) {
    Variable variable;
    variable.name = reader.text(text_max);
    variable.value = reader.text(text_max);
    return variable;
}

void Token::write(wire::Writer& writer) const {
    writer.text(name);
    writer.text(module);
    writer.text(label);
    writer.text(serial);
    writer.u32(user);
    writer.enumeration(unlock_root);
    writer.enumeration(pin);
    writer.text(credentials);
    wire::write_list(writer, environment);
    writer.boolean(network);
    writer.count(vaults.size());
    for (const auto& vault : vaults) writer.raw(vault.bytes());
    writer.u32(rate_per_second);
}

Token Token::read(wire::Reader& reader) {
    Token token;
    token.name = reader.text(text_max);
    token.module = reader.text(text_max);
    token.label = reader.text(text_max);
    token.serial = reader.text(text_max);
    token.user = reader.u32();
    token.unlock_root = reader.enumeration(UnlockRoot::hsm);
    token.pin = reader.enumeration(PinSource::terminal);
    token.credentials = reader.text(text_max);
    token.environment = wire::read_list<Variable>(reader, list_max);
    token.network = reader.boolean();
    const auto count = reader.count(list_max);
    for (std::uint32_t index = 0; index < count; ++index) {
        IdBytes id{};
        reader.copy_into(id);
        token.vaults.emplace_back(id);
    }
    token.rate_per_second = reader.u32();
    if (token.rate_per_second == 0) reader.fail_value();
    return token;
}

void Config::write(wire::Writer& writer) const {
    writer.text(environment);
    writer.text(owner);
    writer.text(state);
    writer.text(run);
    writer.u32(front_uid);
    writer.u32(keeper_uid);
    writer.u32(depot_uid);
    writer.u32(verifier_uid);
    writer.u32(operators_gid);
    writer.text(listen_address);
    writer.u16(listen_port);
    writer.text(metrics_address);
    writer.u16(metrics_port);
    wire::write_texts(writer, names);
    writer.text(certificate);
    writer.text(key);
    classes.write(writer);
    writer.text(attestation_roots);
    writer.text(token_group);
    writer.u8(threshold);
    wire::write_list(writer, tokens);
}

Config Config::read(wire::Reader& reader) {
    Config config;
    config.environment = reader.text(text_max);
    config.owner = reader.text(text_max);
    config.state = reader.text(text_max);
    config.run = reader.text(text_max);
    config.front_uid = reader.u32();
    config.keeper_uid = reader.u32();
    config.depot_uid = reader.u32();
    config.verifier_uid = reader.u32();
    config.operators_gid = reader.u32();
    config.listen_address = reader.text(text_max);
    config.listen_port = reader.u16();
    config.metrics_address = reader.text(text_max);
    config.metrics_port = reader.u16();
    config.names = wire::read_texts(reader, list_max, text_max);
    config.certificate = reader.text(text_max);
    config.key = reader.text(text_max);
    config.classes = claims::ClassTable::read(reader);
    config.attestation_roots = reader.text(text_max);
    config.token_group = reader.text(text_max);
    config.threshold = reader.u8();
    config.tokens = wire::read_list<Token>(reader, list_max);
    return config;
}

const Token* Config::token(std::string_view name) const {
    for (const auto& each : tokens) {
        if (each.name == name) return &each;
    }
    return nullptr;
}

std::string Config::socket(std::string_view name) const {
    return run + "/" + std::string(name) + ".sock";
}

Bytes compile(const Config& config) {
    return with_digest(magic, wire::encode_public(config));
}

Result<Config> parse_compiled(View bytes) {
    TRY(body, body_of(magic, bytes));
    auto config = wire::decode<Config>(body);
    if (!config) return errors::config_damaged;
    return config;
}

Result<Config> load_compiled(const std::string& path) {
    TRY(bytes, read_whole(path));
    return parse_compiled(bytes);
}

}  // namespace sealwright::config
