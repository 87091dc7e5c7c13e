// expect: no match for 'operator<<'
// A secret cannot be written to a stream.
#include "sealwright/core/secret.hpp"

#include <ostream>

using Key = sealwright::Secret<32, struct KeyTag>;

void print(std::ostream& out, const Key& key) {
#ifdef CONTROL
    static_cast<void>(key);
    out << "a key";
#else
    out << key;
#endif
}
