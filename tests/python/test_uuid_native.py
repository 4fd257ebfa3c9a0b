"""_uuid: identifiers made by the system."""

import unittest
import uuid

_uuid = uuid._uuid


@unittest.skipUnless(_uuid, "needs the system's UUID library")
class Generation(unittest.TestCase):
    def test_value(self):
        value, safety = _uuid.generate_time_safe()
        self.assertIs(type(value), bytes)
        self.assertIn(safety, (0, -1))
        made = uuid.UUID(bytes=value)
        self.assertEqual((made.version, made.variant), (1, uuid.RFC_4122))

    def test_values_differ(self):
        self.assertEqual(len({_uuid.generate_time_safe()[0] for _ in range(1000)}), 1000)

    def test_uuid1_is_the_systems(self):
        self.assertIn(uuid.uuid1().is_safe, (uuid.SafeUUID.safe, uuid.SafeUUID.unsafe))
        self.assertRaises(TypeError, _uuid.generate_time_safe, 1)


if __name__ == "__main__":
    unittest.main()
