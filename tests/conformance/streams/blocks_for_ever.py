# Rule: a blocking socket call that nobody can end has come to a standstill.
# End: deadlocked
import socket

one, other = socket.socketpair()
print("waiting", flush=True)
one.recv(1)
