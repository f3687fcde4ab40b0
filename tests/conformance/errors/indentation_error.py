# Rule: an indentation error is shown with its line.
import asyncio


async def main():
print("not indented")
