"""Outputs: a file that is a mount point, as in containers, cannot be replaced and is written where it is; a small disk gets full."""

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

    def test_a_disk_that_is_full_leaves_the_old_file_and_nothing_else(self):
        self.file("p.yaml", CONFIG.replace("count: 1000", "count: 100000").replace("mounted.csv", "disk/out.csv"))  # 588 897 bytes
        (self.folder / "disk").mkdir()
        mount = "mount -t tmpfs -o size={} none disk && echo old > disk/out.csv"
        mounted = self.in_namespaces(mount.format("256k"))
        if mounted.returncode != 0:
            self.cannot_run(f"a small disk cannot be made here: {mounted.stderr.strip()} (direct_output_test has a device that is full)")
        # Where there is room for the new content once, and a file with two names would need it twice.
        for size, more, names in [("256k", "", "out.csv"), ("900k", "ln disk/out.csv disk/other.csv", "other.csv\nout.csv")]:
            result = self.in_namespaces(f"{mount.format(size)} && {more or 'true'} && '{WEIR}' run p.yaml; echo $?; cat disk/out.csv; ls -A disk")
            self.assertEqual(f"1\nold\n{names}\n", result.stdout, result.stderr)
            self.assertIn("cannot write 'disk/out.csv': No space left on device\n", result.stderr)


if __name__ == "__main__":
    main()
