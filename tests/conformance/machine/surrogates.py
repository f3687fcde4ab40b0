# Rule: a lone surrogate cannot be printed.
try:
    print("\ud800")
except UnicodeEncodeError as e:
    print(e)
