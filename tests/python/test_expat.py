"""Expat's events, positions and errors."""
import unittest
from xml.parsers import expat


class ExpatTest(unittest.TestCase):
    def test_events(self):
        seen = []
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartElementHandler = lambda name, attributes: seen.append((name, attributes))
        parser.EndElementHandler = lambda name: seen.append(name)
        parser.CharacterDataHandler = lambda text: seen.append([text])
        parser.CommentHandler = lambda text: seen.append({text})
        parser.Parse("<a xmlns='urn:x' k='1' j='é'>x&amp;y\n", False)
        parser.Parse("z<!-- c --></a>", True)
        self.assertEqual(seen, [("urn:x a", ["k", "1", "j", "é"]), ["x&y\n"], ["z"], {" c "}, "urn:x a"])

    def test_error(self):
        parser = expat.ParserCreate()
        with self.assertRaises(expat.ExpatError) as caught:
            parser.Parse(b"<a>\n  </b>", True)
        error = caught.exception
        self.assertEqual(str(error), "mismatched tag: line 2, column 4")
        self.assertEqual((error.code, error.lineno, error.offset), (expat.errors.codes[expat.errors.XML_ERROR_TAG_MISMATCH], 2, 4))

    def test_handler_raises(self):
        def fail(name, attributes):
            raise KeyError(name)

        parser = expat.ParserCreate()
        parser.StartElementHandler = fail
        self.assertRaises(KeyError, parser.Parse, b"<a><b/></a>", True)

    def test_encodings(self):
        for encoding in ("utf-8", "utf-16", "iso-8859-1", "cp1252", "koi8-r"):
            seen = []
            parser = expat.ParserCreate()
            parser.CharacterDataHandler = seen.append
            text = "Ж" if encoding == "koi8-r" else "é"
            parser.Parse(f"<?xml version='1.0' encoding='{encoding}'?><a>{text}</a>".encode(encoding), True)
            self.assertEqual("".join(seen), text)

    def test_entity(self):
        seen = []
        parser = expat.ParserCreate()
        parser.CharacterDataHandler = seen.append

        def resolve(context, base, system, public):
            part = parser.ExternalEntityParserCreate(context)
            return part.Parse(f"<inner>{system}</inner>", True)

        parser.ExternalEntityRefHandler = resolve
        parser.Parse("<!DOCTYPE a [<!ENTITY e SYSTEM 'file'>]><a>&e;</a>", True)
        self.assertEqual(seen, ["file"])


if __name__ == "__main__":
    unittest.main()
