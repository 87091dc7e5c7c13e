#include "codec.hpp"

namespace sealwright::policy {
namespace {

using claims::EvidenceKind;
using claims::SealClass;

// In the order of the variant.
enum class Form : std::uint8_t { all, any, none, named, evidence, age, source, time, classes };

void write_terms(wire::Writer& writer, const std::vector<Term>& terms) {
    writer.count(terms.size());
    for (const auto& term : terms) write_term(writer, term);
}

struct TermWriter {
    wire::Writer& writer;

    void operator()(const AllOf& all) const { write_terms(writer, all.terms); }
    void operator()(const AnyOf& any) const { write_terms(writer, any.terms); }
    void operator()(const NotOf& none) const { write_terms(writer, none.terms); }
    void operator()(const NamedOneOf& named) const {
        writer.enumeration(named.subject);
        writer.count(named.names.size());
        for (const auto& name : named.names) writer.text(name);
    }
    void operator()(const EvidenceOneOf& evidence) const {
        writer.count(evidence.kinds.size());
        for (const auto kind : evidence.kinds) writer.enumeration(kind);
    }
    void operator()(const EvidenceAgeAtMost& age) const { writer.u64(age.age_ms); }
    void operator()(const SourceIn& source) const { wire::write_list(writer, source.networks); }
    void operator()(const TimeIn& time) const {
        writer.u8(time.days);
        writer.u16(time.from);
        writer.u16(time.until);
    }
    void operator()(const ClassOneOf& one_of) const {
        writer.count(one_of.classes.size());
        for (const auto each : one_of.classes) writer.enumeration(each);
    }
};

// A list that may not be empty: an empty `all` would hold for everyone.
std::uint32_t some(wire::Reader& reader, std::size_t count_max) {
    const auto count = reader.count(count_max);
    if (count == 0) reader.fail_value();
    return reader.failed() ? 0 : count;
}

template <class Item, class Read>
std::vector<Item> read_some(wire::Reader& reader, std::size_t count_max, Read read) {
    std::vector<Item> items;
    const auto count = some(reader, count_max);
    for (std::uint32_t index = 0; index < count && !reader.failed(); ++index) {
        items.push_back(read());
    }
    return items;
}

NamedOneOf read_named(wire::Reader& reader) {
    constexpr std::size_t name_max = 48;
    NamedOneOf named;
    named.subject = reader.enumeration(subject_last);
    named.names = read_some<std::string>(reader, values_max, [&] {
        auto name = reader.text(name_max);
        if (!is_name(name)) reader.fail_value();
        return name;
    });
    return named;
}

TimeIn read_time(wire::Reader& reader) {
    constexpr std::uint8_t every_day = 0x7f;
    TimeIn time;
    time.days = reader.u8();
    time.from = reader.u16();
    time.until = reader.u16();
    const bool has_days = time.days != 0 && time.days <= every_day;
    const bool is_window = time.from != time.until && time.from < TimeIn::day_minutes &&
                           time.until < TimeIn::day_minutes;
    if (!has_days || !is_window) reader.fail_value();
    return time;
}

class TermReader {
public:
    TermReader(wire::Reader& reader, std::size_t depth, std::size_t& terms)
        : reader_(reader), depth_(depth), terms_(terms) {}

    Term read() {
        ++terms_;
        if (depth_ > depth_max || terms_ > terms_max) reader_.fail_value();
        const auto form = reader_.enumeration(Form::classes);
        return reader_.failed() ? Term() : read(form);
    }

private:
    Term read(Form form) {
        switch (form) {
            case Form::all:
                return {AllOf{inner(values_max)}};
            case Form::any:
                return {AnyOf{inner(values_max)}};
            case Form::none:
                return {NotOf{inner(1)}};
            case Form::named:
                return {read_named(reader_)};
            case Form::evidence:
                return {EvidenceOneOf{read_some<EvidenceKind>(reader_, values_max, [this] {
                    return reader_.enumeration(claims::evidence_kind_last);
                })}};
            case Form::age:
                return {EvidenceAgeAtMost{reader_.u64()}};
            case Form::source:
                return {SourceIn{read_some<Network>(
                    reader_, values_max, [this] { return Network::read(reader_); })}};
            case Form::time:
                return {read_time(reader_)};
            case Form::classes:
                return {ClassOneOf{read_some<SealClass>(reader_, values_max, [this] {
                    return reader_.enumeration(claims::seal_class_last);
                })}};
        }
        return {};
    }

    std::vector<Term> inner(std::size_t count_max) {
        return read_some<Term>(
            reader_, count_max, [this] { return read_term(reader_, depth_ + 1, terms_); });
    }

    wire::Reader& reader_;
    std::size_t depth_;
    std::size_t& terms_;
};

}  // namespace

void write_term(wire::Writer& writer, const Term& term) {
    writer.u8(static_cast<std::uint8_t>(term.of.index()));
    std::visit(TermWriter{writer}, term.of);
}

Term read_term(wire::Reader& reader, std::size_t depth, std::size_t& terms) {
    return TermReader(reader, depth, terms).read();
}

}  // namespace sealwright::policy
