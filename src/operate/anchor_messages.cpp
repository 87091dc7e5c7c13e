#include "sealwright/operate/anchor_messages.hpp"

namespace sealwright::operate {
namespace {

struct NodeName {
    std::string name;
    void write(wire::Writer& writer) const { writer.text(name); }
    static NodeName read(wire::Reader& reader) { return {reader.text(text_max)}; }
};

}  // namespace

void AnchorInfo::write(wire::Writer& writer) const {
    anchor.write(writer);
    writer.u64(accepted_ms);
    writer.text(accepted_by);
    writer.count(nodes.size());
    for (const auto& node : nodes) writer.text(node);
}

AnchorInfo AnchorInfo::read(wire::Reader& reader) {
    AnchorInfo info;
    info.anchor = claims::Anchor::read(reader);
    info.accepted_ms = reader.u64();
    info.accepted_by = reader.text(text_max);
    for (auto& node : wire::read_list<NodeName>(reader, list_max)) {
        info.nodes.push_back(std::move(node.name));
    }
    return info;
}

}  // namespace sealwright::operate
