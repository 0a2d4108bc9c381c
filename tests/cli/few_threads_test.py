"""Where a user may have few processes, a run that needs more threads ends with a message that says so, and never aborts."""

import json
import os
import subprocess

from weir_command import PATIENCE, WEIR, CommandTest, main

# The limit counts all processes of a user. Root has none, and becomes a user who has no other; any other user enters a namespace of users,
# in which the count begins again.
ALONE = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else ["unshare", "--user"]

EIGHT = """
pipeline: eight
workers: 8
stages:
  - {name: items, kind: synthetic.items, params: {count: 2000}}
  - {name: work, kind: synthetic.work, inputs: [items], batch_size: 1, replicas: 8, params: {cost: 20us}}
  - {name: out, kind: synthetic.discard, inputs: [work]}
"""


class FewThreadsTest(CommandTest):
    def limited(self, processes, *args):
        """Runs the command where there may be so many processes, its threads among them."""
        return subprocess.run([*ALONE, "prlimit", f"--nproc={processes}:{processes}", WEIR, *args], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=PATIENCE, cwd=self.folder, check=False)

    def setUp(self):
        super().setUp()
        two = subprocess.run([*ALONE, "prlimit", "--nproc=2:2", "sh", "-c", "/bin/true; exit $?"], capture_output=True, text=True,
                             timeout=PATIENCE, check=False)
        if two.returncode != 0:
            self.cannot_run(f"this user's other processes count here, or there can be no namespace of users: {two.stderr.strip()}")
        os.chmod(self.folder, 0o777)

    def test_a_run_of_too_many_workers_is_an_error_that_says_what_to_do(self):
        self.file("p.yaml", EIGHT)
        for processes in (1, 2, 5, 10):
            result = self.limited(processes, "run", "p.yaml", "--report", "report.json")
            self.assert_exit(1, result)
            self.assertEqual("weir: error: the threads of the run could not be made: Resource temporarily unavailable; raise the limit of "
                             "processes (ulimit -u) or of memory (ulimit -v), or use fewer workers\n", result.stderr)
            self.assertEqual("failed", json.loads((self.folder / "report.json").read_text())["outcome"])

    def test_a_run_that_can_just_have_its_threads_goes_through(self):
        self.file("p.yaml", EIGHT)
        # Eight that work, the one that waits for signals, the one for drains, and the one that looks after what they keep.
        self.assert_exit(0, self.limited(11, "run", "p.yaml"))


if __name__ == "__main__":
    main()
