"""decimal: what its C form does at the edges."""

import math
import unittest
import warnings
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext


class FormatTest(unittest.TestCase):
    def test_underscores_and_separators_of_the_fraction(self):
        value = Decimal("12345.23456789")
        try:
            format(1.5, "._f")
        except ValueError:
            self.skipTest("separators of the fraction came with 3.14")
        self.assertEqual(format(value, "_"), "12_345.23456789")
        self.assertEqual(format(value, ".6_f"), "12345.234_568")
        self.assertEqual(format(Decimal("123456"), ",.4_e"), "1.234_6e+5")
        self.assertEqual(format(Decimal("1234.56"), "09_"), "01_234.56")

    def test_upper_case_locale_format(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            self.assertEqual(format(Decimal("6.62607015e-34"), "010.3N"), "006.63E-34")
        self.assertEqual([w.category for w in caught], [DeprecationWarning])
        self.assertRaises(ValueError, format, Decimal(1), "10Nf")

    def test_overrides(self):
        def formatted(**given):
            return Decimal(1234567).__format__("n", {"decimal_point": ".", "grouping": "\3\0", "thousands_sep": ",", **given})

        self.assertEqual(formatted(), "1,234,567")
        self.assertRaises(ValueError, formatted, decimal_point="xxxxx")
        self.assertRaises(ValueError, formatted, decimal_point="")
        self.assertRaises(ValueError, formatted, thousands_sep="yyyyy")
        self.assertRaises(ValueError, formatted, grouping="\xff\xff")


class ArithmeticTest(unittest.TestCase):
    def test_product_without_a_value(self):
        context = Context(traps=[])
        for third in "1", "NaN", "sNaN123":
            context.clear_flags()
            self.assertEqual(str(context.fma(Decimal("-Inf"), Decimal(0), Decimal(third))), "NaN")
            self.assertTrue(context.flags[InvalidOperation])

    def test_power_of_negative_zero_with_modulus(self):
        self.assertEqual(pow(Decimal(5), Decimal("-0"), Decimal(3)), 1)
        self.assertRaises(InvalidOperation, pow, Decimal(5), Decimal(-1), Decimal(3))


class ConversionTest(unittest.TestCase):
    def test_sign_of_nan(self):
        for text, sign in ("nan", 1.0), ("-nan12", -1.0):
            self.assertEqual(math.copysign(1.0, float(Decimal(text))), sign)

    def test_exponent_out_of_range(self):
        self.assertRaises(OverflowError, Decimal, (1, (), 2**63))
        self.assertRaises(OverflowError, Context().create_decimal, (1, (), -(2**63) - 1))


class SignalsTest(unittest.TestCase):
    def test_comparison_with_a_dict(self):
        with localcontext(Context()) as context:
            self.assertEqual(context.flags, dict(context.flags))
            self.assertNotEqual({Inexact: False}, context.flags)
            self.assertNotEqual(context.flags, {"xyz": True})


if __name__ == "__main__":
    unittest.main()
