# Rule: tracemalloc traces allocations.
import tracemalloc

try:
    tracemalloc.start()
    kept = [object() for _ in range(100)]
    print(tracemalloc.get_traced_memory()[0] > 0)
except RuntimeError as e:
    print(type(e).__name__)
