# Rule: plain sockets work as they do everywhere, as long as nobody has to wait for nothing.
import socket

with socket.create_server(("127.0.0.1", 0)) as server:
    client = socket.create_connection(server.getsockname(), timeout=5)
    connection, address = server.accept()
    print(address == client.getsockname(), client.gettimeout(), connection.gettimeout())
    client.sendall(b"one\ntwo\nthree\n")
    with connection.makefile("rw", encoding="ascii", newline="\n") as file:
        print(file.readline(), end="")
        print(next(file), end="")
        file.write("answer\n")
        file.flush()
    client.sendall(b"four")
    print(connection.recv(3, socket.MSG_PEEK), connection.recv(100))
    buffer = bytearray(8)
    print(client.recv_into(buffer), bytes(buffer))
    connection.shutdown(socket.SHUT_WR)
    print(client.recv(10))
    client.settimeout(0.02)
    try:
        connection.settimeout(0.02)
        connection.recv(1)
    except TimeoutError as e:
        print(type(e).__name__, e)
    connection.setblocking(False)
    try:
        connection.recv(1)
    except BlockingIOError as e:
        print(type(e).__name__, e)
    try:
        server.settimeout(0)
        server.accept()
    except BlockingIOError as e:
        print(e)
    again = connection.dup()
    connection.close()
    client.send(b"still open")
    print(again.recv(100), connection.fileno())
    again.close()
    client.close()
for attempt in (lambda: client.recv(1), lambda: socket.create_connection(("127.0.0.1", 9))):
    try:
        attempt()
    except OSError as e:
        print(type(e).__name__, e)
