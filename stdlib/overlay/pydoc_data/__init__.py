"""What pydoc shows besides doc strings. The help topics, which CPython's documentation is the source of, are not here."""
