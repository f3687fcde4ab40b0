# Rule: a program can write a file and read it.
import os

try:
    with open("notes.txt", "w") as file:
        file.write("text")
    print(open("notes.txt").read(), os.listdir("."))
except OSError as e:
    print(type(e).__name__, e.strerror)
try:
    print(open("missing.txt").read())
except OSError as e:
    print(type(e).__name__, e.strerror)
print(len(open(os.__file__).read()) > 1000)
