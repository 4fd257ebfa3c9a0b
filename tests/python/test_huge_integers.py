"""Integers of many thousand digits, where products, quotients and conversions take other ways than for shorter ones."""
import random
import sys
import unittest

PRIMES = (2**61 - 1, 2**89 - 1)


class HugeIntegerTest(unittest.TestCase):
    def setUp(self):
        limit = sys.get_int_max_str_digits()
        self.addCleanup(sys.set_int_max_str_digits, limit)
        sys.set_int_max_str_digits(0)
        self.random = random.Random(5)

    def numbers(self):
        yield self.random.getrandbits(200_001) | 1 << 200_000
        yield -(1 << 262_144) + 1
        yield self.random.getrandbits(500_000) | 1 << 499_999

    def test_products(self):
        for a in self.numbers():
            for b in self.numbers():
                product = a * b
                for prime in PRIMES:
                    self.assertEqual(product % prime, (a % prime) * (b % prime) % prime)

    def test_quotients(self):
        for a in self.numbers():
            for b in self.numbers():
                for dividend in (a * b, a * b - 1, a * b * b + 12345):
                    quotient, rest = divmod(dividend, b)
                    self.assertEqual(quotient * b + rest, dividend)
                    self.assertTrue(0 <= rest < b or b < rest <= 0)
                    self.assertEqual(dividend // b, quotient)
                    self.assertEqual(dividend % b, rest)

    def test_powers(self):
        for prime in PRIMES:
            self.assertEqual(7 ** 300_001 % prime, pow(7, 300_001, prime))
            self.assertEqual((-10) ** 150_001 % prime, pow(-10, 150_001, prime))

    def test_text(self):
        for digits in (8192, 8193, 65_537, 200_000):
            for text in ("9" * digits, "1" + "0" * digits, "-" + "1234567890" * (digits // 10)):
                self.assertEqual(str(int(text)), text)
            self.assertEqual(int("9" * digits), 10**digits - 1)


if __name__ == "__main__":
    unittest.main()
