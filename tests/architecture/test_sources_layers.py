import unittest

from scripts.habits.tree import ROOT
from tests.architecture.layers import Layers
from tests.architecture.third_party import ThirdParty
from tests.support.tree import tree_of

PUBLIC = "include/sealwright/"


class LayersTest(unittest.TestCase):
    maxDiff = None

    def test_arrows_of_the_table_point_downwards(self):
        self.assertEqual(Layers.load().own_faults(), [])

    def test_every_include_follows_the_layers(self):
        self.assertEqual(Layers.load().violations(ROOT), [])

    def test_third_party_headers_stay_in_their_rooms(self):
        self.assertEqual(ThirdParty.load().violations(ROOT), [])


class LayersControl(unittest.TestCase):
    """Each breaks one rule in a tree of its own, and must be found."""

    def faults(self, path: str, include: str, *others: str) -> list[str]:
        files = {path: f"#include {include}\n"} | {other: "" for other in others}
        with tree_of(files) as root:
            return Layers.load().violations(root)

    def test_control_a_lower_module_may_not_include_a_higher_one(self):
        found = self.faults(
            "src/wire/x.cpp", '"sealwright/journal/a.hpp"', PUBLIC + "journal/a.hpp"
        )
        self.assertIn("wire may not use journal", found[0])

    def test_control_a_legal_include_is_not_found(self):
        found = self.faults("src/seal/x.cpp", '"sealwright/wire/a.hpp"', PUBLIC + "wire/a.hpp")
        self.assertEqual(found, [])

    def test_control_no_module_includes_a_process(self):
        found = self.faults("src/seal/x.cpp", '"../keeper/loop.hpp"', "src/keeper/loop.hpp")
        self.assertIn("private header of keeper", found[0])

    def test_control_private_headers_stay_in_their_folder(self):
        found = self.faults("src/seal/x.cpp", '"../wire/a.hpp"', "src/wire/a.hpp")
        self.assertIn("private header of wire", found[0])

    def test_control_a_public_header_has_one_spelling(self):
        path = PUBLIC + "wire/a.hpp"
        found = self.faults("src/wire/x.cpp", '"../../include/sealwright/wire/a.hpp"', path)
        self.assertIn("a public header is included as", found[0])

    def test_control_a_public_header_may_not_include_a_private_one(self):
        found = self.faults(PUBLIC + "wire/a.hpp", '"../../../src/wire/b.hpp"', "src/wire/b.hpp")
        self.assertIn("may not include a private one", found[0])

    def test_control_sub_libraries_are_apart(self):
        path = PUBLIC + "hsm/token/a.hpp"
        found = self.faults("hsm/client/x.cpp", '"sealwright/hsm/token/a.hpp"', path)
        self.assertIn("hsm/client may not use hsm/token", found[0])

    def test_control_messages_use_only_core_wire_and_claims(self):
        path = PUBLIC + "store/messages.hpp"
        found = self.faults(path, '"sealwright/journal/a.hpp"', PUBLIC + "journal/a.hpp")
        self.assertIn("may only use core, wire, claims", found[0])

    def test_control_any_process_may_include_messages(self):
        path = PUBLIC + "seal/messages.hpp"
        self.assertEqual(self.faults("src/front/x.cpp", '"sealwright/seal/messages.hpp"', path), [])

    def test_control_any_process_may_include_the_messages_of_one_noun(self):
        path = PUBLIC + "operate/vault_messages.hpp"
        self.assertEqual(
            self.faults("src/keeper/x.cpp", '"sealwright/operate/vault_messages.hpp"', path), [])

    def test_control_messages_of_one_noun_use_only_what_messages_may(self):
        path = PUBLIC + "store/vault_messages.hpp"
        found = self.faults(path, '"sealwright/store/depot.hpp"', PUBLIC + "store/depot.hpp")
        self.assertIn("may only use core, wire, claims", found[0])
        beside = PUBLIC + "store/limits.hpp"
        self.assertEqual(self.faults(path, '"sealwright/store/limits.hpp"', beside), [])

    def test_control_a_folder_without_a_module_is_found(self):
        self.assertIn("in no module", self.faults("src/odds/x.cpp", "<vector>")[0])

    def test_control_an_include_of_nothing_is_found(self):
        self.assertIn("no such file", self.faults("src/wire/x.cpp", '"nowhere.hpp"')[0])

    def test_control_an_upward_arrow_in_the_table_is_found(self):
        layers = Layers.load()
        wire = layers.rooms["wire"]
        layers.rooms["wire"] = type(wire)("wire", wire.folder, ("seal",), wire.level)
        self.assertEqual(layers.own_faults(), ["wire (L1) uses seal (L3)"])


class ThirdPartyControl(unittest.TestCase):
    def faults(self, files: dict[str, str]) -> str:
        with tree_of(files) as root:
            return "\n".join(ThirdParty.load().violations(root))

    def test_control_beast_outside_its_room_is_found(self):
        found = self.faults({"src/front/x.cpp": "#include <boost/beast/http.hpp>\n"})
        self.assertIn("Beast has no place here", found)

    def test_control_openssl_in_a_public_header_is_found(self):
        found = self.faults({PUBLIC + "crypto/a.hpp": "#include <openssl/evp.h>\n"})
        self.assertIn("may not include a third party's header", found)

    def test_control_sodium_and_posix_in_a_public_header_are_not_found(self):
        text = "#include <sodium.h>\n#include <sys/socket.h>\n#include <source_location>\n"
        self.assertEqual(self.faults({PUBLIC + "core/a.hpp": text}), "")

    def test_control_one_unit_with_asio_too_many_is_found(self):
        files = {f"src/http/x{i}.cpp": '#include "asio.hpp"\n' for i in range(25)}
        found = self.faults(files | {"src/http/asio.hpp": "#include <boost/asio/ip/tcp.hpp>\n"})
        self.assertIn("Asio is in 25 units, at most 24", found)

    def test_control_an_unknown_library_is_found(self):
        found = self.faults({"src/seal/x.cpp": "#include <fancy/json.h>\n"})
        self.assertIn("does not say who may include it", found)
