# Rule: CancelledError is not an Exception; TimeoutError is the built-in one.
import asyncio

print(issubclass(asyncio.CancelledError, Exception), issubclass(asyncio.CancelledError, BaseException))
print(asyncio.TimeoutError is TimeoutError)
print(issubclass(asyncio.InvalidStateError, Exception), asyncio.InvalidStateError.__mro__[1].__name__)
print(asyncio.BrokenBarrierError.__mro__[1].__name__, asyncio.QueueShutDown.__mro__[1].__name__)
