# Rule: select, poll and selectors tell which sockets are ready.
import select
import selectors
import socket

one, other = socket.socketpair()
print([len(found) for found in select.select([one, other], [one], [], 0)])
other.send(b"x")
print(select.select([one, other], [], [], 1)[0] == [one])
poll = select.poll()
poll.register(one, select.POLLIN)
poll.register(other, select.POLLIN | select.POLLOUT)
print(sorted((fd == one.fileno(), event) for fd, event in poll.poll(0)))
with selectors.DefaultSelector() as selector:
    selector.register(one, selectors.EVENT_READ, "one")
    selector.register(other, selectors.EVENT_READ, "other")
    print([(key.data, mask) for key, mask in selector.select(0)])
    one.recv(1)
    print(selector.select(0.02))
    selector.modify(other, selectors.EVENT_READ | selectors.EVENT_WRITE, "changed")
    print([(key.data, mask) for key, mask in selector.select(0)])
    one.close()
    print([(key.data, mask) for key, mask in selector.select(0)])
    try:
        selector.register(other, selectors.EVENT_READ)
    except KeyError as e:
        print("KeyError", "is already registered" in str(e))
other.close()
try:
    select.select([other], [], [], 0)
except ValueError as e:
    print(e)
