#include "sealwright/person/card_file.hpp"

#include "sealwright/ceremony/person.hpp"
#include "sealwright/person/errors.hpp"
#include "sealwright/wire/codec.hpp"
#include "sealwright/wire/texts.hpp"

#include <algorithm>

namespace sealwright::person {
namespace {

constexpr std::string_view domain = "VUS-V1-PERSON-CARD";
constexpr std::size_t serial_max = 32;
constexpr std::size_t path_max = 255;
constexpr std::size_t variable_max = 255;

// Of a module, not of the loader that brings it in, and not one that says who handed over what.
bool is_variable(std::string_view text) {
    const auto name = text.substr(0, text.find('='));
    const bool is_named = !name.empty() && std::ranges::all_of(name, [](char letter) {
        return (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
               letter == '_';
    });
    return is_named && name.size() < text.size() && text.size() <= variable_max &&
           is_printable(text) && !name.starts_with("LD_") && !name.starts_with("LISTEN_");
}

Error unusable(std::string_view field) {
    return {errors::card_place, {fact("field", field)}};
}

}  // namespace

Result<void> check_place(const CardPlace& place) {
    const auto& path = place.module;
    if (!path.starts_with('/') || path.size() > path_max || !is_printable(path)) {
        return unusable("module");
    }
    const auto& serial = place.serial;
    if (serial.empty() || serial.size() > serial_max || !is_printable(serial)) {
        return unusable("serial");
    }
    const bool is_few = place.variables.size() <= card_variables_max;
    if (!is_few || !std::ranges::all_of(place.variables, is_variable)) return unusable("variable");
    return done;
}

bool CardFile::is_meant(View bytes) {
    wire::Reader reader(bytes);
    return reader.text(domain.size()) == domain;
}

Result<CardFile> CardFile::read(View bytes) {
    wire::Reader reader(bytes);
    CardFile file;
    const bool is_ours = reader.text(domain.size()) == domain;
    file.name = reader.text(ceremony::name_max);
    reader.copy_into(file.key);
    file.place.module = reader.text(path_max);
    file.place.serial = reader.text(serial_max);
    file.place.variables = wire::read_texts(reader, card_variables_max, variable_max);
    const bool is_whole = reader.finish().ok();
    if (!is_ours || !is_whole || !is_name(file.name) || !check_place(file.place)) {
        return errors::key_file_invalid;
    }
    return file;
}

Bytes CardFile::bytes() const {
    wire::Writer writer;
    writer.text(domain);
    writer.text(name);
    writer.raw(key);
    writer.text(place.module);
    writer.text(place.serial);
    wire::write_texts(writer, place.variables);
    return writer.copy();
}

}  // namespace sealwright::person
