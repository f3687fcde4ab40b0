# Rule: a program can start threads.
import threading

try:
    thread = threading.Thread(target=print, args=("in a thread",))
    thread.start()
    thread.join()
except RuntimeError as e:
    print(e)
