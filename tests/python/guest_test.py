"""weir in a Python process that has other things to do: threads, signals, forks, NumPy."""

import math
import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
import unittest

import numpy
import weir
from weir.compat import OptimizedParallelProcessor

FLOATS = numpy.linspace(0, 1, 100_000)
ITEMS = [x * x + math.sin(x) * math.cos(x) for x in FLOATS.tolist()]
TEXT = "to be or not to be " * 10_000


def every_call(processor):
    """Calls of all kinds, in pipelines and outside, with their answers checked."""
    assert processor.process_data_spawn_per_item(FLOATS) == ITEMS
    assert processor.parallel_find_primes(100_000)[-1] == 99_991
    assert processor.map_reduce_word_count(TEXT) == {"to": 20_000, "be": 20_000, "or": 10_000, "not": 10_000}
    assert processor.parallel_matrix_multiply([[2] * 50] * 50, [[3] * 50] * 50) == [[300] * 50] * 50
    assert math.isclose(processor.compute_statistics_sequential(FLOATS)["mean"], 0.5)
    assert weir.Processor(2).map(abs, range(-5, 0)) == [5, 4, 3, 2, 1]
    return True


def every_call_of_its_own(_):
    return every_call(OptimizedParallelProcessor(2))


def in_new_process(code):
    return subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=300)


class Processes(unittest.TestCase):
    def test_a_forked_child_uses_what_its_parent_made(self):
        processor = OptimizedParallelProcessor(4)
        every_call(processor)
        with multiprocessing.get_context("fork").Pool(3) as pool:
            self.assertEqual(pool.map(every_call_of_its_own, range(6)), [True] * 6)
            self.assertEqual(pool.map(every_call, [processor] * 3), [True] * 3)
            self.assertEqual(pool.map(processor.parallel_sum_spawn_many, [[1, 2], [3]]), [3, 3])
        child = os.fork()
        if child == 0:
            os._exit(0 if every_call(processor) and every_call(processor) else 1)
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        every_call(processor)

    def test_a_forked_child_that_ends_as_programs_do(self):
        ended = in_new_process("""
            import os, weir
            processor = weir.Processor(4)
            assert processor.sum(range(10)) == 45
            child = os.fork()
            assert processor.map(abs, [-1]) == [1]
            del processor
            if child:
                raise SystemExit(os.waitpid(child, 0)[1])
        """)
        self.assertEqual((ended.returncode, ended.stdout, ended.stderr), (0, "", ""))

    def test_the_end_of_a_program_whose_threads_are_in_calls(self):
        ended = in_new_process("""
            import atexit, threading, time
            processors = []
            atexit.register(lambda: processors[0].map(abs, range(3)))
            import numpy, weir, weir.compat
            processors += [weir.Processor(2), weir.compat.OptimizedParallelProcessor(2)]
            numbers, begun = numpy.ones(50_000), threading.Barrier(4)
            calls = [lambda: processors[0].map(lambda x: time.sleep(0.001), range(100), batch_size=1),
                     lambda: processors[0].map(lambda x: processors[0].sum(numbers), range(100), batch_size=1),
                     lambda: processors[1].process_data_spawn_per_item(numbers)]
            def repeat(call):
                begun.wait()
                while True:
                    call()
            for call in calls:
                threading.Thread(target=repeat, args=[call], daemon=True).start()
            begun.wait()
            time.sleep(0.1)
        """)
        self.assertEqual((ended.returncode, ended.stdout, ended.stderr), (0, "", ""))

    def test_a_spawned_child(self):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            self.assertTrue(all(pool.map(every_call, [OptimizedParallelProcessor(2)] * 2)))

    def test_it_prints_nothing_and_changes_nothing(self):
        ended = in_new_process("""
            import locale, os, signal, sys
            def state():
                handlers = [signal.getsignal(n) for n in signal.valid_signals()]
                return handlers, signal.pthread_sigmask(0, []), locale.setlocale(locale.LC_ALL)
            before = state()
            threads = os.listdir("/proc/self/task")
            import weir, weir.compat
            assert "numpy" not in sys.modules
            assert threads == os.listdir("/proc/self/task")
            processor = weir.Processor()
            processor.map(str, range(100))
            processor.count_words("a b")
            assert before == state()
            assert "numpy" not in sys.modules
        """)
        self.assertEqual((ended.returncode, ended.stdout, ended.stderr), (0, "", ""))


class Threads(unittest.TestCase):
    def test_many_threads_call_one_processor(self):
        processor = OptimizedParallelProcessor(2)
        results = []
        threads = [threading.Thread(target=lambda: results.append(every_call(processor))) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(results, [True] * 6)

    def test_other_threads_run_while_it_works(self):
        ran = threading.Event()
        other = threading.Thread(target=ran.set)

        def start_and_wait(_):
            other.start()
            return ran.wait(60)

        self.assertEqual(weir.Processor(2).map(start_and_wait, [0]), [True])

    @unittest.skipIf(len(os.sched_getaffinity(0)) < 2, "oneTBB provides one thread for each core")
    def test_functions_that_let_go_of_the_lock_run_side_by_side(self):
        meeting = threading.Barrier(2, timeout=60)
        weir.Processor(2).map(lambda _: meeting.wait(), range(2), batch_size=1)


class Signals(unittest.TestCase):
    def setUp(self):
        self.processor = weir.Processor(2)

    def test_a_handler_runs_while_a_call_is_in_progress(self):
        handled = threading.Event()
        before = signal.signal(signal.SIGUSR1, lambda *_: handled.set())
        self.addCleanup(signal.signal, signal.SIGUSR1, before)

        def send_and_wait(_):
            os.kill(os.getpid(), signal.SIGUSR1)
            return handled.wait(60)

        self.assertEqual(self.processor.map(send_and_wait, [0]), [True])

    def test_ctrl_c_ends_a_call_of_python_functions(self):
        called = []

        def interrupt(x):
            called.append(x)
            if len(called) == 5:
                os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.001)

        with self.assertRaises(KeyboardInterrupt):
            self.processor.map(interrupt, range(1_000_000))
        self.assertLess(len(called), 1_000_000)
        self.assertEqual(self.processor.map(abs, [-1]), [1])

    def test_ctrl_c_ends_any_other_call(self):
        compat = OptimizedParallelProcessor(2)
        numbers = numpy.ones(1_500_000)
        for call in (lambda: compat.process_data_spawn_per_item(numbers), lambda: compat.parallel_find_primes(200_000_000)):
            over = threading.Event()

            def interrupt_at_some_time():
                time.sleep(0.03)
                if not over.is_set():
                    os.kill(os.getpid(), signal.SIGINT)

            sender = threading.Thread(target=interrupt_at_some_time)
            with self.assertRaises(KeyboardInterrupt):
                sender.start()
                while True:
                    call()
            over.set()
            sender.join()
            every_call(compat)


if __name__ == "__main__":
    unittest.main()
