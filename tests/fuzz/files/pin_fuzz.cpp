// A PIN on each way into a process: pipe, sealed box, and the CLI's descriptor.
//
// The first byte chooses the way. What is accepted has a length that a module takes.
#include "../../../src/cli/pin.hpp"
#include "../in_memory.hpp"
#include "sealwright/crypto/sealed_box.hpp"
#include "sealwright/hsm/pin_entry.hpp"

using namespace sealwright;

namespace {

void from_pipe(View bytes) {
    static_cast<void>(hsm::PinEntry::from_descriptor(fuzz::input_pipe(bytes)));
}

void from_file(View bytes) {
    static const fuzz::InputFolder folder;
    static_cast<void>(hsm::PinEntry::from_file(folder.put("pin", bytes)));
}

void from_box(View bytes) {
    static const auto box = crypto::SealedBox::generate();
    const auto sealed = *crypto::SealedBox::seal(box.public_key(), bytes);
    check(hsm::PinEntry::from_box(box, sealed).ok() == hsm::PinEntry::from_bytes(bytes).ok());
    check(!hsm::PinEntry::from_box(box, bytes));
}

void from_command_line(View bytes) {
    const auto source = fuzz::input_pipe(bytes);
    const auto pin = cli::read_pin("PIN: ", source.number());
    if (!pin) return;
    check(!pin->empty() && pin->size() <= cli::pin_size_max);
    check(std::equal(pin->begin(), pin->end(), bytes.begin()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const View bytes(data + 1, size - 1);
    switch (data[0]) {
        case 0:
            from_pipe(bytes);
            break;
        case 1:
            from_file(bytes);
            break;
        case 2:
            from_box(bytes);
            break;
        case 3:
            from_command_line(bytes);
            break;
        default:
            break;
    }
    return 0;
}
