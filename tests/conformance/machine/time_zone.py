# Rule: the time zone is the system's.
import os
import time

os.environ["TZ"] = "CET-1CEST,M3.5.0,M10.5.0/3"
if hasattr(time, "tzset"):
    time.tzset()
print(time.tzname, time.timezone)
