# Rule: sys.exit in a module that awaits is the program's exit code.
# Await: on
import asyncio
import sys

try:
    await asyncio.sleep(0)
    sys.exit(4)
finally:
    print("finally")
