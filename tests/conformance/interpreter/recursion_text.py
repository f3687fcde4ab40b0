# Rule: the text of a RecursionError.
def deeper():
    deeper()


try:
    deeper()
except RecursionError as e:
    print(repr(str(e)))
