"""python -m bench.obfuscation [--missed]: the suite technique by technique."""

from bench.obfuscation.score import main

if __name__ == "__main__":
    main()
