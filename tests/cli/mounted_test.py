"""Outputs: a file that is a mount point, as in containers, cannot be replaced and is written where it is."""

import subprocess

from weir_command import PATIENCE, WEIR, CommandTest, main

IN_NAMESPACES = ["unshare", "--user", "--map-root-user", "--mount", "bash", "-c"]
MOUNT = "mount --bind behind.csv mounted.csv"
CONFIG = """
pipeline: numbers
stages:
  - {name: items, kind: synthetic.items, params: {count: 1000}}
  - {name: out, kind: table.write, inputs: [items], params: {path: mounted.csv, format: csv}}
"""
WHOLE = "number\n" + "".join(f"{n}\n" for n in range(1000))


class MountedTest(CommandTest):
    def in_namespaces(self, command):
        return subprocess.run([*IN_NAMESPACES, command], stdin=subprocess.DEVNULL, capture_output=True, cwd=self.folder, timeout=PATIENCE,
                              text=True, check=False)

    def test_a_file_that_is_mounted_from_elsewhere_is_written(self):
        self.file("mounted.csv", "old")
        self.file("behind.csv", "a longer text, as it was before the mount\n" * 1000)
        self.file("p.yaml", CONFIG)
        mounted = self.in_namespaces(MOUNT)
        if mounted.returncode != 0:
            self.cannot_run(f"a file cannot be mounted here: {mounted.stderr.strip()} (system_test has a rename that fails as it would)")
        result = self.in_namespaces(f"{MOUNT} && '{WEIR}' run p.yaml && cat mounted.csv")
        self.assertEqual((0, WHOLE), (result.returncode, result.stdout), result.stderr)
        self.assertEqual(WHOLE, (self.folder / "behind.csv").read_text())
        self.assertEqual("old", (self.folder / "mounted.csv").read_text())


if __name__ == "__main__":
    main()
