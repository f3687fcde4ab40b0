# Rule: sys.platform names the operating system.
import os
import sys

print(sys.platform, os.name)
