# Rule: who closes a connection first keeps its port for a while, against those who do not ask for SO_REUSEADDR.
import socket

server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen()
address = server.getsockname()
client = socket.create_connection(address)
connection, _ = server.accept()
connection.close()
print(client.recv(1))
client.close()
server.close()
again = socket.socket()
try:
    again.bind(address)
    print("free")
except OSError as e:
    print(e)
again.close()
