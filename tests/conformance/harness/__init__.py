"""The conformance runner: processes, results, expectations, the table."""
