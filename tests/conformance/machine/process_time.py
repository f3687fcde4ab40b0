# Rule: time.process_time() grows while code runs.
import time

begin = time.process_time()
for _ in range(300_000):
    pass
print(time.process_time() > begin)
