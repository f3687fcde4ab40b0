# Rule: time.time() is the world's time.
import time

print(time.strftime("%Y-%m-%d", time.gmtime()) == "2026-01-01")
