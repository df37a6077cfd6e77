"""How long does it take, compared with what? Each benchmark here answers one such question: `python -m bench`."""
