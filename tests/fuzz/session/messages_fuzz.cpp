// Each body of a session's routes, and what is sealed inside of them. The first byte chooses.
#include "../round_trip.hpp"
#include "sealwright/session/messages.hpp"

using namespace sealwright;
using namespace sealwright::session;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const View bytes(data + 1, size - 1);
    switch (data[0]) {
        case 0:
            fuzz::check_round_trip<Begin>(bytes);
            break;
        case 1:
            fuzz::check_round_trip<Challenge>(bytes);
            break;
        case 2:
            fuzz::check_round_trip<Finish>(bytes);
            break;
        case 3:
            fuzz::check_round_trip<Opened>(bytes);
            break;
        case 4:
            fuzz::check_round_trip<OpenedFacts>(bytes);
            break;
        case 5:
            fuzz::check_round_trip<Record>(bytes);
            break;
        case 6:
            fuzz::check_round_trip<Request>(bytes);
            break;
        case 7:
            fuzz::check_round_trip<Reply>(bytes);
            break;
        default:
            break;
    }
    return 0;
}
