// Stable error codes of the custodians' threshold encryption (3400-3439). Process: keeper, cli.
//
// Where somebody is to blame, the error has the fact `custodian`: their index.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec scalar_invalid{
    3400,
    "scalar-invalid",
    "a number is not in its one encoding, or is zero where it may not be",
    "whoever sent it runs other software or changed it: ask them to send it again"};
inline constexpr ErrorSpec point_invalid{
    3401,
    "point-invalid",
    "bytes are not a point of the group in its one encoding",
    "whoever sent it runs other software or changed it: ask them to send it again"};
inline constexpr ErrorSpec point_identity{
    3402,
    "point-identity",
    "a point is the neutral one, which would make a secret known to everybody",
    "nobody honest makes one: begin the ceremony again without who sent it"};
inline constexpr ErrorSpec index_invalid{3403,
                                         "index-invalid",
                                         "a custodian's index is not one of 1 to 65535",
                                         "take the index that the roster says"};
inline constexpr ErrorSpec index_twice{
    3404, "index-twice", "an index comes twice", "count each custodian once"};
inline constexpr ErrorSpec group_size_invalid{
    3405,
    "group-size-invalid",
    "a group's numbers are not ones: at least 2 are needed, at most 64 take part",
    "choose 2 <= needed <= custodians <= 64"};
inline constexpr ErrorSpec members_invalid{
    3406,
    "members-invalid",
    "the custodians are not as many as the group has, or share a key",
    "give each custodian an index, a signing key and a transport key of their own"};
inline constexpr ErrorSpec member_unknown{3407,
                                          "member-unknown",
                                          "this custodian is not one of the group",
                                          "look who is, in the plan of the ceremony"};
inline constexpr ErrorSpec proof_wrong{
    3408,
    "proof-wrong",
    "a proof of equal logarithms does not hold",
    "what it comes with was changed or made for something else: do not use it"};
inline constexpr ErrorSpec possession_unproven{
    3409,
    "possession-unproven",
    "a custodian does not prove that they know what they published",
    "begin the ceremony again without them, or after they say why"};
inline constexpr ErrorSpec commitments_count{
    3410,
    "commitments-count",
    "a custodian's commitments are not exactly as many as shares are needed",
    "begin again without them: more of them would silently raise how many shares it takes"};
inline constexpr ErrorSpec round_incomplete{3411,
                                            "round-incomplete",
                                            "a round does not have one message of each custodian",
                                            "wait for who is missing, or begin again without them"};
inline constexpr ErrorSpec round_other{
    3412,
    "round-other",
    "a round is of another ceremony, or is not the one that this custodian took part in",
    "begin again; if it stays so, the service shows different custodians different things"};
inline constexpr ErrorSpec reveal_changed{
    3413,
    "reveal-changed",
    "a custodian reveals something else than they committed to",
    "begin the ceremony again without them"};
inline constexpr ErrorSpec box_unopened{
    3414,
    "box-unopened",
    "a sealed share does not open for whom it is addressed to",
    "its receiver complains; the dealer then shows how it was sealed, and all see who is right"};
inline constexpr ErrorSpec share_wrong{
    3415,
    "share-wrong",
    "a share does not fit what its dealer published",
    "its receiver complains; begin again without whom the complaint convicts"};
inline constexpr ErrorSpec share_elsewhere{
    3416,
    "share-elsewhere",
    "a share is of another group, epoch or custodian",
    "take the share of this group and epoch; an older one is of no use here"};
inline constexpr ErrorSpec certificate_wrong{
    3417,
    "certificate-wrong",
    "a custodian did not sign this transcript of the ceremony",
    "compare its eight words: if theirs differ, the service showed them something else"};
inline constexpr ErrorSpec group_broken{
    3418,
    "group-broken",
    "a stored group is not what its custodians signed",
    "restore it from a backup or the lifeboat; nothing is sealed to it"};
inline constexpr ErrorSpec ciphertext_invalid{
    3419,
    "ciphertext-invalid",
    "what is to be opened was not sealed to this group under this label",
    "it was changed, relabelled or is another group's: refuse it and tell the others"};
inline constexpr ErrorSpec partial_wrong{
    3420,
    "partial-wrong",
    "a custodian's partial decryption is not the one for this ceremony",
    "go on with the others; ask that custodian for a new one, or what happened to their share"};
inline constexpr ErrorSpec partial_twice{3421,
                                         "partial-twice",
                                         "this custodian has contributed already",
                                         "a custodian counts once; another one has to"};
inline constexpr ErrorSpec partials_few{3422,
                                        "partials-few",
                                        "fewer custodians have contributed than are needed",
                                        "wait for more of them"};
inline constexpr ErrorSpec ciphertext_unopened{
    3423,
    "ciphertext-unopened",
    "the custodians' value does not open it: the pepper is another one",
    "take the pepper that was in force when it was sealed"};
inline constexpr ErrorSpec label_invalid{3424,
                                         "label-invalid",
                                         "a label is not in its one form",
                                         "it was made by other software: refuse it"};
}  // namespace sealwright::errors
