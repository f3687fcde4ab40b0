# Rule: modules that need the operating system or native libraries can be imported.
for name in ("ctypes", "curses", "sqlite3", "ssl"):
    try:
        __import__(name)
        print(name)
    except ModuleNotFoundError as e:
        print(e)
