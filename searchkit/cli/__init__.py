"""The command line: translates words into typed requests, and results into text. It decides nothing."""
