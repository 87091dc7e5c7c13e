// expect: could not convert
// The id of a vault is not the id of a node.
#include "sealwright/core/ids.hpp"

#ifdef CONTROL
sealwright::NodeId convert(const sealwright::NodeId& id) {
#else
sealwright::NodeId convert(const sealwright::VaultId& id) {
#endif
    return id;
}
