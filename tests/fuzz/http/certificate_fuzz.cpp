// A PEM file that an operator names in `node add`, and one that a person names in `anchor accept`.
#include "../in_memory.hpp"
#include "sealwright/http/certificate.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sealwright;
    static const fuzz::InputFolder folder;
    const auto path = folder.put("node.pem", View(data, size));
    const auto read = http::read_certificate(path);
    const auto again = http::read_certificate(path);
    check(read.ok() == again.ok());
    if (read) check(read->spki == again->spki && read->not_after_ms == again->not_after_ms);
    const auto authorities = http::read_authorities(text_of(View(data, size)));
    if (authorities) {
        check(!authorities->empty() && authorities->size() <= 2);
        for (const auto& each : *authorities) check(PublicText(each.subject).str() == each.subject);
    }
    return 0;
}
