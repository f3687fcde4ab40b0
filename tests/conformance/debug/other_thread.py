# Rule: in debug mode call_soon of another loop is refused; it is not without.
import asyncio


async def main():
    other = asyncio.new_event_loop()
    other.set_debug(True)
    try:
        other._check_thread()
        print("a loop that does not run is not checked")
    finally:
        other.close()


asyncio.run(main(), debug=True)
