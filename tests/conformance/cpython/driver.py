# Runs one file of CPython's test_asyncio and says how each of its tests ended.
#
# `cargo xtask conformance` puts in front of this text what it knows:
#
#   SOURCES   dotted name -> (is a package, path, source text) of the modules of CPython's `test` package that are needed
#   FILES     path -> text of the data files that those modules read
#   MODULE    the module to run
#   DONE      the ids of tests that an earlier run has finished, or that ended it
#
# One line of standard output a fact, with a mark in front, because tests print too:
#
#   planned ID | start ID | pass ID | fail ID MESSAGE | skip ID MESSAGE | end
#
# The last line of an exception is its message; its traceback goes to standard error. A run that stops before `end` was
# stopped by the test that it started last.

import sys

import _coroscope

MARK = "@@conformance "
PREFIX = "test.test_asyncio."


class TestImporter:
    """Imports CPython's `test` package from SOURCES."""

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        from importlib.machinery import ModuleSpec

        found = SOURCES.get(fullname)
        if found is None:
            return None
        is_package, file, _ = found
        spec = ModuleSpec(fullname, cls, origin=file, is_package=is_package)
        spec.has_location = True
        spec.cached = file + "c"
        if is_package:
            spec.submodule_search_locations.append(file.removesuffix("/__init__.py"))
        return spec

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        _, file, source = SOURCES[module.__spec__.name]
        exec(compile(source, file, "exec", dont_inherit=True), module.__dict__)

    @staticmethod
    def get_source(fullname):
        return SOURCES[fullname][2]

    @staticmethod
    def get_code(fullname):
        _, file, source = SOURCES[fullname]
        return compile(source, file, "exec", dont_inherit=True)

    @staticmethod
    def is_package(fullname):
        return SOURCES[fullname][0]


def serve_files():
    """Lets `open` and `os.stat` see the tests' files: both ask the engine for library files, and for no others."""
    texts = {file: source for _, file, source in SOURCES.values()} | FILES
    of_library = _coroscope.library_source
    _coroscope.library_source = lambda path: texts.get(path) or of_library(path)


def short(test_id):
    return test_id.removeprefix(PREFIX)


class Reporter:
    """Prints the lines. It keeps what tests may replace: streams and clocks."""

    def __init__(self):
        self.out = sys.stdout
        self.err = sys.stderr
        self.sleep = _coroscope.sleep
        self.room = 200_000

    def say(self, fact, test_id="", message=""):
        message = message.replace("\\", "\\\\").replace("\n", "\\n")
        self.out.write(f"{MARK}{fact} {test_id} {message}".rstrip(" ") + "\n")

    def flush(self):
        # What is printed is collected for some milliseconds. Before the program blocks it goes out.
        self.sleep(0.0)

    def traceback(self, test_id, text):
        # The page drops the middle of long output, in which the facts would be missing too.
        self.room -= len(text)
        if self.room > 0:
            self.err.write(f"== {test_id}\n{text}\n")


def make_result(unittest, traceback, reporter):
    class Result(unittest.TestResult):
        def __init__(self):
            super().__init__()
            self.ended = {}
            self.told = set()
            self.broken = {}

        def startTest(self, test):
            super().startTest(test)
            reporter.say("start", short(test.id()))
            reporter.flush()

        def settle(self, test, outcome, message=""):
            test_id = short(test.id())
            # The first failure counts: of a test's own body, its subtests, its clean-up.
            if self.ended.get(test_id, ("pass",))[0] != "fail":
                self.ended[test_id] = (outcome, message)

        def stopTest(self, test):
            super().stopTest(test)
            test_id = short(test.id())
            outcome, message = self.ended.get(test_id, ("pass", ""))
            reporter.say(outcome, test_id, message)
            reporter.flush()
            self.told.add(test_id)

        def addFailure(self, test, err):
            reporter.traceback(short(test.id()), self._exc_info_to_string(err, test))
            last = "".join(traceback.format_exception_only(err[1])).strip()
            if isinstance(test, unittest.TestCase):
                self.settle(test, "fail", last)
            else:
                # setUpModule or setUpClass: the tests that they were for do not run.
                self.broken[test.id()] = ("fail", last)

        addError = addFailure

        def addSubTest(self, test, subtest, err):
            if err is not None:
                self.addFailure(test, err)

        def addSkip(self, test, reason):
            if isinstance(test, unittest.TestCase):
                self.settle(test, "skip", reason)
            else:
                self.broken[test.id()] = ("skip", reason)

        def addExpectedFailure(self, test, err):
            pass

        def addUnexpectedSuccess(self, test):
            self.settle(test, "fail", "unexpected success")

    return Result()


def get_child_watcher(policy):
    raise NotImplementedError


def flatten(suite):
    for item in suite:
        try:
            yield from flatten(item)
        except TypeError:
            yield item


def run():
    import importlib
    import traceback
    import unittest

    reporter = Reporter()
    sys.meta_path.insert(0, TestImporter)
    serve_files()
    sys.argv = ["test"]

    # Imported by one file for a test that needs a terminal.
    sys.modules["tty"] = type(sys)("tty")

    if "get_child_watcher" in SOURCES.get("test.test_asyncio.utils", ("", "", ""))[2]:
        # 3.13's clean-up asks the policy for a child watcher; 3.14 has none any more. So it answers as one without.
        import asyncio.events

        asyncio.events._AbstractEventLoopPolicy.get_child_watcher = get_child_watcher

    import test.support

    # The page has no sockets, and most of these tests need none: CPython's own check is for the whole package.
    test.support.has_socket_support = True
    name = short(MODULE)
    try:
        module = importlib.import_module(MODULE)
    except unittest.SkipTest as skip:
        reporter.say("planned", name)
        reporter.say("skip", name, str(skip))
        reporter.say("end")
        return
    except Exception as error:
        reporter.traceback(name, traceback.format_exc())
        reporter.say("planned", name)
        reporter.say("fail", name, "cannot be imported: " + "".join(traceback.format_exception_only(error)).strip())
        reporter.say("end")
        return

    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    tests = list(flatten(suite))
    for test in tests:
        reporter.say("planned", short(test.id()))
    reporter.flush()
    result = make_result(unittest, traceback, reporter)
    left = unittest.TestSuite(test for test in tests if short(test.id()) not in DONE)
    ids = [short(test.id()) for test in left]
    left.run(result)
    for test_id in ids:
        if test_id in result.told:
            continue
        # An id such as `setUpClass (test.test_asyncio.test_x.Class)`.
        for where, (outcome, message) in result.broken.items():
            place = where.partition("(")[2].rstrip(")")
            if place == MODULE or test_id.startswith(short(place) + "."):
                reporter.say(outcome, test_id, message)
                break
    reporter.say("end")
    reporter.flush()


run()
