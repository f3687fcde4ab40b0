# Rule: a thread that takes a lock twice waits for ever.
# End: deadlocked
import threading

lock = threading.Lock()
lock.acquire()
print("once")
lock.acquire()
print("never")
