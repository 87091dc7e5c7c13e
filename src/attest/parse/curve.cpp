#include "curve.hpp"

#include <cryptopp/eccrypto.h>
#include <cryptopp/ecp.h>
#include <cryptopp/oids.h>

namespace sealwright::attest {
namespace {

bool is_on(const CryptoPP::OID& name, View x, View y) {
    const CryptoPP::DL_GroupParameters_EC<CryptoPP::ECP> curve(name);
    const auto size = curve.GetCurve().GetField().MaxElementByteLength();
    if (x.size() != size || y.size() != size) return false;
    const CryptoPP::ECPPoint point(CryptoPP::Integer(x.data(), x.size()),
                                   CryptoPP::Integer(y.data(), y.size()));
    // Its equation and its field; both curves have cofactor 1, so no small group is left.
    return curve.GetCurve().VerifyPoint(point);
}

}  // namespace

bool is_on_p256(View x, View y) {
    return is_on(CryptoPP::ASN1::secp256r1(), x, y);
}

bool is_on_p384(View x, View y) {
    return is_on(CryptoPP::ASN1::secp384r1(), x, y);
}

}  // namespace sealwright::attest
