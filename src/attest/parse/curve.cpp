#include "curve.hpp"

#include <cryptopp/eccrypto.h>
#include <cryptopp/ecp.h>
#include <cryptopp/oids.h>

namespace sealwright::attest {
namespace {

using Curve = CryptoPP::DL_GroupParameters_EC<CryptoPP::ECP>;

CryptoPP::Integer number(View bytes) {
    return {bytes.data(), bytes.size()};
}

bool is_on(const CryptoPP::OID& name, View x, View y) {
    const Curve curve(name);
    const auto size = curve.GetCurve().GetField().MaxElementByteLength();
    if (x.size() != size || y.size() != size) return false;
    const CryptoPP::ECPPoint point(number(x), number(y));
    // Its equation and its field; both curves have cofactor 1, so no small group is left.
    return curve.GetCurve().VerifyPoint(point);
}

WipedBytes agreed(const CryptoPP::OID& name, View scalar, View x, View y) {
    const Curve curve(name);
    const auto shared =
        curve.GetCurve().Multiply(number(scalar), CryptoPP::ECPPoint(number(x), number(y)));
    WipedBytes out(curve.GetCurve().GetField().MaxElementByteLength());
    shared.x.Encode(out.data(), out.size());
    return out;
}

}  // namespace

bool is_on_p256(View x, View y) {
    return is_on(CryptoPP::ASN1::secp256r1(), x, y);
}

bool is_on_p384(View x, View y) {
    return is_on(CryptoPP::ASN1::secp384r1(), x, y);
}

WipedBytes agreed_p256(View scalar, View x, View y) {
    return agreed(CryptoPP::ASN1::secp256r1(), scalar, x, y);
}

WipedBytes agreed_p384(View scalar, View x, View y) {
    return agreed(CryptoPP::ASN1::secp384r1(), scalar, x, y);
}

}  // namespace sealwright::attest
